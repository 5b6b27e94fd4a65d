import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BotpitError } from '../errors.js';
import type { Clock } from '../lib/clock.js';
import { hostToReach, isWelcome } from '../lib/http.js';
import type { Stamped } from '../runner/index.js';
import { SessionProgress } from '../session-progress.js';
import { SessionMetrics } from './metrics.js';
import type { Monitor } from './monitor.js';

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
  { clock, flush }: { readonly clock: Clock; readonly flush: () => void },
): Promise<MetricsServer> {
  const progress = new SessionProgress(clock.now());
  const metrics = new SessionMetrics(progress);
  const routes: Readonly<Record<string, () => Answer | Promise<Answer>>> = {
    '/livez': () => ({ status: 200, body: 'ok' }),
    '/readyz': () => ({ status: progress.notReady === null ? 200 : 503, body: progress.notReady ?? 'ready' }),
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
  if (!route) return { status: 404, body: `there are ${Object.keys(routes).join(', ')}` };
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
    const why = (cause as Error).message;
    throw new BotpitError('metrics/listen', `cannot serve metrics on ${host}:${port}: ${why}`, {
      hint: 'Choose another port with --metrics, or 0 for a free one.',
      cause,
    });
  }
}
