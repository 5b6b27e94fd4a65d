import type { EventOf } from '../client/index.js';
import { MAX_TIMER_MS } from '../lib/clock.js';
import { ASSUMED_TURN_MS } from '../protocol/index.js';
import type { RunnerEvent } from './events.js';

export type Reported =
  | 'incomplete'
  | 'unknown'
  | 'connected'
  | 'reconnecting'
  | 'queue_joined'
  | 'queue_update'
  | 'challenge_created'
  | 'challenge_accepted'
  | 'challenge_cancelled'
  | 'malformed';

/** The client's events that are reported as they come, in the runner's words, whatever they mean for play. */
export const REPORTS: { readonly [Type in Reported]: (event: EventOf<Type>) => RunnerEvent } = {
  incomplete: ({ of, field, detail }) => {
    const message = `The arena's ${detail}${assumed(of, field)}. This is told once.`;
    return { event: 'warning', code: 'incomplete_message', message };
  },
  unknown: ({ message }) => {
    const { match_id: matchId } = message;
    const place = typeof matchId === 'string' ? { matchId } : {};
    return { event: 'unknown_message', ...place, type: message.type, message };
  },
  connected: ({ agent_id: agentId, agent_name: agentName }) => ({ event: 'connected', agentId, agentName }),
  reconnecting: ({ attempt, delayMs, reason }) => ({ event: 'reconnecting', attempt, delayMs, reason }),
  queue_joined: ({ game_type: game, position }) => ({ event: 'queue_joined', game, position }),
  queue_update: ({ game_type: game, position, wait_time_ms, players_in_queue: playersInQueue = null }) => {
    const waitTimeMs = Math.min(wait_time_ms, MAX_TIMER_MS);
    return { event: 'queue_update', game, position, waitTimeMs, playersInQueue };
  },
  challenge_created: ({
    game_type: game,
    challenge_id: challengeId,
    wager_lamports: wagerLamports = null,
  }) => {
    return { event: 'challenge_created', game, challengeId, wagerLamports };
  },
  challenge_accepted: ({ match_id: matchId, challenge_id: challengeId }) => {
    return { event: 'challenge_accepted', matchId, challengeId, wagerLamports: null };
  },
  challenge_cancelled: ({ challenge_id: challengeId }) => {
    return { event: 'challenge_cancelled', challengeId, wagerLamports: null };
  },
  malformed: ({ problem, detail }) => {
    const message = `The arena sent a frame that is not a message: ${detail}.`;
    return { event: 'warning', code: `malformed_${problem}`, message };
  },
};

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
