import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { type OpenOptions, openStrategy } from '../../src/strategy/index.js';
import { tempFolder } from '../support/run-cli.js';

async function versionOf(spec: string, isolation: OpenOptions['isolation'] = 'worker'): Promise<string> {
  const host = await openStrategy(spec, { isolation, seed: 's', report: () => undefined });
  await host.close();
  return host.snapshot.version;
}

const FILES = {
  'bot.ts': `
    import { readFileSync } from 'node:fs';
    import { readFile } from 'node:fs/promises';
    import { choose } from './choose';
    import commonJs from 'common-js';
    import module from 'es-module';
    // Text that looks like imports: import('./choose.ts/x'), import('./${'a'.repeat(300)}').
    import table from './table.json';
    const computed = await import('./' + ['comp', 'uted.mjs'].join(''));
    const weights = readFileSync(new URL('weights.txt', import.meta.url), 'utf8');
    const bias = await readFile(new URL('bias.bin', import.meta.url));
    export default {
      games: ['rps'],
      files: ['data/**/*.csv'],
      env: ['BOT_MODE'],
      async move() {
        const { lazy } = await import('./lazy.js');
        return lazy(choose(commonJs(), module, table, computed, weights, bias));
      },
    };`,
  'choose.ts': `export * from './deeper.js';`,
  'deeper.ts': `export const choose = (...all: unknown[]) => 'rock';`,
  'lazy.ts': `export const lazy = (move: string) => move;`,
  'computed.mjs': 'export default 1;',
  'table.json': '{}',
  'weights.txt': '1',
  'bias.bin': '1',
  'data/deep/a.csv': '1',
  'node_modules/common-js/package.json': '{ "name": "common-js", "main": "main.js" }',
  'node_modules/common-js/main.js': `module.exports = require('./part.js');`,
  'node_modules/common-js/part.js': `module.exports = () => 1;`,
  'node_modules/es-module/package.json': '{ "name": "es-module", "type": "module", "exports": "./main.js" }',
  'node_modules/es-module/main.js': `export { default } from './part.js';`,
  'node_modules/es-module/part.js': `export default 1;`,
  'notes.md': 'Nothing that plays.',
};

test('the version of a file is another one with each file that it depends on', async () => {
  const folder = tempFolder(FILES);
  const bot = `${folder}/bot.ts`;
  const seen = [await versionOf(bot)];
  for (const [name, text] of Object.entries(FILES)) {
    if (name.endsWith('package.json') || name === 'notes.md') continue;
    writeFileSync(`${folder}/${name}`, `${text}\n`);
    const version = await versionOf(bot);
    expect(seen, name).not.toContain(version);
    seen.push(version);
  }
  for (const [name, text] of Object.entries(FILES)) writeFileSync(`${folder}/${name}`, text);
  expect(await versionOf(bot)).toBe(seen[0]);
});

test('and with each variable that it declares, and the same whatever else changes', async () => {
  const folder = tempFolder(FILES);
  const before = await versionOf(`${folder}/bot.ts`);
  writeFileSync(`${folder}/notes.md`, 'Other notes.');
  vi.stubEnv('OTHER_MODE', '1');
  try {
    expect(await versionOf(`${folder}/bot.ts`)).toBe(before);
    vi.stubEnv('BOT_MODE', '1');
    expect(await versionOf(`${folder}/bot.ts`)).not.toBe(before);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('a file that lies elsewhere under another name is the same strategy', async () => {
  const [one, other] = [tempFolder({ 'a.ts': 'export default () => "rock";' }), tempFolder({})];
  copyFileSync(`${one}/a.ts`, `${other}/b.ts`);
  expect(await versionOf(`${other}/b.ts`)).toBe(await versionOf(`${one}/a.ts`));
});

test.each(['process', 'inline'] as const)('%s sees the same version as a worker', async (isolation) => {
  const bot = `${tempFolder(FILES)}/bot.ts`;
  expect(await versionOf(bot, isolation)).toBe(await versionOf(bot, 'worker'));
});

const READS = `
  process.stdin.on('data', () => undefined);
`;

describe('the version of a program', () => {
  const files = {
    'bot.mjs': READS,
    'part/choose.mjs': '1',
    'weights.bin': '1',
    'notes.md': '1',
    'node_modules/dep/main.js': '1',
  };
  const folder = tempFolder(files);
  const spec = `cmd: "${process.execPath}" ${folder}/bot.mjs --weights=${folder}/weights.bin`;

  test.each(['bot.mjs', 'part/choose.mjs', 'weights.bin'])('is another one when %s is', async (name) => {
    const before = await versionOf(spec);
    expect(await versionOf(spec)).toBe(before);
    writeFileSync(`${folder}/${name}`, `${files[name as keyof typeof files]}\n`);
    expect(await versionOf(spec)).not.toBe(before);
  });

  test('is another one when its executable is, or its command line', async () => {
    const own = tempFolder({ run: '#!/bin/sh\ncat >/dev/null\n' });
    chmodSync(`${own}/run`, 0o755);
    const line = `cmd: ${own}/run`;
    const before = await versionOf(line);
    expect(await versionOf(`${line} --fast`)).not.toBe(before);
    writeFileSync(`${own}/run`, '#!/bin/sh\ncat >/dev/null\n\n');
    expect(await versionOf(line)).not.toBe(before);
  });

  test('is another one when what it declares in answer to session_start is', async () => {
    const data = tempFolder();
    const declaration = `{"files":["${data}/*.bin"],"env":["PROGRAM_MODE"]}`;
    const own = tempFolder({ run: `#!/bin/sh\necho '${declaration}'\ncat >/dev/null\n` });
    chmodSync(`${own}/run`, 0o755);
    const line = `cmd: ${own}/run`;
    const before = await versionOf(line);
    writeFileSync(`${data}/weights.bin`, '1');
    const withWeights = await versionOf(line);
    expect(withWeights).not.toBe(before);
    vi.stubEnv('PROGRAM_MODE', '1');
    try {
      expect(await versionOf(line)).not.toBe(withWeights);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('is the same whatever is in files that are not in its language', async () => {
    const before = await versionOf(spec);
    writeFileSync(`${folder}/notes.md`, '2');
    writeFileSync(`${folder}/node_modules/dep/main.js`, '2');
    expect(await versionOf(spec)).toBe(before);
  });
});
