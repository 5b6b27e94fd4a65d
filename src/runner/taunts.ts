import type { TauntId } from '../protocol/index.js';
import type { StrategyHost, TauntEvent } from '../strategy/index.js';

/** `strategy`: what the strategy's `taunt` says. `polite`: a greeting, and praise for a lost round. `off`: none. */
export type TauntPolicy = 'strategy' | 'polite' | 'off';

/** Decides on taunts, one a round at most: the arena refuses more. */
export class Taunter {
  readonly #policy: TauntPolicy;
  readonly #host: StrategyHost;
  readonly #send: (tauntId: TauntId) => void;
  #round = 0;
  #sentIn = 0;

  constructor(policy: TauntPolicy, host: StrategyHost, send: (tauntId: TauntId) => void) {
    this.#policy = policy;
    this.#host = host;
    this.#send = send;
  }

  /** Must be told of every turn, so that it knows which round a taunt falls in. */
  turn(round: number): void {
    this.#round = round;
  }

  consider(event: TauntEvent): void {
    if (this.#policy === 'off') return;
    const answer = this.#policy === 'polite' ? polite(event) : this.#host.taunt(event);
    if (answer instanceof Promise) void answer.then((tauntId) => this.#taunt(tauntId));
    else this.#taunt(answer);
  }

  #taunt(tauntId: TauntId | null): void {
    if (tauntId === null || this.#sentIn === this.#round) return;
    this.#sentIn = this.#round;
    this.#send(tauntId);
  }
}

function polite(event: TauntEvent): TauntId | null {
  if (event.on === 'match_start') return 'gl_hf';
  return event.on === 'round_end' && event.round.outcome === 'loss' ? 'nice_move' : null;
}
