import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { dataFolder, ledgerAt, WAGER } from './support.js';

const RACER = fileURLToPath(new URL('racer.ts', import.meta.url));
const ALLOWED = 25;

/** A process that waits for a word, commits until it may not, and says how often. */
function racer(folder: string, name: string) {
  const args = ['--import', 'jiti/register', RACER, folder, name, String(WAGER), String(ALLOWED * WAGER)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { next: async () => String((await lines.next()).value), go: () => child.stdin.write('go\n') };
}

test('several processes with keys of their own together commit what the limit of the folder allows, not one wager more', async () => {
  const folder = dataFolder();
  // Opened by all at the same moment, where there is no file yet.
  const racers = ['one', 'two', 'three'].map((name) => racer(folder, name));
  expect(await Promise.all(racers.map(({ next }) => next()))).toEqual(['ready', 'ready', 'ready']);
  for (const { go } of racers) go();
  const made = await Promise.all(racers.map(async ({ next }) => Number(await next())));
  expect(made.reduce((sum, each) => sum + each, 0)).toBe(ALLOWED);
  const { folder: all } = ledgerAt(folder).standing();
  expect(all).toMatchObject({ openIntents: ALLOWED, openLamports: ALLOWED * WAGER });
}, 60_000);
