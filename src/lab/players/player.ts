import type { AnyGame, Played, Side } from '../../games/index.js';
import type { MatchLog, MatchSeries } from '../../match/index.js';

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

/** Answers that are kept as moves; games without a state have fewer. */
const MOST_KEPT = 8;

/** Reads the moves of a series. */
export class MoveReader {
  readonly #series: MatchSeries;
  readonly #answers: unknown[] = [];
  readonly #kept: Played<object>[] = [];

  constructor(series: MatchSeries) {
    this.#series = series;
  }

  /** The move that an answer of a strategy stands for; null where it is not a legal one. */
  read(answer: unknown, log: MatchLog, side: Side): Played<object> | null {
    const answers = this.#answers;
    for (let i = 0; i < answers.length; i++)
      if (answers[i] === answer) return this.#kept[i] as Played<object>;
    const { game, stateless } = this.#series;
    const move = moveIn(game, answer, log.viewFor(side));
    if (move === null) return null;
    const played = { move, elapsedMs: 0 };
    // Where there is but one state, the legal moves are always the same.
    if (stateless && typeof answer !== 'object' && answers.length < MOST_KEPT) {
      answers.push(answer);
      this.#kept.push(played);
    }
    return played;
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
