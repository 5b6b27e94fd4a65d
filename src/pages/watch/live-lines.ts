import {
  type Fields,
  isListOf,
  isNatural,
  isObject,
  isPositive,
  isText,
  kind,
  misfitIn,
  oneOf,
  optional,
  orNull,
} from '../../lib/shape.js';
import type { RunnerEventName, Stamped } from '../../runner/index.js';
import { readEvent } from '../../session-progress.js';
import { anything, flag, object, score, text } from '../kinds.js';
import type { WatchBook, WatchTotals } from './answers.js';

/** What a bot tells of itself first: see `LiveFeed`. */
export interface Live {
  readonly events: number;
  readonly pid: number;
  readonly bot: string | null;
  readonly account: string;
  readonly arena: string;
  readonly book: WatchBook;
  readonly records: string | null;
  readonly strategyVersion: string | null;
  readonly limits: { readonly max_loss_lamports?: number | null };
  readonly session: TotalsJson;
}

export type TotalsJson = Omit<WatchTotals, 'netLamports'> & { readonly net_lamports: number };

/** A line of a bot: what it tells of itself, or an event. */
export type LiveLine =
  | { readonly live: Live; readonly timeMs: number }
  | { readonly live: null; readonly stamped: Stamped };

const number = kind<number>('a number', Number.isFinite);
const texts = kind<readonly string[]>('a list of texts', (value) => isListOf(value, isText));

const TOTALS = { matches: number, wins: number, losses: number, draws: number, net_lamports: number };
const totals = objectOf(TOTALS);
const LIVE = {
  events: kind('a whole number from 0', isNatural),
  pid: kind('a whole number from 1', isPositive),
  ...{ account: text, arena: text, book: oneOf('real', 'practice') },
  ...{ records: orNull(text), strategyVersion: optional(orNull(text)) },
  limits: objectOf({ max_loss_lamports: optional(orNull(number)) }),
  session: totals,
};

function objectOf(fields: Fields) {
  return kind<object>(
    'an object of these fields',
    (value) => isObject(value) && misfitIn(fields, value) === null,
  );
}

const PLACE = {
  matchId: optional(text),
  game: optional(text),
  round: optional(kind('a whole number from 1', isPositive)),
};

/** What is read of each event. */
const EVENTS: Readonly<Record<RunnerEventName, Fields>> = {
  session_start: {
    local: flag,
    wagerLamports: number,
    sandbox: flag,
    strategy: text,
    games: optional(texts),
  },
  connected: { agentName: text },
  disconnected: {},
  reconnecting: { attempt: number, delayMs: number, reason: text },
  queue_joined: { position: number },
  queue_update: { position: number, waitTimeMs: number, playersInQueue: orNull(number) },
  challenge_created: { challengeId: text },
  challenge_accepted: {},
  challenge_cancelled: {},
  match_start: {
    ...{ side: oneOf('a', 'b'), resumed: flag, opponentId: text, opponentName: text },
    ...{ wagerLamports: number, sandbox: flag, serverSeedHash: text },
  },
  turn: { timeoutMs: number, state: object },
  move: { move: anything, decideMs: number, source: oneOf('strategy', 'fallback'), reason: optional(text) },
  round: { outcome: oneOf('win', 'loss', 'tie'), score, result: object },
  taunt_received: { tauntId: text },
  taunt_sent: { tauntId: text },
  match_end: {
    ...{ outcome: oneOf('win', 'loss', 'draw'), score },
    ...{ payoutLamports: number, feeLamports: number, netLamports: number },
  },
  unknown_message: {},
  warning: { code: text, message: text },
  error: { code: text, message: text },
  metrics_listening: {},
  stopping: {},
  limit: { limit: text, message: text, until: orNull(text) },
  waiting: { reason: text, until: text },
  arena_lost: {},
  intents_open: {},
  summary: {},
  strategy_output: {},
  session_end: { reason: text },
};

/**
 * A line that a process has written that says it is a bot: of another version of botpit, or something else altogether. Null
 * for one that says nothing that could be shown.
 */
export function readLiveLine(line: string): LiveLine | null {
  const stamped = readEvent(line);
  if (stamped === null) return null;
  const { timeMs, bot } = stamped;
  const event: Readonly<Record<string, unknown>> = { ...stamped.event };
  const name = String(event.event);
  if (name === 'live') {
    if (misfitIn(LIVE, event) !== null) return null;
    return {
      live: { strategyVersion: null, ...(event as unknown as Omit<Live, 'strategyVersion'>), bot },
      timeMs,
    };
  }
  const fields = Object.hasOwn(EVENTS, name) ? EVENTS[name as RunnerEventName] : null;
  if (!fields || misfitIn(PLACE, event) !== null || misfitIn(fields, event) !== null) return null;
  return { live: null, stamped };
}
