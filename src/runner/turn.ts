import type { AnyGame } from '../games/index.js';
import type { FallbackReason } from './events.js';

/** A decision of the strategy layer, or of the runner's own after the arena refused every form of one. */
export interface Decided {
  /** Null where it is too late for any. */
  readonly move: object | null;
  /** To be sent as it is. */
  readonly raw: boolean;
  readonly source: 'strategy' | 'fallback';
  readonly reason?: FallbackReason;
  readonly detail?: string;
  readonly decideMs: number;
}

/** One open turn: what was asked, what was decided, and what has been sent for it on which connection. */
export class OpenTurn {
  readonly round: number;
  readonly state: Record<string, unknown>;
  /** Epoch milliseconds. */
  readonly askedAt: number;
  readonly timeoutMs: number;
  /** By `now` of the clock: when the move must have arrived. */
  readonly deadlineAt: number;
  decision: Decided | null = null;
  /** The connection that it was last asked on. */
  askedOn = 0;
  /** The connection that the move left on; a turn is answered once on each. */
  sentOn: number | null = null;
  /** The move data to send, the same until it is refused; null before the decision and where it is too late. */
  moveData: unknown = null;
  /** The dialects of the decision that are left to try; made when the first refusal comes. */
  #others: unknown[] | null = null;
  /** All move data that the arena refused in this turn, as text. */
  #refused: Set<string> | null = null;

  constructor(
    round: number,
    state: Record<string, unknown>,
    timeoutMs: number,
    askedAt: number,
    deadlineAt: number,
  ) {
    this.round = round;
    this.state = state;
    this.timeoutMs = timeoutMs;
    this.askedAt = askedAt;
    this.deadlineAt = deadlineAt;
  }

  /** It was decided that no move can come in time. */
  get isGivenUp(): boolean {
    return this.decision !== null && this.moveData === null;
  }

  /**
   * Takes a decision; its move goes out first with every key that some arena reads.
   * @returns false, and changes nothing, where all that could be sent for it has been refused before
   */
  decide(decision: Decided, game: AnyGame): boolean {
    const { move, raw } = decision;
    const first: unknown = raw || move === null ? move : game.wireMove(move);
    if (this.#refused === null) {
      this.moveData = first;
    } else {
      const untried = this.#untried([first, ...formsOf(decision, game)]);
      if (untried.length === 0) return false;
      this.moveData = untried.shift();
      this.#others = untried;
    }
    this.decision = decision;
    return true;
  }

  /** Turns to the next dialect after `invalid_move`. @returns false when none is left */
  refuse(game: AnyGame): boolean {
    this.#refused ??= new Set();
    this.#refused.add(JSON.stringify(this.moveData));
    this.#others ??= this.#untried(this.decision ? formsOf(this.decision, game) : []);
    if (this.#others.length === 0) return false;
    this.moveData = this.#others.shift();
    return true;
  }

  #untried(forms: readonly unknown[]): unknown[] {
    return forms.filter((form) => !this.#refused?.has(JSON.stringify(form)));
  }
}

/** The move in each dialect by itself. */
function formsOf({ move, raw }: Decided, game: AnyGame): readonly unknown[] {
  return raw || move === null ? [] : game.wireForms(move);
}
