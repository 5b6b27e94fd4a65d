import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { BotpitClient } from '../client/index.js';
import type { Config } from '../config/index.js';
import { EXIT } from '../exit-codes.js';
import { within } from '../lib/clock.js';
import { closing } from '../lib/closing.js';
import {
  coded,
  explainRefusal,
  type Proxied,
  proxyFor,
  refusalIn,
  request,
  type UpgradeRefusal,
} from '../lib/http.js';
import { type Diagnosis, ok, problem, problemOf, skipped, warning } from './diagnosis.js';

/** Whatever the settings allow: a person is waiting. */
const MOST_PATIENT_MS = 10_000;

export async function checkArena({ url, authTimeoutMs }: Config): Promise<[Diagnosis, Probe | null]> {
  let place = placeOf(url);
  try {
    const proxied = await proxyFor(url);
    if (proxied) place += ` through the proxy ${proxied.proxy}`;
    const probe = await probeArena(url, Math.min(authTimeoutMs, MOST_PATIENT_MS), proxied);
    const tls = url.startsWith('wss:') ? 'TCP, TLS and WebSocket' : 'TCP and WebSocket';
    return [ok(`${place}: ${tls} in ${Math.round(probe.upgradeMs)} ms`), probe];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [why, mend] =
      error instanceof NoWebSocket ? explainAnswer(error.refusal) : explain(code ?? '', message);
    return [problem(EXIT.unreachable, `${place}: ${why}`, mend), null];
  }
}

function explainAnswer(refusal: UpgradeRefusal): readonly [why: string, mend: string] {
  const { why, mend } = explainRefusal(refusal);
  const { retryAfterMs } = refusal;
  return [
    retryAfterMs === 0 ? why : `${why}; it asks to come back in ${Math.ceil(retryAfterMs / 1000)} s`,
    mend,
  ];
}

const NETWORK = 'Check the connection of this machine, its firewall, and --url.';

const EXPLAINED: Readonly<Record<string, readonly [why: string, mend: string]>> = {
  ENOTFOUND: ['no machine of that name is known', 'Check --url for a slip, and the DNS of this machine.'],
  EAI_AGAIN: ['names cannot be looked up now', 'Check the DNS and the connection of this machine.'],
  ECONNREFUSED: ['the machine is there, but nothing listens on that port', NETWORK],
  ABORT_ERR: ['no answer in time', NETWORK],
  ETIMEDOUT: ['no answer in time', NETWORK],
};

function explain(code: string, message: string): readonly [why: string, mend: string] {
  if (code === 'ERR_PROXY') return [`the proxy refuses: ${message}`, 'Check HTTPS_PROXY and NO_PROXY.'];
  if (code === 'ERR_NO_WEBSOCKET')
    return [message, 'The address is one of something else: check the path of --url.'];
  if (/CERT|SSL|TLS|ALTNAME|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return [
      `its certificate is not taken (${code})`,
      'Check the clock of this machine, and whether a proxy reads along; NODE_EXTRA_CA_CERTS names further authorities.',
    ];
  }
  return EXPLAINED[code] ?? [code === '' ? message : `the connection failed (${code})`, NETWORK];
}

const SKEW_MS = 5_000;

export function checkClock(probe: Probe | null): Diagnosis {
  if (probe === null) return skipped('the arena is out of reach');
  if (probe.skewMs === null) return skipped('the arena does not tell its time');
  const seconds = Math.abs(probe.skewMs) / 1000;
  if (Math.abs(probe.skewMs) <= SKEW_MS) return ok("within 5 s of the arena's");
  const found = `${seconds.toFixed(0)} s ${probe.skewMs > 0 ? 'behind' : 'ahead of'} the arena's`;
  return warning(
    found,
    'Turn on time synchronisation (timedatectl set-ntp true): records and daily limits go by this clock.',
  );
}

const PINGS = 5;
/** Between an answer and the next ping. */
const APART_MS = 50;
const LEAST_PATIENCE_MS = 500;
const MOST_PATIENCE_MS = 3_000;
const SLOW_MS = 1_000;

/** Authenticates, pings a few times and leaves. Joins no queue and sends nothing else. */
export async function checkSession(
  { url, authTimeoutMs }: Config,
  apiKey: string,
  probe: Probe,
): Promise<{ readonly accepted: Diagnosis; readonly latency: Diagnosis }> {
  const patienceMs = Math.min(Math.max(LEAST_PATIENCE_MS, 10 * probe.upgradeMs), MOST_PATIENCE_MS);
  try {
    await using client = new BotpitClient({
      apiKey,
      url,
      authTimeoutMs: Math.min(authTimeoutMs, MOST_PATIENT_MS),
      // The client's own pings notice when nothing answers. They begin when these should be over.
      pingIntervalMs: patienceMs,
      pongTimeoutMs: patienceMs,
      random: () => 0.99,
      autoReconnect: false,
      logLevel: 'silent',
    });
    const measured = measure(client, patienceMs);
    await client.connect();
    const accepted = ok(`as ${client.agentName} (${client.agentId})`);
    return { accepted, latency: latencyOf(await measured, patienceMs) };
  } catch (error) {
    return { accepted: problemOf(error, NETWORK), latency: skipped('there is no session to measure it in') };
  }
}

