import type { BotpitClient } from '../client/index.js';
import { MAX_TIMER_MS } from '../lib/clock.js';
import { ASSUMED_TURN_MS } from '../protocol/index.js';
import type { EventSink } from './events.js';
import type { Totals } from './totals.js';

/** Reports what the connection does, in the runner's words; what it means for play is the session's business. */
export function relay(client: BotpitClient, totals: Totals, emit: EventSink): void {
  client.on('incomplete', ({ of, field, detail }) => {
    const message = `The arena's ${detail}${assumed(of, field)}. This is told once.`;
    emit({ event: 'warning', code: 'incomplete_message', message });
  });
  client.on('unknown', ({ message }) => {
    const { match_id: matchId } = message;
    const place = typeof matchId === 'string' ? { matchId } : {};
    totals.unknownMessages += 1;
    emit({ event: 'unknown_message', ...place, type: message.type, message });
  });
  client.on('connected', ({ agent_id, agent_name }) => {
    emit({ event: 'connected', agentId: agent_id, agentName: agent_name });
  });
  client.on('reconnecting', ({ attempt, delayMs, reason }) =>
    emit({ event: 'reconnecting', attempt, delayMs, reason }),
  );
  client.on('queue_joined', ({ position, game_type: game }) =>
    emit({ event: 'queue_joined', game, position }),
  );
  client.on('queue_update', ({ game_type: game, position, wait_time_ms: waitTimeMs, players_in_queue }) => {
    emit({
      event: 'queue_update',
      game,
      position,
      waitTimeMs: Math.min(waitTimeMs, MAX_TIMER_MS),
      playersInQueue: players_in_queue ?? null,
    });
  });
  client.on(
    'challenge_created',
    ({ challenge_id: challengeId, game_type: game, wager_lamports: wagerLamports }) => {
      emit({ event: 'challenge_created', game, challengeId, wagerLamports: wagerLamports ?? null });
    },
  );
  client.on('challenge_accepted', ({ challenge_id: challengeId, match_id: matchId }) => {
    emit({ event: 'challenge_accepted', matchId, challengeId, wagerLamports: null });
  });
  client.on('challenge_cancelled', ({ challenge_id: challengeId }) => {
    emit({ event: 'challenge_cancelled', challengeId, wagerLamports: null });
  });
  client.on('malformed', ({ problem, detail }) => {
    emit({
      event: 'warning',
      code: `malformed_${problem}`,
      message: `The arena sent a frame that is not a message: ${detail}.`,
    });
  });
}

/** What play goes by in place of a field that the arena has left out. */
function assumed(of: string, field: string): string {
  switch (`${of} ${field}`) {
    case 'your_turn timeout_ms':
      return `: a move is due within ${ASSUMED_TURN_MS / 1000} s`;
    case 'your_turn game_state':
      return ': the strategy is asked with an empty state';
    case 'game_start your_side':
      return ': side a is assumed';
    case 'match_found wager_lamports':
      return ': the wager that was asked for counts';
    case 'game_over payout_lamports':
      return ': the outcome is booked with the usual fee, as unconfirmed';
    case 'game_over final_score':
    case 'round_result score':
      return ': the last score that was told counts';
    default:
      return '';
  }
}
