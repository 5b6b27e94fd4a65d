import { createHash, randomBytes } from 'node:crypto';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import type { Proxied } from '../lib/proxy.js';
import { refusalIn, type UpgradeRefusal } from '../lib/upgrade-refusal.js';

/** What can be found out about an arena without a key. */
export interface Probe {
  /** Until TCP was connected; about one round trip. */
  readonly connectMs: number;
  /** Until it had agreed to speak WebSocket. */
  readonly upgradeMs: number;
  /** Its clock less ours in milliseconds, to a second or so; null where it does not tell. */
  readonly skewMs: number | null;
}

/** An answer that is not the WebSocket that was asked for. */
export class NoWebSocket extends Error {
  readonly refusal: UpgradeRefusal;

  constructor(refusal: UpgradeRefusal) {
    super(`HTTP ${refusal.status}`);
    this.refusal = refusal;
  }
}

/** Fixed by RFC 6455. */
const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * Opens a WebSocket and closes it again, without a word of the arena's own protocol.
 * @param url `wss:` or `ws:`
 * @throws Error with a `code`, of the network or of TLS, or `ABORT_ERR` after `timeoutMs`; `NoWebSocket` where something
 * else answers
 */
export async function probeArena(url: string, timeoutMs: number, proxied: Proxied | null): Promise<Probe> {
  const startMs = performance.now();
  const key = randomBytes(16).toString('base64');
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': key,
  };
  const { response, refusal, connectMs } = await ask(url, 'GET', headers, timeoutMs, proxied);
  const accept = createHash('sha1')
    .update(key + ACCEPT_SUFFIX)
    .digest('base64');
  if (refusal !== null) throw new NoWebSocket(refusal);
  if (response.headers['sec-websocket-accept'] !== accept)
    throw Object.assign(new Error('what it answers is not of a WebSocket'), { code: 'ERR_NO_WEBSOCKET' });
  const upgradeMs = performance.now() - startMs;
  return { connectMs, upgradeMs, skewMs: skewOf(response) ?? (await askSkew(url, timeoutMs, proxied)) };
}

/** An arena may leave the time out of its handshake; any other answer has it. */
async function askSkew(url: string, timeoutMs: number, proxied: Proxied | null): Promise<number | null> {
  try {
    return skewOf((await ask(url, 'HEAD', {}, timeoutMs, proxied)).response);
  } catch {
    // It has just been shown to be in reach: that it takes nothing but WebSockets is its right.
    return null;
  }
}

function skewOf({ headers: { date } }: IncomingMessage): number | null {
  const theirs = Date.parse(date ?? '');
  // Written without the fraction, so half a second is missing on the average.
  return Number.isNaN(theirs) ? null : theirs + 500 - Date.now();
}

interface Answer {
  readonly response: IncomingMessage;
  /** Null where it agrees to speak WebSocket. */
  readonly refusal: UpgradeRefusal | null;
  readonly connectMs: number;
}

function ask(
  url: string,
  method: 'GET' | 'HEAD',
  headers: Record<string, string>,
  timeoutMs: number,
  proxied: Proxied | null,
): Promise<Answer> {
  const request = url.startsWith('wss:') ? requestHttps : requestHttp;
  const agent = proxied?.agent ?? false;
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    let connectMs = 0;
    const address = url.replace(/^ws/, 'http');
    const asked = request(address, { method, headers, agent, signal: AbortSignal.timeout(timeoutMs) });
    const done = (response: IncomingMessage, refusal: UpgradeRefusal | null) => {
      const byProxy = proxied?.refusal() ?? null;
      if (byProxy === null) resolve({ response, refusal, connectMs });
      else reject(Object.assign(new Error(byProxy), { code: 'ERR_PROXY' }));
      asked.destroy();
    };
    asked.on('socket', (socket: Socket) => {
      const connected = () => {
        connectMs = performance.now() - startMs;
      };
      // What leads through a proxy is handed over when it is connected.
      if (socket.connecting) socket.on('connect', connected);
      else connected();
    });
    asked.on('upgrade', (response) => done(response, null));
    asked.on('response', async (response) => done(response, await refusalIn(response)));
    asked.on('error', reject);
    asked.end();
  });
}
