import { hostname } from 'node:os';
import type { Config } from '../config/index.js';
import { backoffDelayMs, type Clock, realClock } from '../lib/clock.js';
import { request, retryAfterMs } from '../lib/http.js';
import type { Stamped } from '../runner/index.js';
import type { Monitor, MonitorDeps } from './monitor.js';
import { type NoticeKind, noticeOf } from './notices.js';
import { FORMATS, type WebhookFormat } from './webhook-formats.js';

const TRIES = 3;
const TIMEOUT_MS = 10_000;
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_CAP_MS = 10_000;
/** The longest `Retry-After` that is respected. */
const MOST_RETRY_AFTER_MS = 30_000;
const CLOSE_MS = 5_000;
/** Notices that wait; the rest is dropped. */
const MOST_WAITING = 20;

type WebhookDeps = Omit<MonitorDeps, 'env'>;

/** Where notices go, which ones, and in which form. */
export interface WebhookSettings extends Pick<Config, 'webhookChat' | 'webhookEvents' | 'timeZone'> {
  /** `https:`, or `http:` to this machine; a secret. */
  readonly url: string;
  readonly format: WebhookFormat;
}

/** Why an attempt failed, and when to try again; null is never. */
interface Failure {
  readonly why: string;
  readonly againMs: number | null;
}

const ENDED: Failure = { why: 'botpit ended first', againMs: null };

/**
 * Posts to a URL what somebody who is not watching has to know. Notices are sent one after another, each up to three
 * times. If one cannot be delivered there is one warning, and no other until a delivery succeeds.
 */
export class Webhook implements Monitor {
  readonly #settings: WebhookSettings;
  readonly #deps: WebhookDeps;
  readonly #host = hostname();
  readonly #ending = new AbortController();
  #sending: Promise<void> = Promise.resolve();
  #waiting = 0;
  #warned = false;
  /** Who the arena says that we are; null before it has said so. */
  #agent: { readonly agentId: string; readonly agentName: string } | null = null;
  #local = false;
  /** What was last said to be open. */
  #open = '';

  constructor(settings: WebhookSettings, deps: WebhookDeps) {
    this.#settings = settings;
    this.#deps = deps;
  }

  take(stamped: Stamped): void {
    const { event } = stamped;
    if (event.event === 'connected') this.#agent = event;
    if (event.event === 'session_start') this.#local = event.local;
    // Once connected, the code of a warning may be the arena's. A summary is told by `deliver`.
    if (event.event === 'summary' || (event.event === 'warning' && this.#agent !== null)) return;
    // What is open is told once, and again after another match.
    if (event.event === 'match_end') this.#open = '';
    if (event.event === 'intents_open') {
      const open = JSON.stringify(event);
      if (open === this.#open) return;
      this.#open = open;
    }
    void this.deliver(stamped);
  }

  /** @returns whether it has arrived, or nobody wants it */
  deliver(stamped: Stamped): Promise<boolean> {
    const { timeZone, webhookChat: chat, webhookEvents, format } = this.#settings;
    const { bot } = this.#deps;
    const agent = this.#agent;
    const who = bot && (agent ? `${bot} (${agent.agentName})` : bot);
    const notice = noticeOf(stamped.event, { who, local: this.#local, timeZone });
    if (notice === null || webhookEvents?.includes(notice.kind) === false) return Promise.resolve(true);
    const { kind } = notice;
    if (this.#waiting >= MOST_WAITING) {
      this.#warn(kind, 'too many wait already');
      return Promise.resolve(false);
    }
    const fields = JSON.parse(this.#deps.format.json(stamped)) as object;
    const ids = bot && agent ? { agent_id: agent.agentId, agent_name: agent.agentName } : {};
    const extra = { fields: { ...fields, ...ids }, host: this.#host, chat };
    const body = JSON.stringify(FORMATS[format](notice, extra));
    this.#waiting += 1;
    const sent = this.#sending.then(() => this.#send(kind, body));
    this.#sending = sent.then(() => {
      this.#waiting -= 1;
    });
    return sent;
  }

  /** Waits for what is under way, and gives it up after that time. */
  async close(withinMs = CLOSE_MS): Promise<void> {
    const { clock } = this.#deps;
    const impatience = clock.setTimeout(() => this.#ending.abort(), withinMs);
    await this.#sending;
    clock.clearTimeout(impatience);
  }

  async #send(kind: NoticeKind, body: string): Promise<boolean> {
    const { random } = this.#deps;
    for (let attempt = 0; ; attempt += 1) {
      const failed = await post(this.#settings.url, body, this.#deps.clock, this.#ending.signal);
      if (failed === null) {
        this.#warned = false;
        return true;
      }
      const { why, againMs } = failed;
      if (againMs === null || attempt + 1 >= TRIES || this.#ending.signal.aborted) {
        this.#warn(kind, why);
        return false;
      }
      const backoffMs = backoffDelayMs(attempt, BACKOFF_BASE_MS, BACKOFF_CAP_MS, random);
      await this.#pause(Math.max(backoffMs, againMs));
    }
  }

  async #pause(ms: number): Promise<void> {
    const { clock } = this.#deps;
    const { signal } = this.#ending;
    await new Promise<void>((resolve) => {
      const done = () => {
        clock.clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = clock.setTimeout(done, ms);
      signal.addEventListener('abort', done);
    });
  }

  #warn(kind: NoticeKind, why: string): void {
    if (this.#warned) return;
    this.#warned = true;
    const { origin } = new URL(this.#settings.url);
    this.#deps.warn('webhook', `The webhook at ${origin} was not told of "${kind}": ${why}. Play goes on.`);
  }
}

/** Posts once. @returns null where it is done */
async function post(url: string, body: string, clock: Clock, ending: AbortSignal): Promise<Failure | null> {
  if (ending.aborted) return ENDED;
  const impatience = new AbortController();
  const timer = clock.setTimeout(() => impatience.abort(), TIMEOUT_MS);
  try {
    const signal = AbortSignal.any([impatience.signal, ending]);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const answer = await request(url, { method: 'POST', headers, signal }, body);
    const status = answer.statusCode ?? 0;
    if (status >= 200 && status < 300) return null;
    const passes = status === 429 || status >= 500;
    const asked = retryAfterMs(answer.headers['retry-after'], clock.epochMs());
    const afterMs = Math.min(MOST_RETRY_AFTER_MS, asked);
    return { why: `HTTP status ${status}`, againMs: passes ? afterMs : null };
  } catch (error) {
    if (ending.aborted) return ENDED;
    return { why: impatience.signal.aborted ? 'no answer in time' : codeOf(error), againMs: 0 };
  } finally {
    clock.clearTimeout(timer);
  }
}

/** Posts a notice that says it is a test, once. @returns why it did not arrive; null where it did */
export async function tryWebhook(
  { url, format, webhookChat: chat }: WebhookSettings,
  bot: string | null,
): Promise<string | null> {
  const text = `${bot === null ? '' : `${bot}: `}botpit doctor tests this webhook: notices arrive here.`;
  const extra = { fields: bot === null ? {} : { bot }, host: hostname(), chat };
  const body = JSON.stringify(FORMATS[format]({ kind: 'test', text }, extra));
  return (await post(url, body, realClock, new AbortController().signal))?.why ?? null;
}

/** The system's name for what went wrong, or what a proxy says. Other messages may hold the URL. */
function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_PROXY') return `the proxy refused: ${message}`;
  return typeof code === 'string' ? code : 'it could not be reached';
}
