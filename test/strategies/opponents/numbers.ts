import type { PastMatch, Turn } from '../../../src/strategy/contract.js';
import { bell, drawn, integer, matchNumber, notes, opponent } from './opponent.js';

const within = (value: number, lo: number, hi: number) => Math.min(Math.max(value, lo), hi);

type CrashTurn = Turn<'crash'>;
const cashout = (value: number) => Math.round(within(value, 1.01, 10) * 100) / 100;

/** The crash points of the last matches and this one, the latest last. */
function points(turn: CrashTurn): readonly number[] {
  const past = turn.opponent.history.slice(-4) as readonly PastMatch<'crash'>[];
  return [...past.flatMap(({ rounds }) => rounds), ...turn.rounds].map(({ result }) => result.crash_point);
}

export const crash = [
  opponent('about 2.2', 0.75, (turn: CrashTurn) => cashout(2.2 + 0.3 * bell(turn))),
  opponent('takes no risk', 0.95, () => 1.01),
  opponent('all or nothing', 0.85, () => 10),
  opponent('as often low as high', 0.6, (turn: CrashTurn) => cashout(Math.exp(turn.random() * Math.log(10)))),
  opponent('half the last crash point', 0.8, (turn: CrashTurn) =>
    cashout((turn.rounds.at(-1)?.result.crash_point ?? 3) / 2),
  ),
  opponent('a little above my last', 0.75, (turn: CrashTurn) =>
    cashout((turn.rounds.at(-1)?.result.opponent_move?.cashout ?? 1.5) * 1.1),
  ),
  opponent('higher after a loss', 0.8, (turn: CrashTurn) =>
    turn.rounds.at(-1)?.outcome === 'loss' ? 3.33 : 1.44,
  ),
  opponent('changes after 200 matches', 0.8, (turn: CrashTurn) =>
    matchNumber(turn) < 200 ? cashout(1.2 + 0.1 * turn.random()) : cashout(3 + turn.random()),
  ),
  opponent('low until it is outbid', 0.95, (turn: CrashTurn) => {
    const trap = notes(turn, () => ({ shut: 0 }));
    const mine = turn.rounds.at(-1)?.result.opponent_move?.cashout ?? 2;
    if (mine < 1.4) trap.shut = 6;
    return trap.shut-- > 0 ? 1.4 : 1.25;
  }),
  opponent('the second last crash point, 3.5 at the most', 0.95, (turn: CrashTurn) =>
    cashout(Math.min(points(turn).at(-2) ?? 2, 3.5)),
  ),
  opponent('above the least of the last three', 0.95, (turn: CrashTurn) =>
    cashout(1.1 * Math.min(2, ...points(turn).slice(-3))),
  ),
  opponent('above a mean in which no crash point counts more than 5', 0.97, (turn: CrashTurn) => {
    const capped = points(turn)
      .slice(-8)
      .map((point) => Math.min(point, 5));
    return cashout(0.8 * (capped.reduce((sum, point) => sum + point, 0) / (capped.length || 1)));
  }),
  opponent('the more low ones of the last six, the higher', 0.96, (turn: CrashTurn) => {
    const low = points(turn)
      .slice(-6)
      .filter((point) => point < 1.75);
    return cashout(1.2 + 0.3 * low.length);
  }),
  opponent('the square law', 0.47, (turn: CrashTurn) => cashout((1 + turn.random()) ** 2)),
] as const;

type MinesTurn = Turn<'mines'>;

export const mines = [
  opponent('two to four', 0.6, (turn: MinesTurn) => integer(turn, 2, 4)),
  opponent('always eight', 0.88, () => 8),
  opponent('careful after a mine', 0.7, (turn: MinesTurn) => {
    const before = turn.rounds.at(-1)?.result;
    return before && before.mine_at < (before.your_move?.tiles ?? 0) ? 1 : 4;
  }),
  opponent('one less than I had', 0.6, (turn: MinesTurn) =>
    within((turn.rounds.at(-1)?.result.opponent_move?.tiles ?? 4) - 1, 1, 20),
  ),
  opponent('up to ten', 0.7, (turn: MinesTurn) => integer(turn, 1, 10)),
  opponent('what was safe last time', 0.7, (turn: MinesTurn) =>
    within(turn.rounds.at(-1)?.result.mine_at ?? 3, 1, 20),
  ),
  opponent('counts up', 0.7, (turn: MinesTurn) => within(turn.round, 1, 20)),
  opponent('one to five', 0.49, (turn: MinesTurn) => integer(turn, 1, 5)),
] as const;

type RingTurn = Turn<'reaction_ring'>;
const guess = (value: number) => Math.round(within(value, 1, 1000));

export const reactionRing = [
  opponent('about the middle', 0.5, (turn: RingTurn) => guess(500 + 60 * bell(turn))),
  opponent('always 700', 0.75, () => 700),
  opponent('at the edges', 0.78, (turn: RingTurn) => drawn(turn, [1, 0.5], [1000, 1])),
  opponent('one above my last', 0.48, (turn: RingTurn) =>
    guess((turn.rounds.at(-1)?.result.opponent_move?.guess ?? 500) + 1),
  ),
  opponent(
    'away from the last target',
    0.65,
    (turn: RingTurn) => 1001 - (turn.rounds.at(-1)?.result.target ?? 500),
  ),
  opponent('low when behind', 0.51, (turn: RingTurn) => (turn.score.mine < turn.score.theirs ? 300 : 520)),
  opponent('two favourites', 0.52, (turn: RingTurn) => drawn(turn, [420, 0.5], [580, 1])),
  opponent('500 or 501', 0.47, (turn: RingTurn) => integer(turn, 500, 501)),
] as const;

type BidTurn = Turn<'blotto'>;
/** In the last round everything. */
const bid = ({ state }: BidTurn, troops: number) =>
  state.rounds_left === 1 ? state.your_budget : Math.round(within(troops, 0, state.your_budget));
/** What one's own bid counts. */
const ground = ({ side, state }: BidTurn) =>
  side === 'a' ? state.terrain_bonus_a : 1 / state.terrain_bonus_a;

export const blotto = [
  opponent('25 as long as they last', 0.95, (turn: BidTurn) => bid(turn, 25)),
  opponent('half of what is left', 0.95, (turn: BidTurn) => bid(turn, turn.state.your_budget / 2)),
  opponent('three at once', 0.95, (turn: BidTurn) => bid(turn, turn.round <= 3 ? 30 : 5)),
  opponent('what I can afford', 0.95, (turn: BidTurn) =>
    bid(turn, turn.state.opponent_budget / turn.state.rounds_left),
  ),
  opponent('answers my last bid', 0.9, (turn: BidTurn) =>
    bid(turn, (turn.rounds.at(-1)?.result.opponent_move?.bid ?? 20) + 3),
  ),
  opponent('only on good ground', 0.9, (turn: BidTurn) =>
    bid(turn, ground(turn) > 1 ? integer(turn, 28, 40) : integer(turn, 0, 6)),
  ),
  opponent('loosely even', 0.65, (turn: BidTurn) =>
    bid(turn, (turn.state.your_budget / turn.state.rounds_left) * (1 + 0.5 * bell(turn))),
  ),
  opponent('harder when behind', 0.85, (turn: BidTurn) =>
    bid(turn, 18 + 8 * (turn.score.theirs - turn.score.mine) + integer(turn, -3, 3)),
  ),
  opponent('changes after 100 matches', 0.9, (turn: BidTurn) =>
    bid(turn, matchNumber(turn) < 100 ? 20 : turn.round % 2 === 0 ? 38 : 4),
  ),
] as const;
