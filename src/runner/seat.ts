import type { BotpitClient } from '../client/index.js';
import type { MatchRecord } from '../history/index.js';
import type { Clock } from '../lib/clock.js';
import type {
  GameStartMessage,
  HeardGameOver,
  HeardRoundResult,
  MatchFoundMessage,
  TauntId,
  TauntReceivedMessage,
  YourTurnMessage,
} from '../protocol/index.js';
import { Decider, type PastMatch } from '../strategy/index.js';
import type { Lamports } from '../wager.js';
import type { Conduct } from './conduct.js';
import { type MatchContext, MatchPlayer } from './match-player.js';
import { ScoreReader } from './score.js';
import { sendNow } from './send-now.js';
import type { SessionOptions } from './session-options.js';
import type { Watched } from './stall-watch.js';
import { Taunter, type TauntPolicy } from './taunts.js';

/** What the seats of a session need of it. */
export interface SeatContext extends MatchContext {
  readonly client: BotpitClient;
  readonly taunts: TauntPolicy;
}

/**
 * @param connection a number for the connection at hand
 * @param moved told of every move that leaves
 */
export function seatContextOf(
  options: Pick<SessionOptions, 'client' | 'host' | 'emit' | 'sandbox' | 'taunts'> & {
    readonly clock: Clock;
  },
  conduct: Conduct,
  connection: () => number,
  moved: () => void,
): SeatContext {
  const { client, host, emit, sandbox, taunts, clock } = options;
  return {
    client,
    host,
    emit,
    sandbox,
    taunts,
    clock,
    decider: new Decider(host, clock),
    scores: new ScoreReader(),
    conduct,
    connection,
    agentId: () => client.agentId ?? '',
    rttMs: () => client.rttMs ?? 0,
    // A rejection comes as an `error` event too, and a promise for every move would be one too many.
    sendMove: (matchId, moveData) => {
      void client.makeMove(matchId, moveData);
      moved();
    },
  };
}

/** One's own place in one match: plays it, and says what is to be said. */
export class Seat implements Watched {
  readonly #context: SeatContext;
  readonly #player: MatchPlayer;
  readonly #taunter: Taunter;

  constructor(found: MatchFoundMessage, context: SeatContext, history: readonly PastMatch[]) {
    this.#context = context;
    this.#player = new MatchPlayer(found, context, history);
    this.#taunter = new Taunter(context.taunts, context.host, (tauntId) => this.#taunt(tauntId));
  }

  get found(): MatchFoundMessage {
    return this.#player.found;
  }

  /** See `MatchPlayer`. */
  raise(wagerLamports: Lamports): void {
    this.#player.raise(wagerLamports);
  }

  get longestTurnMs(): number {
    return this.#player.longestTurnMs;
  }

  get progressAt(): number {
    return this.#player.progressAt;
  }

  get thinksUntil(): number | null {
    return this.#player.thinksUntil;
  }

  start(message: GameStartMessage): void {
    const match = this.#player.start(message);
    if (match) this.#taunter.consider({ on: 'match_start', match });
  }

  turn(message: YourTurnMessage): void {
    this.#taunter.turn(message.round);
    this.#player.turn(message);
  }

  moveRefused(message: string): void {
    this.#player.moveRefused(message);
  }

  roundEnded(message: HeardRoundResult): void {
    const round = this.#player.roundEnded(message);
    if (round) this.#taunter.consider({ on: 'round_end', round });
  }

  tauntReceived({ match_id: matchId, taunt_id: tauntId, agent_id: from }: TauntReceivedMessage): void {
    if (from === this.#context.client.agentId) return;
    this.#context.emit({ event: 'taunt_received', matchId, tauntId });
    this.#player.taunted('opponent', tauntId);
    this.#taunter.consider({ on: 'taunt_received', tauntId });
  }

  /** Ends the match with what the arena told of its end. */
  end(message: HeardGameOver): MatchRecord {
    this.#taunter.end();
    return this.#player.end(message);
  }

  /** Ends the match without a word from the arena: it counts as lost. */
  giveUp(): MatchRecord {
    this.#taunter.end();
    return this.#player.giveUp();
  }

  #taunt(tauntId: TauntId): void {
    const { client, emit } = this.#context;
    const { match_id: matchId } = this.found;
    // One that had to wait would come out of place.
    if (client.waitMs('taunt') > 0) return;
    if (sendNow(client, { type: 'send_taunt', match_id: matchId, taunt_id: tauntId })) {
      emit({ event: 'taunt_sent', matchId, tauntId });
      this.#player.taunted('me', tauntId);
    }
  }
}
