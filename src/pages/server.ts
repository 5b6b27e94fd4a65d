import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { etag } from 'hono/etag';
import { BotpitError } from '../errors.js';
import { type Callers, hostToReach, isCalledByName, whyNotListening } from '../lib/http.js';
import { inTurn } from '../lib/in-turn.js';
import { PACKAGE_ROOT } from '../lib/package-root.js';

/*
 * What both servers of pages have in common, `botpit watch` and the arena: assets, headers, and who may ask.
 */

export type PagesApp = Hono<{ Bindings: HttpBindings }>;

export interface PagesOptions {
  /** Which application the page is. */
  readonly site: 'watch' | 'arena';
  /** What the tab of the browser is called. */
  readonly title: string;
  /** Where the server may be called from; asked for each request, as the address is known once it listens. */
  readonly callers: () => Callers;
  /** Adds what the page asks for, below `/api/`. */
  readonly api: (app: PagesApp) => void;
}

/** Styles and scripts come from this server alone; nothing on a page is sent or embedded anywhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

const NOT_WELCOME = 'Open this page by its own address or as localhost, not from another page.\n';

/** The pages of a server: read only, for those alone that call it by a name of its own. */
export function pagesApp({ site, title, callers, api }: PagesOptions): PagesApp {
  const app: PagesApp = new Hono();
  app.use(async (c, next) => {
    if (!isCalledByName(c.env.incoming, callers())) return c.text(NOT_WELCOME, 403, HEADERS);
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD')
      return c.text('GET or HEAD\n', 405, { ...HEADERS, allow: 'GET, HEAD' });
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    return next();
  });
  app.use(compress());
  const assets = readAssets();
  const page = htmlOf(site, title, assets);
  app.get('/', etag(), (c) => c.html(page, 200, { 'cache-control': 'no-cache' }));
  for (const { path, type, text } of assets) {
    // The name has the hash of what is in it.
    const headers = { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' };
    app.get(path, (c) => c.body(text, 200, headers));
  }
  app.use('/api/*', async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
  });
  api(app);
  app.notFound((c) => c.text('There is nothing at this address. The page is at /\n', 404));
  app.onError((error, c) => {
    const known = error instanceof BotpitError;
    const problem = {
      message: known ? error.message : 'this is a bug in botpit: the answer could not be made',
      hint: known ? (error.hint ?? null) : null,
    };
    if (!known) process.stderr.write(`botpit: ${error.stack}\n`);
    return c.json(problem, known && error.code === 'usage' ? 400 : 500);
  });
  return app;
}

/** For a server of Node's, beside whatever else it does. */
export function pagesListener(app: PagesApp): RequestListener {
  return getRequestListener(app.fetch) as RequestListener;
}

const MAX_HEADER_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 256;
/** How long a client may take to send a request. */
const REQUEST_MS = 10_000;
/** A connection without a request is kept for so long: one that is closed just when it is used again loses a request. */
const KEEP_ALIVE_MS = 60_000;

export interface PagesServer {
  /** Where it can be reached from this machine: `http://127.0.0.1:8620/`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Opens a server that has pages alone.
 * @param port 0 picks a free one
 * @throws BotpitError `pages/listen` if it cannot listen there
 */
export async function servePages(
  host: string,
  port: number,
  options: Omit<PagesOptions, 'callers'>,
): Promise<PagesServer> {
  const server: Server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: REQUEST_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
  server.maxConnections = MAX_CONNECTIONS;
  const addressOf = () => server.address() as AddressInfo;
  const callers = () => ({ address: addressOf()?.address ?? host, allowed: [] });
  server.on('request', inTurn(pagesListener(pagesApp({ ...options, callers })), 1));
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw notListening(host, port, cause as NodeJS.ErrnoException);
  }
  server.on('error', () => {
    // A connection could not be accepted, for lack of file descriptors for example. The others go on.
  });
  const address = addressOf();
  return {
    url: `http://${hostToReach(address)}:${address.port}/`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function notListening(host: string, port: number, cause: NodeJS.ErrnoException): BotpitError {
  const own = cause.code === 'EADDRINUSE' ? '; perhaps `botpit watch` runs already' : '';
  const why = `${whyNotListening(cause)}${own}`;
  return new BotpitError('pages/listen', `cannot serve the page on ${host}:${port}: ${why}`, {
    hint: 'Choose another port with --port, or 0 for a free one; --host names the address.',
    cause,
  });
}

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

const ASSETS = [
  ['pages/site.js', 'js', 'text/javascript; charset=utf-8'],
  ['pages/page.css', 'css', 'text/css; charset=utf-8'],
  // The page asks for it when it has something to draw.
  ['report/uplot/dist/uPlot.iife.min.js', 'js', 'text/javascript; charset=utf-8'],
] as const;

/** @throws BotpitError where the sources have not been built */
function readAssets(): Asset[] {
  return ASSETS.map(([file, ending, type]) => {
    const text = readFileSync(new URL(`dist/${file}`, PACKAGE_ROOT), 'utf8');
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
    return { path: `/assets/${hash}.${ending}`, type, text };
  });
}

function htmlOf(site: PagesOptions['site'], title: string, assets: readonly Asset[]): string {
  const [script, style, charts] = assets;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style?.path}">
<script defer src="${script?.path}"></script>
</head>
<body>
<div id="root" data-site="${site}" data-charts="${charts?.path}"></div>
<noscript>This page needs JavaScript, which it loads from this server alone.</noscript>
</body>
</html>
`;
}
