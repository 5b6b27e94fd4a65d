import type { BotpitClient } from '../client/index.js';
import type {
  GameOverMessage,
  GameStartMessage,
  MatchFoundMessage,
  RoundResultMessage,
  TauntReceivedMessage,
  YourTurnMessage,
} from '../protocol/index.js';
import { type MatchContext, MatchPlayer } from './match-player.js';
import { type MatchRecord, toRound } from './record.js';
import { sendNow } from './send-now.js';
import { Taunter, type TauntPolicy } from './taunts.js';

/** What a seat needs of the session that it is taken in. */
export interface SeatContext extends Omit<MatchContext, 'agentId' | 'rttMs' | 'sendMove'> {
  readonly client: BotpitClient;
  readonly taunts: TauntPolicy;
}

/** One's own place in one match: plays it, and says what is to be said. */
export class Seat {
  readonly #context: SeatContext;
  readonly #player: MatchPlayer;
  readonly #taunter: Taunter;

  constructor(found: MatchFoundMessage, context: SeatContext) {
    const { client, taunts, host, emit } = context;
    const matchId = found.match_id;
    this.#context = context;
    this.#player = new MatchPlayer(found, {
      ...context,
      agentId: client.agentId ?? '',
      rttMs: () => client.rttMs ?? 0,
      // A rejection comes as an `error` event too, and a promise for every move would be one too many.
      sendMove: (moveData) => void client.makeMove(matchId, moveData),
    });
    this.#taunter = new Taunter(taunts, host, (tauntId) => {
      // One that had to wait would come out of place.
      if (client.waitMs('taunt') > 0) return;
      if (sendNow(client, { type: 'send_taunt', match_id: matchId, taunt_id: tauntId })) {
        emit({ event: 'taunt_sent', matchId, tauntId });
      }
    });
  }

  get found(): MatchFoundMessage {
    return this.#player.found;
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

  roundEnded(message: RoundResultMessage): void {
    const record = this.#player.roundEnded(message);
    if (record) this.#taunter.consider({ on: 'round_end', round: toRound(record) });
  }

  tauntReceived({ match_id: matchId, taunt_id: tauntId, agent_id: from }: TauntReceivedMessage): void {
    if (from === this.#context.client.agentId) return;
    this.#context.emit({ event: 'taunt_received', matchId, tauntId });
    this.#taunter.consider({ on: 'taunt_received', tauntId });
  }

  /** Ends the match with what the arena told of its end. */
  end(message: GameOverMessage): MatchRecord {
    this.#taunter.end();
    return this.#player.end(message);
  }

  /** Ends the match without a word from the arena: it counts as lost. */
  giveUp(): MatchRecord {
    this.#taunter.end();
    return this.#player.giveUp();
  }
}
