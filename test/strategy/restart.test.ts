import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { watchStrategy } from '../../src/strategy/index.js';
import { tempFolder } from '../support/run-cli.js';
import { Table } from '../support/strategy-host.js';

/** Plays what all of its parts say, and dies when it is asked for round 2. */
const FILES = {
  'bot.ts': `
    import { readFileSync } from 'node:fs';
    import { part } from './part';
    import { plain } from './plain.mjs';
    import dependency from 'dependency';
    import module from 'es-module';
    import table from './table.json';
    const weights = readFileSync(new URL('weights.txt', import.meta.url), 'utf8');
    export default {
      games: ['rps'],
      async move({ round }) {
        if (round === 2) process.exit();
        const { late } = await import('./late.mjs');
        return { raw: { all: [part, plain, dependency, module, table.value, weights, late] } };
      },
    };`,
  'part.ts': `export const part: string = 'old';`,
  'plain.mjs': `export const plain = 'old';`,
  'late.mjs': `export const late = 'old';`,
  'table.json': `{ "value": "old" }`,
  'weights.txt': 'old',
  'node_modules/dependency/package.json': '{ "name": "dependency", "main": "main.js" }',
  'node_modules/dependency/main.js': `module.exports = require('./part.js');`,
  'node_modules/dependency/part.js': `module.exports = 'old';`,
  'node_modules/es-module/package.json': '{ "name": "es-module", "type": "module", "exports": "./main.js" }',
  'node_modules/es-module/main.js': `export default 'old';`,
};

describe.each(['worker', 'process'] as const)('%s', (isolation) => {
  test('a strategy that is started again is the one that was opened, whatever has been edited', async () => {
    const folder = tempFolder(FILES);
    await using table = await Table.open(`${folder}/bot.ts`, { isolation });
    for (const [name, text] of Object.entries(FILES)) {
      if (!name.endsWith('package.json')) writeFileSync(`${folder}/${name}`, text.replaceAll('old', 'new'));
    }
    writeFileSync(`${folder}/bot.ts`, 'export default () => "rock";');
    const all = Array(7).fill('old');
    expect(await table.ask(1)).toMatchObject({ move: { all } });
    expect(await table.ask(2)).toMatchObject({ reason: 'crashed' });
    expect(await table.ask(3)).toMatchObject({ move: { all } });
    expect(table.codes).toEqual(['strategy/restarted']);
  });
});

const PROGRAM = `
  import { createInterface } from 'node:readline';
  for await (const line of createInterface({ input: process.stdin })) {
    const { type, round } = JSON.parse(line);
    if (type !== 'turn') continue;
    if (round === 2) process.exit();
    console.log('{"move":"paper"}');
  }
`;

test('a program that has ended is not started again when its files have changed, and that is said', async () => {
  const folder = tempFolder({ 'bot.mjs': PROGRAM, 'part.mjs': '' });
  await using table = await Table.open(`cmd: "${process.execPath}" ${folder}/bot.mjs`);
  expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
  expect(await table.ask(2)).toMatchObject({ reason: 'crashed' });
  // Not changed: it starts again.
  expect(await table.ask(3)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
  writeFileSync(`${folder}/part.mjs`, '// edited');
  expect(await table.ask(2)).toMatchObject({ reason: 'crashed' });
  const after = await table.ask(3);
  expect(after).toMatchObject({ reason: 'crashed' });
  expect(table.troubles.at(-1)?.message).toContain('part.mjs has changed since botpit started');
});

test('a change of a file is told once', async () => {
  const folder = tempFolder({
    'bot.ts': `export { default } from './part';`,
    'part.ts': 'export default () => "rock";',
  });
  await using table = await Table.open(`${folder}/bot.ts`);
  const told: string[] = [];
  let end: () => void = () => undefined;
  await new Promise<void>((resolve) => {
    end = watchStrategy(table.host.snapshot, (message) => {
      told.push(message);
      resolve();
    });
    writeFileSync(`${folder}/part.ts`, 'export default () => "paper";');
    writeFileSync(`${folder}/bot.ts`, 'export default () => "paper";');
  });
  end();
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^(?:bot|part)\.ts has changed; restart botpit to play it$/);
});
