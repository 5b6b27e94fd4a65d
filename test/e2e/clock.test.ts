import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { jsonLines, spawnCli, startArena, tempFolder } from '../support/run-cli.js';
import { ROCK_HOUSE, STRATEGIES, someKey, WAGER } from './ledger-support.js';

const SET_CLOCK = fileURLToPath(new URL('../support/set-clock.cjs', import.meta.url));
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Loses every match, and sets the clock after the first. It plays on only where its deadline is near. */
const STRATEGY = `
import { writeFileSync } from 'node:fs';
const isNear = (ms) => ms > 0 && ms <= 15_000;
export default {
  games: ['rps'],
  move: (turn) => {
    if (!isNear(turn.deadline - Date.now())) throw new Error('the deadline is far off');
    return 'scissors';
  },
  matchEnd: () => writeFileSync(process.env.CLOCK_FILE, process.env.CLOCK_AHEAD_MS),
};`;

/** The same as a program of its own, which is told the time that it has. */
const PROGRAM = `
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
for await (const line of createInterface({ input: process.stdin })) {
  const { type, timeout_ms: ms } = JSON.parse(line);
  if (type === 'match_end') writeFileSync(process.env.CLOCK_FILE, process.env.CLOCK_AHEAD_MS);
  if (type !== 'turn') continue;
  const move = ms > 0 && ms <= 15_000 ? 'scissors' : 'what?';
  process.stdout.write(JSON.stringify({ move }) + '\\n');
}`;

/** A working folder with a clock of its own, and an arena in which the bot loses. */
async function desk(aheadMs: number) {
  const cwd = tempFolder({ ...STRATEGIES, 'late.mjs': STRATEGY, 'program.mjs': PROGRAM });
  const { url } = await startArena(ROCK_HOUSE, { cwd });
  const clock = join(cwd, 'clock');
  writeFileSync(clock, '0');
  const env = {
    BOTPIT_API_KEY: someKey(),
    NODE_OPTIONS: `--require ${SET_CLOCK}`,
    CLOCK_FILE: clock,
    CLOCK_AHEAD_MS: String(aheadMs),
  };
  const run = (...args: string[]) =>
    spawnCli([...args, '--data-dir', './data', '--json'], { cwd, env }).ended;
  const play = async (...flags: string[]) => {
    const money = ['--wager', '0.01', '--url', url, '--no-limits', '--matches', '8'];
    const { exitCode, stdout } = await run('play', 'rps', ...money, ...flags);
    return { exitCode, end: jsonLines(stdout).at(-1) };
  };
  return { run, play };
}

describe.each([-HOUR_MS, -3 * DAY_MS, 2 * DAY_MS])(
  'a clock that is set by %i ms after the first match',
  (ms) => {
    test('lets no loss be forgotten, tells deadlines right, and records are found by the time that it shows', async () => {
      const { run, play } = await desk(ms);
      const { exitCode, end } = await play('--strategy', './late.mjs', '--max-loss', '0.03');
      expect(end).toMatchObject({ losses: 3, net_lamports: -3 * WAGER });
      // A turn that is under way when the clock is set forward may be lost with it; no other is.
      expect(end?.fallbacks).toBeLessThanOrEqual(ms < 0 ? 0 : 1);
      expect(exitCode).toBe(80);
      const found = await run('history', '--book', 'real', '--since', '1m');
      // The first one began before the clock was set.
      expect(jsonLines(found.stdout).length).toBe(ms < 0 ? 3 : 2);
    }, 60_000);
  },
);

test.each([-HOUR_MS, HOUR_MS])(
  'a program is told the time that it has, with a clock that was set by %i ms',
  async (ms) => {
    const { play } = await desk(ms);
    const { end } = await play('--strategy', 'cmd:node program.mjs', '--max-loss', '0.03');
    expect(end).toMatchObject({ losses: 3, fallbacks: 0 });
  },
  60_000,
);

test('a cool-down takes as long as it was to take, though the clock is set back in it', async () => {
  const { play } = await desk(-HOUR_MS);
  // Three matches, and a pause of a moment after each: an hour of one would be the end of the test.
  const flags = ['--strategy', './late.mjs', '--max-streak', '1', '--cool-down', '50ms', '--matches', '3'];
  const { exitCode, end } = await play(...flags);
  expect({ exitCode, end }).toMatchObject({ exitCode: 0, end: { losses: 3 } });
}, 60_000);
