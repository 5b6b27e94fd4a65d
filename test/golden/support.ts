import crypto, { createHash, type UUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createArena, type HousePlayer } from '../../src/arena/index.js';
import { drawAt } from '../../src/fairness.js';
import { gameOf } from '../../src/games/index.js';

const FILES = fileURLToPath(new URL('./files', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

export const KEY = 'bp_sk_golden';

/**
 * Compares a text with the file of that name. `npx vitest run --config test/vitest.config.ts test/golden -u` writes the
 * files anew: do that only where a format is meant to change, and read the difference.
 */
export async function expectGolden(name: string, text: string): Promise<void> {
  await expect(`${text.trimEnd()}\n`).toMatchFileSnapshot(`${FILES}/${name}.txt`);
}

/** Until the end of the test the clocks stand still, and the ids of matches and sessions count up. */
export function fixTimeAndIds(): void {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  const stopped = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  // The first ping comes at a random part of 30 seconds: so none of a match that is over by then.
  const latest = vi.spyOn(Math, 'random').mockReturnValue(0.999);
  const { randomUUID } = crypto;
  let ids = 0;
  crypto.randomUUID = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}` as UUID;
  syncBuiltinESMExports();
  onTestFinished(() => {
    crypto.randomUUID = randomUUID;
    syncBuiltinESMExports();
    stopped.mockRestore();
    latest.mockRestore();
    vi.useRealTimers();
  });
}

/** Takes out what differs from run to run and from machine to machine. */
export function normalized(text: string, folder: string): string {
  return text
    .replaceAll(folder, '<folder>')
    .replaceAll(ROOT, '<botpit>/')
    .replaceAll(process.execPath, '<node>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>');
}

export interface ArenaOptions {
  /** How long the bot waits for the house bot. Default: not at all. */
  readonly houseWaitMs?: number;
  /** Awaited before each move of the house bot; in even rounds, the bot has moved by then. */
  readonly beforeMove?: (round: number) => unknown;
  /** Told of each frame, by its type, before it is passed on. */
  readonly onFrame?: (type: string) => void;
}

export interface RecordedArena {
  readonly url: string;
  /** What went over the wire: `> ` to the arena, `< ` from it. */
  readonly frames: readonly string[];
}

/**
 * An arena with fixed seeds and a house bot with fixed moves, behind a proxy that records every frame. In odd rounds the
 * house moves first, in even ones the bot.
 */
export async function startRecordedArena(options: ArenaOptions = {}): Promise<RecordedArena> {
  const frames: string[] = [];
  const moves = new EventEmitter();
  let matches = 0;
  const arena = await createArena({
    limits: false,
    newSeed: () => createHash('sha256').update(`golden ${++matches}`).digest('hex'),
    house: {
      name: 'house-golden',
      waitMs: options.houseWaitMs ?? 0,
      thinkMs: 0,
      takesChallenges: true,
      open: (game) => {
        const seed = createHash('sha256').update(game).digest('hex');
        const move: HousePlayer['move'] = async ({ round, state }) => {
          const moved = round % 2 === 0 ? once(moves, 'make_move') : null;
          await moved;
          await options.beforeMove?.(round);
          let draws = 0;
          return gameOf(game).randomMove(state, () => drawAt(seed, 'house', round, draws++));
        };
        return { matchStart() {}, move, abandon() {}, roundEnd() {}, matchEnd() {}, close() {} };
      },
    },
  });
  const proxy = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(proxy, 'listening');
  proxy.on('connection', async (client) => {
    const toArena = new WebSocket(arena.url);
    client.pause();
    client.on('message', (data) => {
      const { type } = JSON.parse(String(data));
      frames.push(`> ${data}`);
      options.onFrame?.(type);
      toArena.send(String(data));
      moves.emit(type);
    });
    client.on('close', (code) => {
      frames.push(`> closed with ${code}`);
      toArena.close();
    });
    toArena.on('message', (data) => {
      frames.push(`< ${data}`);
      options.onFrame?.(JSON.parse(String(data)).type);
      client.send(String(data));
    });
    toArena.on('close', () => client.close());
    await once(toArena, 'open');
    client.resume();
  });
  onTestFinished(async () => {
    for (const client of proxy.clients) client.terminate();
    proxy.close();
    await arena.close();
  });
  return { url: `ws://127.0.0.1:${(proxy.address() as AddressInfo).port}/api/v1/ws`, frames };
}
