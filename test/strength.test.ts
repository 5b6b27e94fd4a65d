import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../', import.meta.url);
const run = promisify(execFile);

/** `npm run strength` with these arguments: what it prints. */
async function strength(...args: string[]): Promise<string> {
  const script = fileURLToPath(new URL('bench/strength/run.js', ROOT));
  return (await run(process.execPath, [script, ...args])).stdout;
}

/** The cells of a row of a game's table by what stands at its head: the number of a kind, or words. */
function rowOf(page: string, game: string, name: string): Record<string, string | undefined> {
  const table = page.split(`## ${game}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  const cells = (line = '') => line.split('|').map((cell) => cell.trim());
  const row = cells(rows.find((line) => line.startsWith(`| ${name} |`)));
  return Object.fromEntries(cells(rows[0]).map((head, i) => [head, row[i]]));
}

/** The number of a kind in a game's table. */
function numberOf(page: string, game: string, kind: string): string {
  const list = page.split(`## ${game}\n`)[1] ?? '';
  return (
    list
      .split('\n')
      .find((line) => line.includes(`. ${kind} (`))
      ?.split('.')[0] ?? 'missing'
  );
}

describe('the page of strength', () => {
  const page = readFileSync(new URL('docs/strength.md', ROOT), 'utf8');
  const kind = 'shipped: equilibrium, uniform, biased';

  test('has the figures that the command prints for a part of it', async () => {
    const [, settings = ''] = /^npm run strength -- (--seed .*)$/m.exec(page) ?? [];
    expect(settings).toMatch(/^--seed \S+/);
    const only = ['--game', 'coinflip', '--kind', kind, '--strategy', 'always,copy', '--jobs', '1'];
    const part = await strength(...settings.split(' '), ...only);
    const number = numberOf(page, 'coinflip', kind);
    for (const name of ['`always`', '`copy`', '*best response, learned*']) {
      const [shown, printed] = [rowOf(page, 'coinflip', name), rowOf(part, 'coinflip', name)];
      expect(printed[1], name).toMatch(/^0\.\d{3}$/);
      expect(shown[number], name).toBe(printed[1]);
      expect(shown.exploitability, name).toBe(printed.exploitability);
    }
  });

  test('has every strategy that ships, of each game', async () => {
    const { builtins } = (await import('../strategies/index.js')) as {
      builtins: Record<string, readonly string[]>;
    };
    for (const [name, games] of Object.entries(builtins)) {
      for (const game of games) {
        if (name === 'equilibrium-full' || game.endsWith('_duel')) continue;
        expect(rowOf(page, game, `\`${name}\``)[1], `${name} in ${game}`).toMatch(/^[01]\.\d{3}$/);
      }
    }
  });
});

interface Measured {
  readonly game: string;
  readonly opponent: string;
  readonly value: number;
}

const folder = new URL('bench/strength/opponents/', ROOT);
const games = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', '').replaceAll('-', '_'));

/** `random` against the opponents of all games. */
async function measured(jobs: number): Promise<readonly Measured[]> {
  const lengths = ['--matches', '8', '--lane', '4', '--jobs', String(jobs)];
  const asked = ['--what', 'score', '--game', games.join(','), '--strategy', 'random'];
  const lines = await strength('--json', ...lengths, ...asked);
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('opponents play legal moves, and the same ones again', async () => {
  const once = await measured(2);
  for (const game of games) expect(once.filter((one) => one.game === game).length, game).toBeGreaterThan(10);
  expect(await measured(1)).toEqual(once);
});
