import { encode, MAX_FRAME_BYTES, type ServerMessage } from '../../protocol/index.js';
import type { FaultDraws } from './faults.js';

interface Junk {
  readonly what: string;
  /** In place of the message. */
  frames(message: ServerMessage): string[];
}

const FOREIGN_MATCH = '00000000-0000-4000-8000-000000000000';

/** Junk before the message, which itself comes unharmed. */
function before(what: string, frame: (message: ServerMessage) => string): Junk {
  return { what, frames: (message) => [frame(message), encode(message)] };
}

const KINDS: readonly Junk[] = [
  before('half a frame', (message) => encode(message).slice(0, -2)),
  before('no JSON object', () => '[1,2,3]'),
  before('a frame without a type', () => '{"round":1}'),
  before('a key that reaches into prototypes', ({ type }) => `{"type":"${type}","__proto__":{"winner":"a"}}`),
  before('an unknown type', () => '{"type":"season_announced","season":7,"prizes":[{"rank":1}]}'),
  before(
    'fields of the wrong types',
    () => '{"type":"your_turn","match_id":7,"round":"one","game_state":[],"timeout_ms":null}',
  ),
  before('a frame above 64 KiB', () => `{"type":"pong","pad":"${'x'.repeat(MAX_FRAME_BYTES)}"}`),
  before('the turn of a foreign match', () =>
    encode({ type: 'your_turn', match_id: FOREIGN_MATCH, round: 1, game_state: {}, timeout_ms: 10_000 }),
  ),
  before('the end of a foreign match', () =>
    encode({
      ...{ type: 'game_over', match_id: FOREIGN_MATCH, winner: null, final_score: [0, 0], server_seed: '' },
      ...{ payout_lamports: 1_000_000_000, fee_lamports: 0 },
    }),
  ),
  {
    what: 'unknown fields',
    frames: (message) => [
      JSON.stringify({ ...message, server_version: 'next', extras: { list: [1, null] } }),
    ],
  },
];

export function junkFor(message: ServerMessage, draws: FaultDraws): { what: string; frames: string[] } {
  const { what, frames } = draws.choose('junk', message.type, KINDS);
  return { what, frames: frames(message) };
}
