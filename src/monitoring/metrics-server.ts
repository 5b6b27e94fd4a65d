import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { BotpitError } from '../errors.js';
import { hostToReach, isWelcome } from '../lib/http.js';
import { onlyVisible } from '../lib/visible.js';
import { expectedOneOf } from '../lib/wording.js';
import type { Stamped } from '../runner/index.js';
import { SessionProgress } from '../session-progress.js';
import { SessionMetrics } from './metrics.js';
import type { Monitor, MonitorDeps } from './monitor.js';

const MAX_HEADER_BYTES = 8 * 1024;
const MAX_CONNECTIONS = 32;
/** How long a client may take to send a request, or to read an answer. */
const REQUEST_MS = 5_000;

export interface MetricsServer extends Monitor {
  /** Where it can be reached from this machine, without a path: `http://127.0.0.1:9464`. */
  readonly url: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

const NOT_WELCOME: Answer = { status: 403, body: 'call it by its address or as localhost' };

/**
 * Serves `/metrics` for Prometheus, `/livez` and `/readyz` for probes.
 * @param port 0 picks a free one
 * @param flush hands over the events that wait, so that an answer knows all that has happened
 * @throws BotpitError `metrics/listen` if it cannot listen there
 */
export async function openMetrics(
  host: string,
  port: number,
  { bot, clock, flush }: Pick<MonitorDeps, 'bot' | 'clock'> & { readonly flush: () => void },
): Promise<MetricsServer> {
  const progress = new SessionProgress(clock.now());
  const metrics = new SessionMetrics(progress, bot);
  const routes: Readonly<Record<string, () => Answer | Promise<Answer>>> = {
    '/livez': () => ({ status: 200, body: 'ok' }),
    '/readyz': () => ({
      status: progress.notReady === null ? 200 : 503,
      body: progress.notReady ?? progress.rest ?? 'ready',
    }),
    '/metrics': async () => ({ status: 200, body: await metrics.text(), type: metrics.registry.contentType }),
  };
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: REQUEST_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: REQUEST_MS,
    },
    (request, response) => {
      const { address } = server.address() as AddressInfo;
      if (!isWelcome(request, { address, allowed: [] })) return reply(response, NOT_WELCOME);
      flush();
      void answer(request, routes).then(
        (given) => reply(response, given),
        () => reply(response, { status: 500, body: 'the metrics could not be collected' }),
      );
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.setTimeout(REQUEST_MS);
  await bind(server, host, port);
  server.on('error', () => {
    // A connection could not be accepted, for lack of file descriptors for example. The others go on.
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${hostToReach(address)}:${address.port}`,
    take(stamped: Stamped) {
      progress.apply(stamped);
      metrics.apply(stamped);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  { method, url = '' }: IncomingMessage,
  routes: Readonly<Record<string, () => Answer | Promise<Answer>>>,
): Promise<Answer> {
  const [path = ''] = url.split('?', 1);
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (!route) return { status: 404, body: expectedOneOf(Object.keys(routes)) };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: 'GET or HEAD' };
  return route();
}

function reply(response: ServerResponse, { status, body, type = 'text/plain; charset=utf-8' }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    // One request a connection: nothing is kept open, and whatever else was sent is not read.
    connection: 'close',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(body.endsWith('\n') ? body : `${body}\n`);
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const { code, address = host, message } = cause as NodeJS.ErrnoException & { readonly address?: string };
    const other = code === 'EADDRINUSE' ? await botAt(address, port) : null;
    throw new BotpitError('metrics/listen', `cannot serve metrics on ${host}:${port}: ${other ?? message}`, {
      hint: 'Choose another port with --metrics, or 0 for a free one.',
      cause,
    });
  }
}

const ASK_MS = 1_000;
/** A series that there is from the start, with the name of the bot where it has one. */
const SERIES = /^botpit_connected(?:\{bot="((?:[^"\\]|\\.)*)"\})? /m;

/** Which bot has a port, in words; null where it is not a botpit, or does not answer in time. */
async function botAt(address: string, port: number): Promise<string | null> {
  const host = hostToReach({ address, port, family: isIPv6(address) ? 'IPv6' : 'IPv4' });
  try {
    const options = { redirect: 'error', signal: AbortSignal.timeout(ASK_MS) } as const;
    const series = SERIES.exec(await (await fetch(`http://${host}:${port}/metrics`, options)).text());
    if (!series) return null;
    const [, name] = series;
    return name === undefined ? 'another botpit uses the port' : `the bot ${nameIn(name)} uses the port`;
  } catch {
    // Nothing that speaks HTTP, or not in time.
    return null;
  }
}

const MOST_NAME_LENGTH = 60;

/** @param label as Prometheus writes it */
function nameIn(label: string): string {
  return onlyVisible(String(JSON.parse(`"${label}"`))).slice(0, MOST_NAME_LENGTH);
}
