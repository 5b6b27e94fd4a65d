import type { TauntId } from '../protocol/index.js';
import type { StrategyHost, TauntEvent } from '../strategy/index.js';

/** `strategy`: what the strategy's `taunt` says. `polite`: a greeting, and praise for a lost round. `off`: none. */
export type TauntPolicy = 'strategy' | 'polite' | 'off';

/**
 * Decides on the taunts of one match, one a round at most: the arena refuses more. What is decided between two rounds
 * waits for the second, and comes to nothing where there is none.
 */
export class Taunter {
  readonly #policy: TauntPolicy;
  readonly #host: StrategyHost;
  readonly #send: (tauntId: TauntId) => void;
  /** The round in progress; null between rounds. */
  #round: number | null = null;
  #sentIn = 0;
  #held: TauntId | null = null;
  #over = false;

  constructor(policy: TauntPolicy, host: StrategyHost, send: (tauntId: TauntId) => void) {
    this.#policy = policy;
    this.#host = host;
    this.#send = send;
  }

  /** To be told of every turn, before its move is sent: the move may end the match. */
  turn(round: number): void {
    this.#round = round;
    const held = this.#held;
    this.#held = null;
    this.#taunt(held);
  }

  consider(event: TauntEvent): void {
    if (this.#policy === 'off') return;
    if (event.on === 'round_end') this.#round = null;
    const answer = this.#policy === 'polite' ? polite(event) : this.#host.taunt(event);
    if (answer instanceof Promise) void answer.then((tauntId) => this.#taunt(tauntId));
    else this.#taunt(answer);
  }

  /** The match is over: an answer that is still to come is not wanted. */
  end(): void {
    this.#over = true;
  }

  #taunt(tauntId: TauntId | null): void {
    if (tauntId === null || this.#over || this.#sentIn === this.#round) return;
    if (this.#round === null) {
      this.#held = tauntId;
      return;
    }
    this.#sentIn = this.#round;
    this.#send(tauntId);
  }
}

function polite(event: TauntEvent): TauntId | null {
  if (event.on === 'match_start') return 'gl_hf';
  return event.on === 'round_end' && event.round.outcome === 'loss' ? 'nice_move' : null;
}
