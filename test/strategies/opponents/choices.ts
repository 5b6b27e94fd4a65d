import type { Turn } from '../../../src/strategy/contract.js';
import { drawn, matchNumber, notes, opponent } from './opponent.js';

const CHOICES = ['rock', 'paper', 'scissors'] as const;
type Choice = (typeof CHOICES)[number];
type RpsTurn = Turn<'rps'>;

const third = 1 / 3;
const uniform = (turn: RpsTurn) => drawn<Choice>(turn, ['rock', third], ['paper', third], ['scissors', 1]);
/** What beats a choice; with 2 steps, what it beats. */
const beat = (choice: Choice, steps = 1) => CHOICES[(CHOICES.indexOf(choice) + steps) % 3] ?? 'rock';
const last = (turn: RpsTurn) => turn.rounds.at(-1)?.result;

/** The choice made most often lately, older ones counting less. */
function favourite(turn: RpsTurn, whose: 'your_choice' | 'opponent_choice', keep: number): Choice | null {
  const counts = notes(turn, () => ({ rock: 0, paper: 0, scissors: 0, seen: '' }));
  const latest = turn.rounds.at(-1) ?? turn.opponent.history.at(-1)?.rounds.at(-1);
  const id = `${turn.matchId} ${turn.round}`;
  if (latest && counts.seen !== id) {
    for (const choice of CHOICES) counts[choice] *= keep;
    const choice = latest.result[whose];
    if (choice) counts[choice]++;
    counts.seen = id;
  }
  const best = CHOICES.reduce((a, b) => (counts[b] > counts[a] ? b : a));
  return counts[best] > 0 ? best : null;
}

export const rps = [
  opponent('half paper', 0.7, (turn: RpsTurn) =>
    drawn<Choice>(turn, ['rock', 0.25], ['paper', 0.5], ['scissors', 1]),
  ),
  opponent('little rock', 0.8, (turn: RpsTurn) =>
    drawn<Choice>(turn, ['rock', 0.1], ['paper', 0.45], ['scissors', 1]),
  ),
  opponent('counters what I like lately', 0.8, (turn: RpsTurn) => {
    const liked = favourite(turn, 'opponent_choice', 0.8);
    return liked ? beat(liked) : uniform(turn);
  }),
  opponent('avoids what it liked lately', 0.8, (turn: RpsTurn) => {
    const liked = favourite(turn, 'your_choice', 0.9);
    return liked ? beat(liked, 2) : uniform(turn);
  }),
  opponent('plays what I beat last', 0.95, (turn: RpsTurn) => beat(last(turn)?.opponent_choice ?? 'rock', 2)),
  opponent('five in a circle', 0.9, (turn: RpsTurn) => {
    const at = notes(turn, () => ({ next: 0 }));
    return (['rock', 'paper', 'paper', 'scissors', 'rock'] as const)[at.next++ % 5] ?? 'rock';
  }),
  opponent('by the number of the round', 0.9, (turn: RpsTurn) => CHOICES[turn.round % 3] ?? 'rock'),
  opponent('by the number of the match', 0.9, (turn: RpsTurn) => CHOICES[matchNumber(turn) % 3] ?? 'rock'),
  opponent('upgrades after a loss', 0.85, (turn: RpsTurn) => {
    const before = turn.rounds.at(-1);
    const own = before?.result.your_choice;
    if (!own || turn.random() < 0.3) return uniform(turn);
    return before.outcome === 'loss' ? beat(own) : own;
  }),
  opponent('scissors when it is close', 0.95, (turn: RpsTurn) =>
    turn.score.mine === 1 && turn.score.theirs === 1 ? 'scissors' : turn.round === 1 ? 'rock' : uniform(turn),
  ),
  opponent('sticks to its choice', 0.8, (turn: RpsTurn) => {
    const own = last(turn)?.your_choice;
    return own && turn.random() < 0.7 ? own : uniform(turn);
  }),
  opponent('changes after 200 matches', 0.85, (turn: RpsTurn) => {
    const own = last(turn);
    if (matchNumber(turn) < 200) return drawn<Choice>(turn, ['rock', 0.8], ['paper', 0.1], ['scissors', 1]);
    return own?.opponent_choice ? beat(own.opponent_choice) : 'scissors';
  }),
  opponent('drifts', 0.8, (turn: RpsTurn) => {
    const phase = Math.floor(matchNumber(turn) / 60) % 3;
    return turn.random() < 0.5 ? (CHOICES[phase] ?? 'rock') : uniform(turn);
  }),
  opponent('shows rock until it is answered', 0.8, (turn: RpsTurn) => {
    const trap = notes(turn, () => ({ answered: 0, shut: 0 }));
    trap.answered = last(turn)?.opponent_choice === 'paper' ? trap.answered + 1 : 0;
    if (trap.answered >= 3) trap.shut = 12;
    return trap.shut-- > 0
      ? 'scissors'
      : drawn<Choice>(turn, ['rock', 0.7], ['paper', 0.15], ['scissors', 1]);
  }),
  opponent('learns how I follow a round', 0.52, (turn: RpsTurn) => {
    const learned = notes(turn, () => ({ followed: new Map<string, Choice[]>(), case: '' }));
    const before = last(turn);
    const mine = before?.opponent_choice;
    if (!before || !mine) return uniform(turn);
    learned.followed.set(learned.case, [...(learned.followed.get(learned.case) ?? []).slice(-4), mine]);
    learned.case = `${before.your_choice} ${mine}`;
    const seen = learned.followed.get(learned.case) ?? [];
    const often = (choice: Choice) => seen.filter((one) => one === choice).length;
    return seen.length === 0 ? uniform(turn) : beat(CHOICES.reduce((a, b) => (often(b) > often(a) ? b : a)));
  }),
  opponent('uniform', 0.47, uniform),
] as const;

type FlipTurn = Turn<'coinflip'>;
const OTHER = { heads: 'tails', tails: 'heads' } as const;

export const coinflip = [
  opponent('mostly tails', 0.53, (turn: FlipTurn) => (turn.random() < 0.9 ? 'tails' : 'heads')),
  opponent('alternates', 0.6, (turn: FlipTurn) => (turn.round % 2 === 0 ? 'heads' : 'tails')),
  opponent(
    'never calls what I called',
    0.6,
    (turn: FlipTurn) => OTHER[turn.rounds.at(-1)?.result.opponent_choice ?? 'heads'],
  ),
  opponent(
    'against the last flip',
    0.6,
    (turn: FlipTurn) => OTHER[turn.rounds.at(-1)?.result.flip ?? 'heads'],
  ),
  opponent('uniform', 0.47, (turn: FlipTurn) => (turn.random() < 0.5 ? 'heads' : 'tails')),
] as const;

type CardTurn = Turn<'hi_lo'>;
const likelier = ({ state }: CardTurn) => (state.dealer_card <= 7 ? 'higher' : 'lower');

export const hiLo = [
  opponent('always lower', 0.78, () => 'lower' as const),
  opponent('hopes for more', 0.62, (turn: CardTurn) => (turn.state.dealer_card <= 10 ? 'higher' : 'lower')),
  opponent('repeats the right call', 0.7, (turn: CardTurn) => {
    const before = turn.rounds.at(-1);
    if (!before?.state) return likelier(turn);
    return before.result.card > before.state.dealer_card ? 'higher' : 'lower';
  }),
  opponent('careless when ahead', 0.5, (turn: CardTurn) =>
    turn.score.mine > turn.score.theirs && turn.random() < 0.5 ? 'higher' : likelier(turn),
  ),
  opponent('likelier', 0.48, likelier),
] as const;
