import type { AnyGame, Side } from '../../games/index.js';
import { type MatchLog, type MatchSeries, MOST_NUMBERED, type NumberedMove } from '../../match/index.js';

/** The two halves of a series: a lane of matches, and its mirror. See `Series`. */
export type Lane = 0 | 1;

export const LANES = [0, 1] as const;

/** A strategy as it sits in a lane of matches. Nothing but `move` throws. */
export interface Player {
  /** A match begins; `log` goes on to tell of it, up to `matchEnd`. */
  matchStart(log: MatchLog, side: Side): void;
  /** The raw answer to the turn at hand, or a promise of it; throws or rejects where the strategy does. */
  move(): unknown;
  /** How much longer than for a move its first answer may take, as it is just being started; null where it has started. */
  readonly startingMs: number | null;
  /** The answer to the last `move` is not wanted any more. */
  abandon(): void;
  roundEnd(): void;
  matchEnd(): void;
  /** Whether what it was told of earlier matches was too little, as it had not asked for any before; see `ThreadPlayer`. */
  readonly missedHistory: boolean;
  /** Whether it has, or may have, drawn from its random numbers. Asked once, at the end. */
  drew(): boolean;
  close(): Promise<void>;
}

const KINDS = ['threw', 'illegal', 'late', 'hung', 'crashed', 'unplayed', 'hook'] as const;

/**
 * `hung` and `crashed` are seen from outside only: the whole thread had to be ended. `unplayed` is a match that is lost
 * because of what was done in earlier ones. A `hook` that fails costs nothing.
 */
export type FaultKind = (typeof KINDS)[number];

export const FAULT_KINDS: ReadonlySet<string> = new Set(KINDS);

/** What a strategy did wrong. */
export interface Fault {
  readonly kind: FaultKind;
  /** For a person. */
  readonly detail: string;
}

/** Told of every legal move, before the round is played. */
export type Observe = (log: MatchLog, player: 0 | 1, side: Side, move: object) => void;

/** Whoever looks on while series are played. */
export interface Watcher {
  /** Told before anybody is called, so that it is known who is at it: -1 for the match while a player is being opened. */
  readonly asking?: (lane: Lane, match: number, player: 0 | 1) => void;
  readonly observing?: Observe | undefined;
  /** Told whenever the players of the other lane take their turn. */
  readonly entering?: (lane: Lane) => void;
  /** Told how long may be waited for an answer where that is longer than for a move, and 0 when it is there. */
  readonly waiting?: (ms: number) => void;
  /** Asked after every pair: where the answer is no, the series ends there. */
  readonly proceed?: () => boolean | Promise<boolean>;
  /** Awaited when all is played, before the result is made. */
  readonly settle?: () => Promise<void>;
}

/** Reads the moves of a series. */
export class MoveReader {
  readonly #series: MatchSeries;
  /** Answers that are made again and again, and the moves that they stand for: those of games without a state. */
  readonly #answers: unknown[] = [];
  readonly #kept: NumberedMove[] = [];

  constructor(series: MatchSeries) {
    this.#series = series;
  }

  /** The move that an answer of a strategy stands for; null where it is not a legal one. */
  read(answer: unknown, log: MatchLog, side: Side): NumberedMove | null {
    const answers = this.#answers;
    for (let i = 0; i < answers.length; i++) if (answers[i] === answer) return this.#kept[i] as NumberedMove;
    return this.#readNew(answer, log, side);
  }

  #readNew(answer: unknown, log: MatchLog, side: Side): NumberedMove | null {
    const answers = this.#answers;
    const { game, stateless } = this.#series;
    const move = moveIn(game, answer, log.viewFor(side));
    if (move === null) return null;
    // Where there is but one state, the legal moves are always the same.
    const isKept = stateless && typeof answer !== 'object' && answers.length < MOST_NUMBERED;
    const numbered = { move, elapsedMs: 0, number: isKept ? answers.length : -1 };
    if (isKept) {
      answers.push(answer);
      this.#kept.push(numbered);
    }
    return numbered;
  }
}

/** The canonical move, as everywhere. */
function moveIn(game: AnyGame, answer: unknown, state: object): object | null {
  const isObject = typeof answer === 'object' && answer !== null;
  try {
    const raw = isObject && 'raw' in answer ? answer.raw : isObject ? answer : { [game.moveKey]: answer };
    return game.parseMove(raw, state);
  } catch {
    // An object of the strategy's own making may throw when it is read.
    return null;
  }
}
