import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { onTestFinished } from 'vitest';
import { jsonLines, type RunningCli, runCli, spawnCli } from '../support/run-cli.js';

/** Two processes on this machine may not play with the same one, whatever test they belong to. */
export const someKey = () => `bp_sk_money_${randomUUID()}`;

export const WAGER = 10_000_000;

const strategyOf = (move: string) => `export default { games: ['rps'], move: () => '${move}' };`;

/** Files for a working folder: strategies that always win, lose or draw against a house that plays rock. */
export const STRATEGIES = {
  'paper.mjs': strategyOf('paper'),
  'scissors.mjs': strategyOf('scissors'),
  'rock.mjs': strategyOf('rock'),
};

/** Flags of an arena in which rock is played. */
export const ROCK_HOUSE = ['--house', './rock.mjs', '--house-wait', '0s'];

export interface Playing {
  readonly cwd: string;
  readonly url: string;
  readonly key: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A session for money, with its records in `data` where the flags name no other folder. */
export function playForMoney({ cwd, url, key, env }: Playing, ...flags: readonly string[]): RunningCli {
  const args = ['play', 'rps', '--wager', '0.01', '--url', url, '--no-limits', '--json'];
  const records = flags.includes('--data-dir') ? [] : ['--data-dir', './data'];
  return spawnCli([...args, ...records, ...flags], { cwd, env: { BOTPIT_API_KEY: key, ...env } });
}

/** One of the commands around it, on the same records. */
export async function operate(cwd: string, ...args: readonly string[]) {
  const { exitCode, stdout, stderr } = await runCli([...args, '--data-dir', './data', '--json'], { cwd });
  return { exitCode, stderr, lines: stdout === '' ? [] : jsonLines(stdout) };
}

export function bookOf(cwd: string): Database.Database {
  const database = new Database(join(cwd, 'data', 'real.db'), { timeout: 5_000 });
  onTestFinished(() => {
    database.close();
  });
  return database;
}

export function rows<Row>(cwd: string, sql: string): Row[] {
  return bookOf(cwd).prepare(sql).all() as Row[];
}

/** Everything in the records, as text. */
export function recordsOf(cwd: string): string {
  const folder = join(cwd, 'data');
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');
}
