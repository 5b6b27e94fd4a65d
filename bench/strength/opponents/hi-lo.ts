import type { Turn } from 'botpit';
import { type Opponents, plain } from './support/lookback.js';

type CardTurn = Turn<'hi_lo'>;
type Call = 'higher' | 'lower';

const OTHER = { higher: 'lower', lower: 'higher' } as const;

/** The call that more cards speak for. */
const likelier = ({ state }: Pick<CardTurn, 'state'>): Call => (state.dealer_card <= 7 ? 'higher' : 'lower');
const lead = ({ score }: CardTurn) => score.mine - score.theirs;
const last = (turn: CardTurn) => turn.rounds.at(-1);

const byScore: Opponents<'hi_lo'>[string] = {
  'bold when behind': plain((turn) => (lead(turn) < 0 ? OTHER[likelier(turn)] : likelier(turn))),
  'bold on middle cards when behind': plain((turn) => {
    const middle = Math.abs(turn.state.dealer_card - 7) <= 2;
    return lead(turn) < 0 && middle ? OTHER[likelier(turn)] : likelier(turn);
  }),
  'the higher the lead the safer': plain((turn) =>
    turn.random() < 0.3 - 0.15 * lead(turn) ? OTHER[likelier(turn)] : likelier(turn),
  ),
  'bold when ahead': plain((turn) =>
    lead(turn) > 0 && turn.random() < 0.7 ? OTHER[likelier(turn)] : likelier(turn),
  ),
  'desperate in the end': plain((turn) =>
    lead(turn) < 0 && turn.round >= 4 ? OTHER[likelier(turn)] : likelier(turn),
  ),
  'higher when behind': plain((turn) =>
    lead(turn) < 0 && turn.state.dealer_card <= 9 ? 'higher' : likelier(turn),
  ),
};

const titForTat: Opponents<'hi_lo'>[string] = {
  'calls what was called': plain((turn) => last(turn)?.result.opponent_choice ?? 'higher'),
  'as the other side on the middle cards': plain((turn) => {
    const middle = Math.abs(turn.state.dealer_card - 7) <= 3;
    return (middle && last(turn)?.result.opponent_choice) || likelier(turn);
  }),
  'as bold as the other side was': plain((turn) => {
    const before = last(turn);
    const state = before?.state;
    const bold = before && state && before.result.opponent_choice !== likelier({ state });
    return bold ? OTHER[likelier(turn)] : likelier(turn);
  }),
  'calls what was called, mostly': plain((turn) =>
    turn.random() < 0.8 ? (last(turn)?.result.opponent_choice ?? likelier(turn)) : likelier(turn),
  ),
  'calls what was not called': plain((turn) => OTHER[last(turn)?.result.opponent_choice ?? likelier(turn)]),
  'calls what was called where it was right': plain((turn) => {
    const before = last(turn);
    const other = before?.result.opponent_choice;
    if (!other || !before.state) return likelier(turn);
    const right = before.result.card > before.state.dealer_card ? 'higher' : 'lower';
    return other === right ? other : likelier(turn);
  }),
};

/** Of each kind, the first half is what `adaptive` was tried on while it was written. */
export const opponents: Opponents<'hi_lo'> = {
  'by score': byScore,
  'tit for tat': titForTat,
};
