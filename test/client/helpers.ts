import { afterEach } from 'vitest';
import {
  BotpitClient,
  type BotpitOptions,
  type ClientEventType,
  type EventOf,
} from '../../src/client/index.js';
import { canaryKey } from '../support/canary.js';
import { type Peer, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';

/** A key that must turn up nowhere but in the authenticate frame. */
export const KEY = canaryKey('client');

const open: { close(): Promise<void> }[] = [];

/** Ends what the tests of a file left open. To be called once, at the top of it. */
export function cleanUp(): void {
  afterEach(async () => {
    for (const thing of open.splice(0).reverse()) await thing.close();
  });
}

/** The thing, to be closed after the test. */
export function opened<T extends { close(): Promise<void> }>(thing: T): T {
  open.push(thing);
  return thing;
}

export async function server(script?: (peer: Peer) => unknown): Promise<ScriptedServer> {
  return opened(await startScriptedServer(script));
}

/** A silent client; its back-off has no jitter and lasts as long as it may unless `random` is given. */
export function client(options: Partial<BotpitOptions> & { url: string }): BotpitClient {
  const made = new BotpitClient({ apiKey: KEY, logLevel: 'silent', random: () => 0.999, ...options });
  open.push({ close: () => made.disconnect() });
  return made;
}

/** The next event of the type. */
export function next<T extends ClientEventType>(from: BotpitClient, type: T): Promise<EventOf<T>> {
  return new Promise((resolve) => {
    const off = from.on(type, (event) => {
      off();
      resolve(event);
    });
  });
}

/** A client with a session, and the server's end of it. */
export async function connected(
  at: ScriptedServer,
  options: Partial<BotpitOptions> = {},
): Promise<{ bot: BotpitClient; peer: Peer }> {
  const bot = client({ url: at.url, ...options });
  const connecting = bot.connect();
  const peer = await at.accept();
  await peer.welcome();
  await connecting;
  return { bot, peer };
}

/** What the promise rejects with; fails where it does not reject. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('the promise did not reject');
}
