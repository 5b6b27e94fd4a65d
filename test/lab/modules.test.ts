import { expect, test } from 'vitest';
import { match } from '../../src/lab/index.js';
import { strategyFolder } from './support.js';

const FILES = {
  'packages/numbers.cjs': 'const random = Math.random; module.exports = () => random();',
  'packages/default.cjs': "module.exports = () => 'paper';",
  'packages/named.mjs':
    "let asked = 0; export const choose = () => (asked++, asked > 900 ? 'paper' : 'rock');",
};

const BODY = `
  import fs from 'node:fs';
  import paper from './packages/default.cjs';
  import numbers from './packages/numbers.cjs';
  import { choose } from './packages/named.mjs';
  if (!fs.existsSync(new URL(import.meta.url))) throw new Error('no such file');
  export default { name: 'mine', games: ['rps'], move: () => (numbers() < 0.3 ? paper() : choose()) };`;

test.each(['mine.ts', 'mine.mjs'])(
  'what %s imports is as in play, fresh for each series, and repeatable',
  async (name) => {
    const cwd = strategyFolder({ ...FILES, [name]: BODY });
    const options = { game: 'rps', matches: 800, series: 100, seed: 'modules', cwd } as const;
    const one = await match(name, 'cycle', { ...options, jobs: 1 });
    expect(one.entrants[0]?.faults).toEqual({});
    const two = await match(name, 'cycle', { ...options, jobs: 2 });
    expect(JSON.stringify(two.pairings)).toBe(JSON.stringify(one.pairings));
  },
);
