import { BotpitError } from '../errors.js';
import { type Clock, MAX_TIMER_MS, realClock } from '../lib/clock.js';
import { isLoopbackHost } from '../lib/http.js';
import { expectedOneOf } from '../lib/wording.js';
import { LOG_LEVELS, Log, type Logger, type LogLevel, stderrLogger } from './log.js';

export const DEFAULT_URL = 'wss://api.botpit.tech/api/v1/ws';

export interface BotpitOptions {
  apiKey: string;
  /** Default `wss://api.botpit.tech/api/v1/ws`. `ws://` is taken for loopback only, as the key would travel in the open. */
  url?: string;
  /** Whether a lost session is followed by another one. Default true. */
  autoReconnect?: boolean;
  /** Default 25,000. */
  pingIntervalMs?: number;
  /** A connection on which nothing arrived for this long after a ping is dead. Default 10,000. */
  pongTimeoutMs?: number;
  /** The back-off grows to this. Default 30,000. */
  maxReconnectDelayMs?: number;
  /** Time without a session after which no further attempt is made. Default Infinity. */
  giveUpAfterMs?: number;
  /** Time for the socket to open, and again for the answer to the key. Default 10,000. */
  authTimeoutMs?: number;
  /** Whether commands over the arena's rate limits wait for their turn. Default true. */
  limits?: boolean;
  /** Default: lines on stderr. */
  logger?: Logger;
  /** What reaches the logger. Default `warn`. */
  logLevel?: LogLevel;
  /** For tests. Default: the system's. */
  clock?: Clock;
  /** Gives a number in [0, 1), for the jitter. Default `Math.random`. */
  random?: () => number;
}

/** The options with nothing left open. The key is not among them. */
export interface Settings extends Readonly<Required<Omit<BotpitOptions, 'apiKey' | 'logger' | 'logLevel'>>> {
  /** The URL without what could be secret in it, for messages. */
  readonly place: string;
  readonly log: Log;
}

/**
 * @throws BotpitError `config/no-key` for an empty key, `config/invalid` for a URL that is none or would send the key in
 * the open, for a time that is not positive, and for an unknown log level
 */
export function resolveOptions(options: BotpitOptions): { settings: Settings; apiKey: string } {
  const apiKey = typeof options.apiKey === 'string' ? options.apiKey.trim() : '';
  if (apiKey === '') {
    throw new BotpitError('config/no-key', 'apiKey is required', {
      hint: 'Pass { apiKey: process.env.BOTPIT_API_KEY } and set the variable.',
    });
  }
  const { url, place } = checkUrl(options.url ?? DEFAULT_URL);
  const settings: Settings = {
    url,
    place,
    autoReconnect: options.autoReconnect ?? true,
    pingIntervalMs: positive(options, 'pingIntervalMs', 25_000),
    pongTimeoutMs: positive(options, 'pongTimeoutMs', 10_000),
    maxReconnectDelayMs: positive(options, 'maxReconnectDelayMs', 30_000),
    giveUpAfterMs: positive(options, 'giveUpAfterMs', Number.POSITIVE_INFINITY),
    authTimeoutMs: positive(options, 'authTimeoutMs', 10_000),
    limits: options.limits ?? true,
    log: new Log(options.logger ?? stderrLogger, logLevelOf(options), apiKey),
    clock: options.clock ?? realClock,
    random: options.random ?? Math.random,
  };
  return { settings, apiKey };
}

type TimeOption = Extract<keyof BotpitOptions, `${string}Ms`>;

function positive(options: BotpitOptions, name: TimeOption, fallback: number): number {
  const value = options[name] ?? fallback;
  // Only `giveUpAfterMs` is compared, never waited for.
  if (value > 0 && (value <= MAX_TIMER_MS || name === 'giveUpAfterMs')) return value;
  const message = `${name} is to be a positive number of milliseconds, not ${value}`;
  throw new BotpitError('config/invalid', message, { hint: `At most ${MAX_TIMER_MS}.` });
}

/** An unknown level would let everything through, or nothing. */
function logLevelOf({ logLevel = 'warn' }: BotpitOptions): LogLevel {
  if (LOG_LEVELS.includes(logLevel)) return logLevel;
  throw new BotpitError('config/invalid', `logLevel is ${JSON.stringify(logLevel)}`, {
    hint: expectedOneOf(LOG_LEVELS, String(logLevel)),
  });
}

function checkUrl(text: string): { url: string; place: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'ws:' && url.protocol !== 'wss:') || url.hash) {
    throw new BotpitError('config/invalid', 'the url is not a WebSocket URL', {
      hint: `It looks like ${DEFAULT_URL}.`,
    });
  }
  const place = `${url.protocol}//${url.host}${url.pathname}`;
  if (url.protocol === 'ws:' && !isLoopbackHost(url.hostname)) {
    throw new BotpitError('config/invalid', `${place} would send the key in the open`, {
      hint: 'Use wss://; ws:// is for this machine (localhost, 127.0.0.1, [::1]) only.',
    });
  }
  return { url: url.href, place };
}
