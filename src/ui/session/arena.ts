import type { ArenaEvent, ArenaEventSink } from '../../arena/index.js';
import { formatSol } from '../../wager.js';
import { formatJson } from '../text/json.js';
import { Output, type OutputLost, type OutputStream } from '../text/output.js';
import { clean } from '../text/text.js';

export interface ArenaSinkOptions {
  readonly json: boolean;
  /** Failures of the house bot only. */
  readonly quiet: boolean;
  /** Whether every key is let in, which is worth a word. */
  readonly anyKey: boolean;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Epoch milliseconds. Default `Date.now`. */
  readonly now?: () => number;
  /** The stream can no longer be written to. Nothing throws then, and what is meant for it is dropped. */
  readonly onOutputLost?: OutputLost;
}

/** Shows what the arena does: JSON lines on stdout, or one plain line an event on stderr. */
export function createArenaSink({
  json,
  quiet,
  anyKey,
  stdout,
  stderr,
  now = Date.now,
  onOutputLost,
}: ArenaSinkOptions): ArenaEventSink {
  const output = json
    ? new Output('stdout', stdout, onOutputLost)
    : new Output('stderr', stderr, onOutputLost);
  return (event) => {
    if (json) output.write(`${formatJson({ event, timeMs: now() })}\n`);
    else if (!quiet || event.event === 'house_failed') output.write(`${formatArenaEvent(event, anyKey)}\n`);
  };
}

/** One line for a person. */
export function formatArenaEvent(event: ArenaEvent, anyKey: boolean): string {
  switch (event.event) {
    case 'arena_listening':
      return `The arena listens at ${event.url}  (${anyKey ? 'any key that starts with bp_sk_ is an agent; ' : ''}Ctrl-C ends it)`;
    case 'agent_connected':
      return `+ ${clean(event.agentName)}`;
    case 'agent_disconnected':
      return `- ${clean(event.agentName)}`;
    case 'match_started': {
      const stake = event.sandbox ? 'sandbox' : `${formatSol(event.wagerLamports)} SOL`;
      return `${short(event.matchId)} ${event.game}: ${clean(event.a.name)} v ${clean(event.b.name)}, ${stake}`;
    }
    case 'round_ended':
      return `${short(event.matchId)} round ${event.round}: ${event.score.join('-')}`;
    case 'match_ended':
      return `${short(event.matchId)} over: ${event.score.join('-')}${event.winner === null ? ', a draw' : ''} (${event.termination})`;
    case 'chaos_started':
      return `chaos on purpose: ${event.faults.join(', ')}  (seed ${clean(event.seed)})`;
    case 'chaos': {
      const where = event.matchId === undefined ? '' : `${short(event.matchId)} `;
      return `${where}chaos: ${event.fault}, ${event.detail}`;
    }
    case 'house_failed':
      return `warning: the house bot failed in ${event.game}: ${clean(event.message)}`;
    default:
      return event satisfies never;
  }
}

function short(matchId: string): string {
  return matchId.slice(0, 8);
}
