import { once } from 'node:events';
import type { Agent, IncomingMessage, RequestOptions } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';

/*
 * What clients and servers of HTTP have in common here: proxies, refusals, and who may call a server on this machine.
 */

/** A way to a server that leads through a proxy. */
export interface Proxied {
  /** Host and port of the proxy, without user name and password. */
  readonly proxy: string;
  /** For `https.request` and for WebSockets. */
  readonly agent: Agent;
  /** What the proxy answered in place of a way to the server, such as `407 Proxy Authentication Required`; null if it did not. */
  refusal(): string | null;
}

const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

/**
 * The proxy for a URL, as `HTTPS_PROXY` (or `ALL_PROXY`) and `NO_PROXY` say, in either case. Only for `wss:` and `https:`:
 * what is not encrypted stays on this machine, and a proxy would read it.
 * @returns null where the way is direct; nothing is loaded where no variable is set
 * @throws Error where the variable names no proxy that can be used
 */
export async function proxyFor(url: string): Promise<Proxied | null> {
  const named = VARIABLES.map((name) => process.env[name]).find((value) => value);
  if (named === undefined || !/^(?:wss|https):/.test(url)) return null;
  const { getProxyForUrl } = await import('proxy-from-env');
  if (getProxyForUrl(url.replace(/^wss:/, 'https:')) === '') return null;
  const address = named.includes('://') ? named : `http://${named}`;
  const { protocol, host } = URL.canParse(address) ? new URL(address) : { protocol: '', host: '' };
  // The value may hold a password, so it is not repeated.
  if (host === '' || (protocol !== 'http:' && protocol !== 'https:')) {
    throw new Error('HTTPS_PROXY does not name a proxy such as http://proxy.example:3128');
  }
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  const agent = new HttpsProxyAgent(address);
  let refusal: string | null = null;
  agent.on('proxyConnect', ({ statusCode, statusText }: { statusCode: number; statusText: string }) => {
    refusal = statusCode === 200 ? null : `${statusCode} ${statusText}`.trim();
  });
  return { proxy: host, agent, refusal: () => refusal };
}

/**
 * Asks a server, through the proxy where there is one, and reads the head of its answer. Follows no redirect, since it could
 * lead to an unencrypted URL. Not `fetch`, which does not support proxies.
 * @throws Error with a `code`, of the network or of TLS, or `ERR_PROXY` with what the proxy answered
 */
export async function request(
  url: string,
  options: Pick<RequestOptions, 'method' | 'headers' | 'signal'>,
  body = '',
): Promise<IncomingMessage> {
  const proxied = await proxyFor(url);
  const { request: send } = await (url.startsWith('https:') ? import('node:https') : import('node:http'));
  const asked = send(url, { ...options, agent: proxied?.agent ?? false });
  // An error after the answer does not matter.
  asked.on('error', () => undefined);
  asked.end(body);
  const [response]: IncomingMessage[] = await once(asked, 'response');
  if (response === undefined) throw new Error('no answer');
  response.destroy();
  const byProxy = proxied?.refusal() ?? null;
  if (byProxy !== null) throw coded('ERR_PROXY', byProxy);
  return response;
}

export function coded(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}

