import type { Agent } from 'node:http';

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
