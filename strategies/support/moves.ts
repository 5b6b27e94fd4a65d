import type { GameId, MoveLike, PastMatch, Round, Situation, StateOf } from 'botpit';

/** The games in which a move can be chosen by taste; `math_duel` asks for a right answer. */
export type ChoiceGame = 'coinflip' | 'rps' | 'hi_lo' | 'crash' | 'mines' | 'reaction_ring' | 'blotto';

/** A move as a bare value. */
export type Bare<G extends GameId = GameId> = Exclude<MoveLike<G>, object>;

/** A few moves of each game in their order, for strategies that care for patterns. In `rps` each one beats the one before it. */
export const MENU: { readonly [G in ChoiceGame]: readonly [Bare<G>, ...Bare<G>[]] } = {
  coinflip: ['heads', 'tails'],
  rps: ['rock', 'paper', 'scissors'],
  hi_lo: ['higher', 'lower'],
  crash: [1.25, 1.5, 2, 3, 5],
  mines: [1, 2, 3, 4, 5],
  reaction_ring: [300, 400, 500, 600, 700],
  blotto: [10, 15, 20, 25, 30],
};

/** What comes to mind first. */
export const USUAL: { readonly [G in ChoiceGame]: Bare<G> } = {
  coinflip: 'heads',
  rps: 'rock',
  hi_lo: 'higher',
  crash: 2,
  mines: 3,
  reaction_ring: 500,
  blotto: 20,
};

type ValueOf<M> = M extends object ? M[keyof M] : never;

/** The bare value of a canonical move; `undefined` where there was none: before the first round, or from a late side. */
export function bare<M extends object>(move: M | null | undefined): ValueOf<M> | undefined {
  return move ? (Object.values(move)[0] as ValueOf<M>) : undefined;
}

/** All moves of one side against this opponent, in earlier matches and in this one, oldest first. */
export function movesSoFar(
  turn: { readonly opponent: { readonly history: readonly PastMatch[] }; readonly rounds: readonly Round[] },
  whose: 'your_move' | 'opponent_move',
): (Bare | undefined)[] {
  const rounds = [...turn.opponent.history.flatMap((match) => match.rounds), ...turn.rounds];
  return rounds.map(({ result }) => bare(result[whose]));
}

/** The move, or in `blotto` what the budget allows of it. */
export function affordable<M extends Bare>(
  at: { readonly game: GameId; readonly state: object },
  move: M,
): M | number {
  if (at.game !== 'blotto') return move;
  return Math.min(Number(move), (at.state as StateOf<'blotto'>).your_budget);
}

/** How good the ground is for one's own side: 0.8 to 1.2, and 1 where it is for neither. */
export function ownTerrain(at: Situation<'blotto'>): number {
  return at.side === 'a' ? at.state.terrain_bonus_a : 2 - at.state.terrain_bonus_a;
}

/** A bid in whole troops within the budget. In the last round all of it: troops left over are worth nothing. */
export function bidOf(state: StateOf<'blotto'>, troops: number): number {
  if (state.rounds_left <= 1) return state.your_budget;
  return Math.max(0, Math.min(state.your_budget, Math.round(troops)));
}
