import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { match, prepareMatch } from '../../src/lab/index.js';
import { Pool } from '../../src/lab/pool.js';
import { playRun } from '../../src/lab/run.js';
import { tempFolder } from '../support/run-cli.js';
import { strategyFolder, text } from './support.js';

const OPTIONS = { game: 'rps', matches: 80, series: 2, seed: 'edited', jobs: 1 } as const;

const BOT = `
  import { readFileSync } from 'node:fs';
  import { choose } from './choose.ts';
  const bias = Number(readFileSync(new URL('bias.txt', import.meta.url), 'utf8'));
  export default { name: 'bot', games: ['rps'], move: ({ random }) => choose(random(), bias) };
`;
const FILES = {
  'bot.ts': BOT,
  'choose.ts': `export const choose = (draw: number, bias: number) => (draw < bias ? 'rock' : 'paper');`,
  'bias.txt': '0.5',
};

test('a strategy that is edited while a run is played changes nothing in it', async () => {
  const folder = strategyFolder(FILES);
  const undisturbed = text(await match(`${folder}/bot.ts`, 'random', OPTIONS));
  const { plan, sources } = await prepareMatch(`${folder}/bot.ts`, 'random', OPTIONS);
  writeFileSync(`${folder}/choose.ts`, `export const choose = () => 'scissors';`);
  writeFileSync(`${folder}/bias.txt`, '0.9');
  const executor = new Pool(sources ?? [], 1);
  try {
    expect(text(await playRun(plan, { executor }))).toBe(undisturbed);
  } finally {
    await executor.close();
  }
});

test('a program that is edited while a run is played ends it: its results would be of two programs', async () => {
  const program = `
    import { createInterface } from 'node:readline';
    for await (const line of createInterface({ input: process.stdin })) {
      if (JSON.parse(line).type === 'turn') console.log('{"move":"paper"}');
    }
  `;
  const folder = tempFolder({ 'bot.mjs': program });
  const { plan, sources } = await prepareMatch(
    `cmd: "${process.execPath}" ${folder}/bot.mjs`,
    'random',
    OPTIONS,
  );
  writeFileSync(`${folder}/bot.mjs`, `${program}// edited`);
  const executor = new Pool(sources ?? [], 1);
  try {
    await expect(playRun(plan, { executor })).rejects.toMatchObject({
      code: 'strategy/changed',
      message: expect.stringContaining('bot.mjs has changed'),
    });
  } finally {
    await executor.close();
  }
});
