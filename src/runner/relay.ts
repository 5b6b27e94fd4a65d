import type { BotpitClient } from '../client/index.js';
import { MAX_DURATION_MS } from '../lib/duration.js';
import type { EventSink } from './events.js';

/** Reports what the connection does, in the runner's words; what it means for play is the session's business. */
export function relay(client: BotpitClient, emit: EventSink): void {
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
      waitTimeMs: Math.min(waitTimeMs, MAX_DURATION_MS),
      playersInQueue: players_in_queue ?? null,
    });
  });
  client.on(
    'challenge_created',
    ({ challenge_id: challengeId, game_type: game, wager_lamports: wagerLamports }) => {
      emit({ event: 'challenge_created', game, challengeId, wagerLamports });
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
      message: `The arena sent what is no message: ${detail}.`,
    });
  });
}