/**
 * What a Retry-After header asks for, a number of seconds or a date, in milliseconds; 0 for none and for anything else.
 * @param nowMs epoch milliseconds
 */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number {
  if (header === null || header === undefined) return 0;
  const ms = /^\d{1,15}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

/** What a server says in place of agreeing to speak WebSocket. */
export interface UpgradeRefusal {
  /** Of HTTP. */
  readonly status: number;
  /** Where it sends on to; null where it does not. */
  readonly location: string | null;
  /** When to come back, in milliseconds; 0 where it does not say. */
  readonly retryAfterMs: number;
  /** Its words, where they are for people; else empty. */
  readonly said: string;
}

/** How much of its words is shown. */
const MOST_CHARACTERS = 300;
/** How long to wait for them. */
const WORDS_MS = 1_000;

/** Reads an answer, and is done with it. Never rejects. */
export async function refusalIn(response: IncomingMessage): Promise<UpgradeRefusal> {
  const { statusCode: status = 0, headers } = response;
  const said = /^text\/plain|json/.test(headers['content-type'] ?? '') ? await wordsOf(response) : '';
  response.destroy();
  return {
    status,
    location: headers.location === undefined ? null : placeIn(headers.location),
    retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
    said,
  };
}

/** The beginning of the body. */
async function wordsOf(response: IncomingMessage): Promise<string> {
  const timer = setTimeout(() => response.destroy(), WORDS_MS);
  let words = '';
  try {
    for await (const text of response.setEncoding('utf8')) {
      words += text;
      if (words.length > MOST_CHARACTERS) break;
    }
  } catch {
    // It was cut off: what has come will do.
  } finally {
    clearTimeout(timer);
  }
  return words.slice(0, MOST_CHARACTERS).trim();
}

/** A URL without what could be secret in it. */
function placeIn(location: string): string {
  const path = location.replace(/[?#].*$/s, '').slice(0, MOST_CHARACTERS);
  return path.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1');
}

/** Whether it passes by itself. */
export function passes({ status }: UpgradeRefusal): boolean {
  return status === 429 || status === 503;
}

/** For a person: what is wrong, and what to do about it. */
export function explainRefusal(refusal: UpgradeRefusal): { readonly why: string; readonly mend: string } {
  const { status, location, said } = refusal;
  const [what, mend] = wordsFor(status, location);
  return { why: `${what} (HTTP ${status})${said && `: ${said}`}`, mend };
}

type Words = readonly [what: string, mend: string];

const CHECK_PATH = 'The address is one of something else: check the path of the URL.';
const NO_ANSWER: Words = [
  'a gateway gets no answer from the arena',
  'The arena seems to be down. Try again later.',
];

const WORDS: Readonly<Record<number, Words>> = {
  401: [
    'the server wants a login before it lets anyone through to an arena',
    'Check the URL. A proxy or gateway on the way may have a login of its own; the API key is not it.',
  ],
  403: [
    'the server does not let this machine in',
    'Check the URL, and ask the operator of the arena: the address of a VPN or of a data centre may be blocked.',
  ],
  404: ['there is nothing at this path of the server', CHECK_PATH],
  429: [
    'too many connections were opened from here',
    'Wait, and look whether other bots run behind the same address.',
  ],
  502: NO_ANSWER,
  503: ['the arena is down for now, for maintenance or from overload', 'Try again later.'],
  504: NO_ANSWER,
};

function wordsFor(status: number, location: string | null): Words {
  if (status >= 300 && status < 400) {
    return [
      `the server sends on to ${location ?? 'another address'}`,
      'If the arena has moved, set the URL to its new address: nothing is sent where another server points to. On a guest network, log in first.',
    ];
  }
  if (status >= 500 && WORDS[status] === undefined) {
    return ['the server failed', 'That is the fault of the server. Try again later.'];
  }
  return WORDS[status] ?? ['the server answers, and not as a WebSocket', CHECK_PATH];
}

/** What a server on this machine knows of where it may be called from. */
export interface Callers {
  /** The address that it listens on. */
  readonly address: string;
  /** Host names that it may be called by, and whose web pages may call it. */
  readonly allowed: readonly string[];
}

/**
 * Whether a request may be answered. Any web page can have its reader's browser call this machine, also under a name of
 * the page's own that leads here (DNS rebinding); only a browser tells where the page is from. So a page has to be one of
 * the server's own or of an allowed host; and one that can be reached from this machine only has to be called by a name
 * of this machine, an address or an allowed name.
 */
export function isWelcome({ headers }: IncomingMessage, { address, allowed }: Callers): boolean {
  const { host = '', origin } = headers;
  const called = nameOf(`http://${host}`);
  const isKnown = called !== null && (isOwnName(called) || allowed.includes(called));
  if (origin === undefined) return isKnown || !isLoopback(address);
  const from = nameOf(origin);
  if (from === null) return false;
  return allowed.includes(from) || (isKnown && new URL(origin).host === new URL(`http://${host}`).host);
}

/**
 * The same for pages, which show more than a machine's figures: a request without an origin has to call the server by a name
 * of its own, too, wherever it can be reached from. The port may be another: a tunnel has one of its own.
 */
export function isCalledByName(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { address, allowed }: Callers,
): boolean {
  const { host = '', origin, 'sec-fetch-site': site = 'none', 'sec-fetch-mode': mode } = headers;
  const called = nameOf(`http://${host}`);
  // A link on another page may lead here; what is on a page may not come from here.
  const isFromElsewhere = site !== 'none' && site !== 'same-origin' && mode !== 'navigate';
  if (called === null || isFromElsewhere) return false;
  const isKnown =
    allowed.includes(called) || (isLoopback(address) ? isLoopbackName(called) : isOwnName(called));
  if (!isKnown || origin === undefined) return isKnown;
  return URL.canParse(origin) && new URL(origin).host === new URL(`http://${host}`).host;
}

function nameOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}

/** A name that nobody else can make lead here. */
function isOwnName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

function isLoopbackName(name: string): boolean {
  return isLoopbackHost(name) || name.endsWith('.localhost');
}

function isLoopback(address: string): boolean {
  return address === '::1' || address === '::ffff:127.0.0.1' || address.startsWith('127.');
}

/** The host names of this machine in URLs, as a pattern of a regular expression. */
export const LOOPBACK = 'localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1\\]';
const LOOPBACK_HOST = new RegExp(`^(?:${LOOPBACK})$`);

/** @param hostname of a `URL`, which knows one spelling of an address */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOST.test(hostname);
}

/** The host that a client on this machine connects to; a wildcard address is reached over loopback. */
export function hostToReach({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return family === 'IPv6' ? `[${address}]` : address;
}

const LISTEN_REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses the port',
  EACCES: 'this user may not use the port',
  EADDRNOTAVAIL: 'this machine does not have the address',
  ENOTFOUND: 'there is no such address',
};

/** Why a server cannot listen, in words. */
export function whyNotListening({ code, message }: NodeJS.ErrnoException): string {
  return LISTEN_REASONS[code ?? ''] ?? message;
}
