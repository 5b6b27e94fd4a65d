import {
  encode,
  type GameOverMessage,
  MAX_FRAME_BYTES,
  type MatchFoundMessage,
  type ServerMessage,
} from '../../protocol/index.js';
import type { ChaosFault, FaultDraws } from './faults.js';

interface Commitment {
  readonly hash: string;
  readonly seed: string;
}

/** What one agent is told wrongly of one match. */
interface Match {
  readonly id: string;
  readonly hash: string;
  readonly wagerLamports: number;
  readonly seed: 'honest' | 'mismatched' | 'hidden' | Commitment;
  readonly payout: 'honest' | 'more' | 'less';
}

/** What a loser is told where nothing was at stake that could be named. */
const WINDFALL_LAMPORTS = 10_000_000;

/**
 * What one agent is told wrongly of its matches, though they are played and booked as they should be. Whatever is told
 * twice, after a reconnection for example, is told in the same way.
 */
export class FalseReports {
  readonly #draws: FaultDraws;
  readonly #report: (fault: ChaosFault, message: ServerMessage, detail: string) => void;
  #match: Match | null = null;
  /** Told of the last match that ended. */
  #last: Commitment | null = null;

  constructor(
    draws: FaultDraws,
    report: (fault: ChaosFault, message: ServerMessage, detail: string) => void,
  ) {
    this.#draws = draws;
    this.#report = report;
  }

  /** The message as the agent gets it. */
  told(message: ServerMessage): ServerMessage {
    if (message.type === 'match_found') return this.#found(message);
    if (message.type === 'game_over') return this.#over(message);
    return message;
  }

  #found(message: MatchFoundMessage): MatchFoundMessage {
    const match = this.#match?.id === message.match_id ? this.#match : this.#begin(message);
    if (typeof match.seed === 'string') return message;
    this.#report('wrong-seeds', message, 'the hash of the match before');
    return { ...message, server_seed_hash: match.seed.hash };
  }

  #begin(message: MatchFoundMessage): Match {
    this.#match = {
      id: message.match_id,
      hash: message.server_seed_hash,
      wagerLamports: message.wager_lamports,
      seed: this.#draws.strikes('wrong-seeds', 'match')
        ? this.#draws.choose('wrong-seeds', 'match', ['mismatched', this.#last ?? 'mismatched', 'hidden'])
        : 'honest',
      payout: this.#draws.strikes('wrong-payouts', 'match')
        ? this.#draws.choose('wrong-payouts', 'match', ['more', 'less'])
        : 'honest',
    };
    return this.#match;
  }

  #over(message: GameOverMessage): GameOverMessage {
    const match = this.#match;
    if (match?.id !== message.match_id) return message;
    // Only a hash that the agent was told is one that it can know again.
    this.#last =
      typeof match.seed === 'object' ? match.seed : { hash: match.hash, seed: message.server_seed };
    return { ...message, ...this.#seed(message, match), ...this.#payout(message, match) };
  }

  #seed(message: GameOverMessage, { seed }: Match): Partial<GameOverMessage> {
    if (seed === 'honest') return {};
    if (typeof seed === 'object') return { server_seed: seed.seed };
    this.#report(
      'wrong-seeds',
      message,
      seed === 'hidden' ? 'no seed' : 'a seed that does not match its hash',
    );
    return { server_seed: seed === 'hidden' ? '' : [...message.server_seed].reverse().join('') };
  }

  #payout(message: GameOverMessage, { payout, wagerLamports }: Match): Partial<GameOverMessage> {
    if (payout === 'honest') return {};
    const real = message.payout_lamports;
    const more = real === 0 ? wagerLamports || WINDFALL_LAMPORTS : real * 2;
    const told = payout === 'less' && real > 0 ? Math.floor(real / 2) : more;
    this.#report('wrong-payouts', message, `${told} lamports instead of ${real}`);
    return { payout_lamports: told };
  }
}

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