/** Round trips in milliseconds: `PINGS` of them, or fewer if the session or the time ends first. */
async function measure(client: BotpitClient, patienceMs: number): Promise<readonly number[]> {
  const trips: number[] = [];
  let over: NodeJS.Timeout | undefined;
  let next: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    client.on('connected', () => {
      over = setTimeout(resolve, (PINGS + 2) * patienceMs);
      client.ping();
    });
    client.on('latency', ({ rttMs }) => {
      trips.push(rttMs);
      if (trips.length === PINGS) resolve();
      else next ??= setTimeout(ping, APART_MS);
    });
    const ping = () => {
      next = undefined;
      client.ping();
    };
    client.on('closed', () => resolve());
  });
  clearTimeout(over);
  clearTimeout(next);
  return trips;
}

function latencyOf(trips: readonly number[], patienceMs: number): Diagnosis {
  const mend =
    'A turn is 10 seconds or more, so this costs thinking time only; a wired connection or a nearer machine helps.';
  const sorted = [...trips].sort((a, b) => a - b);
  const [min, median, max] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (min === undefined || median === undefined || max === undefined) {
    return warning(`no answer to a ping within ${Math.round(patienceMs)} ms`, mend);
  }
  const found = `${sorted.length} pings: min ${min.toFixed(1)} ms, median ${median.toFixed(1)} ms, max ${max.toFixed(1)} ms`;
  if (sorted.length < PINGS)
    return warning(
      `${found}; the session ended before the rest`,
      'Look whether another program plays with this key.',
    );
  return max > SLOW_MS ? warning(found, mend) : ok(found);
}

/** The URL without the parts that could be secret. */
function placeOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** What can be found out about an arena without a key. */
export interface Probe {
  /** How long the WebSocket handshake took. */
  readonly upgradeMs: number;
  /** How far its clock is ahead of ours, in milliseconds, to about a second; null if it does not say. */
  readonly skewMs: number | null;
}

/** An answer that is not the WebSocket that was asked for. */
class NoWebSocket extends Error {
  readonly refusal: UpgradeRefusal;

  constructor(refusal: UpgradeRefusal) {
    super(`HTTP ${refusal.status}`);
    this.refusal = refusal;
  }
}

/**
 * Opens a WebSocket and closes it again, without a word of the arena's own protocol.
 * @param url `wss:` or `ws:`
 * @throws Error with a `code`, of the network or of TLS, or `ABORT_ERR` after `timeoutMs`; `NoWebSocket` where something
 * else answers
 */
async function probeArena(url: string, timeoutMs: number, proxied: Proxied | null): Promise<Probe> {
  const startMs = performance.now();
  const socket = new WebSocket(url, { perMessageDeflate: false, ...(proxied && { agent: proxied.agent }) });
  await using _socket = closing(() => socket.terminate());
  let response: IncomingMessage | undefined;
  const opened = new Promise<true>((resolve, reject) => {
    socket.on('upgrade', (given) => {
      response = given;
    });
    socket.on('open', () => resolve(true));
    socket.on('unexpected-response', async (_request, given) => {
      const refusal = await refusalIn(given);
      const byProxy = proxied?.refusal() ?? null;
      reject(byProxy === null ? new NoWebSocket(refusal) : coded('ERR_PROXY', byProxy));
    });
    // An agreement that is not one of RFC 6455 is an error, too.
    socket.on('error', (error) =>
      reject(response ? coded('ERR_NO_WEBSOCKET', 'what it answers is not of a WebSocket') : error),
    );
  });
  if (!(await within(timeoutMs, opened))) throw coded('ABORT_ERR', 'no answer in time');
  const upgradeMs = performance.now() - startMs;
  return { upgradeMs, skewMs: skewOf(response) ?? (await askSkew(url, timeoutMs)) };
}

/** An arena may leave the time out of its handshake; any other answer has it. */
async function askSkew(url: string, timeoutMs: number): Promise<number | null> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    return skewOf(await request(url.replace(/^ws/, 'http'), { method: 'HEAD', signal }));
  } catch {
    // It is in reach, as the handshake has shown. It need not answer anything but WebSockets.
    return null;
  }
}

function skewOf(response: IncomingMessage | undefined): number | null {
  const theirs = Date.parse(response?.headers.date ?? '');
  // The header has whole seconds, so it is half a second behind on average.
  return Number.isNaN(theirs) ? null : theirs + 500 - Date.now();
}
