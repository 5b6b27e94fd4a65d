import type { IncomingMessage } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';

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

function nameOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}

/** A name that nobody else can make lead here. */
function isOwnName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
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
