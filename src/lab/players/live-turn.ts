import type { AnyPastMatch, AnyRound, Score } from '../../match/index.js';
import type { AnyMatch, AnyTurn } from '../../strategy/index.js';

/** What is made only when a strategy looks at it, by whoever makes it. */
export interface TurnSource {
  readonly matchId: string;
  readonly state: object;
  readonly score: Score;
  readonly rounds: readonly AnyRound[];
  readonly deadline: number;
  readonly signal: AbortSignal;
  readonly history: readonly AnyPastMatch[];
}

/** The turn as the player brings it up to date. What never changes, or is made when it is looked at, is not written. */
export type LiveTurn = {
  -readonly [K in keyof AnyTurn]: AnyTurn[K];
};

/** What a class that extends it declares is added to an object that is there. */
class There {
  constructor(there: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what adds it
    return there;
  }
}

/** Whose turn is whose, in a private field of the turn: a strategy has no way to what plays it. */
class Owned extends There {
  readonly #player: TurnSource;

  constructor(turn: object, player: TurnSource) {
    super(turn);
    this.#player = player;
  }

  static playerOf(turn: object): TurnSource {
    return (turn as Owned).#player;
  }
}

const { playerOf } = Owned;

/**
 * What of a turn is made when it is looked at. Properties of the turn's own, as a strategy may copy it; and the same
 * functions for all, or every turn would be an object of a kind of its own, which the engine is slow with.
 */
const LAZY = {
  matchId: { enumerable: true, get: matchId },
  state: { enumerable: true, get: state },
  score: { enumerable: true, get: score },
  rounds: { enumerable: true, get: rounds },
  deadline: { enumerable: true, get: deadline },
  // No copy has it in play either.
  signal: { enumerable: false, get: signal },
} satisfies PropertyDescriptorMap;

/** Likewise of the opponent. */
const HISTORY = { enumerable: true, get: history } satisfies PropertyDescriptor;

function matchId(this: object): string {
  return playerOf(this).matchId;
}

function state(this: object): object {
  return playerOf(this).state;
}

function score(this: object): Score {
  return playerOf(this).score;
}

function rounds(this: object): readonly AnyRound[] {
  return playerOf(this).rounds;
}

function deadline(this: object): number {
  return playerOf(this).deadline;
}

function signal(this: object): AbortSignal {
  return playerOf(this).signal;
}

function history(this: object): readonly AnyPastMatch[] {
  return playerOf(this).history;
}

/** An opponent whose `history` comes from the source. */
export function liveOpponent(source: TurnSource, name: string): AnyMatch['opponent'] {
  const opponent = Object.defineProperty({ id: name, name }, 'history', HISTORY);
  return new Owned(opponent, source) as unknown as AnyMatch['opponent'];
}

/** One turn for a whole series, its properties in the order that they have in play. */
export function liveTurn(
  source: TurnSource,
  { opponent, ...own }: Pick<AnyTurn, 'opponent' | 'random' | 'memory' | 'params'>,
): LiveTurn {
  const turn = { game: 'rps' };
  Object.defineProperty(turn, 'matchId', LAZY.matchId);
  Object.assign(turn, { side: 'a', opponent, wager: 0, round: 1 });
  Object.defineProperty(turn, 'state', LAZY.state);
  Object.defineProperty(turn, 'score', LAZY.score);
  Object.defineProperty(turn, 'rounds', LAZY.rounds);
  Object.defineProperty(turn, 'deadline', LAZY.deadline);
  Object.assign(turn, own);
  Object.defineProperty(turn, 'signal', LAZY.signal);
  return new Owned(turn, source) as unknown as LiveTurn;
}
