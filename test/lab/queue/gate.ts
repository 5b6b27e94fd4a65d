import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Plays rock, but where the environment names a gate: there the third series of a thread knocks at it and waits for ever.
 */
export const HELD = `
import { connect } from 'node:net';
let waits = false;
export default {
  name: 'held',
  games: ['rps'],
  init() {
    // Each of a series' two lanes loads it anew.
    globalThis.seriesOfThread = (globalThis.seriesOfThread ?? 0) + 0.5;
    waits = process.env.TEST_GATE !== undefined && globalThis.seriesOfThread > 2;
  },
  move() {
    if (!waits) return 'rock';
    connect(process.env.TEST_GATE).on('error', () => undefined);
    return new Promise(() => undefined);
  },
};
`;

/** Where strategies knock, so that a test knows that they are in the middle of a match. */
export class Gate {
  readonly #folder = mkdtempSync(join(tmpdir(), 'botpit-gate-'));
  readonly #server = createServer((socket) => socket.on('error', () => undefined));
  readonly env = { TEST_GATE: join(this.#folder, 'socket') };
  readonly #knocked = once(this.#server, 'connection');

  async open(): Promise<this> {
    this.#server.listen(this.env.TEST_GATE);
    await once(this.#server, 'listening');
    return this;
  }

  async knock(): Promise<void> {
    await this.#knocked;
  }

  async close(): Promise<void> {
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
