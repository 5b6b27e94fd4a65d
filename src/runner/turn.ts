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
  /** Epoch milliseconds by which the move must have arrived. */
  readonly deadlineAt: number;
  decision: Decided | null = null;
  /** The connection that the move left on; a turn is answered once on each. */
  sentOn: number | null = null;
  #forms: readonly unknown[] = [];
  #next = 0;

  constructor(round: number, state: Record<string, unknown>, deadlineAt: number) {
    this.round = round;
    this.state = state;
    this.deadlineAt = deadlineAt;
  }

  /** The decided move in the dialects to try: the union first, then each by itself, then the fallback's. */
  decide(decision: Decided, game: AnyGame): void {
    this.decision = decision;
    this.#next = 0;
    const { move, raw } = decision;
    if (move === null) this.#forms = [];
    else if (raw) this.#forms = [move];
    else this.#forms = [game.wireMove(move), ...game.wireForms(move)];
  }

  /** The move data to send; the same until it is refused. */
  get moveData(): unknown {
    return this.#forms[this.#next];
  }

  /** Turns to the next dialect after `invalid_move`. @returns false when none is left */
  refuse(): boolean {
    const refused = JSON.stringify(this.moveData);
    do this.#next += 1;
    while (this.#next < this.#forms.length && JSON.stringify(this.moveData) === refused);
    return this.#next < this.#forms.length;
  }
}
