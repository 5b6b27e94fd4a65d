import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { strategyFolder } from '../lab/support.js';
import { runCli } from '../support/run-cli.js';
import { expectGolden, normalized } from './support.js';

const FILES = {
  'mixed.mjs': `export default {
    games: ['rps'], memoryDepth: 0,
    mix: () => [{ move: 'rock', probability: 0.5 }, { move: 'paper', probability: 0.5 }],
    move: ({ random }) => (random() < 0.5 ? 'rock' : 'paper'),
  };`,
  'fails.mjs': `export default {
    games: ['rps'], memoryDepth: 0,
    move: ({ random }) => { if (random() < 0.01) throw new Error('not this turn'); return random() < 0.7 ? 'rock' : 'paper'; },
  };`,
};
const RUN = ['--game', 'rps', '--seed', 'golden', '--jobs', '1'];

/** Without clock times, and without how long decisions took. */
function withoutTimes(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<time>')
    .replace(/"times":\{[^}]*\}/g, '"times":{}')
    .replace(/>[\d.]+ (ns|µs|ms|s)</g, '><duration><');
}

async function lab(...args: string[]) {
  const cwd = strategyFolder(FILES);
  const { exitCode, stdout } = await runCli(['lab', ...args, ...RUN, '--json'], { cwd });
  const plain = (text: string) => withoutTimes(normalized(text, cwd));
  return {
    cwd,
    exitCode,
    events: plain(stdout),
    file: (name: string) => plain(readFileSync(join(cwd, name), 'utf8')),
  };
}

test('a match: events, the file of the run, the report', async () => {
  const size = ['--matches', '80', '--series', '4', '--run', 'run.jsonl', '--report', 'report.html'];
  const { exitCode, events, file } = await lab('match', 'mixed.mjs', 'frequency', ...size);
  expect(exitCode).toBe(0);
  await expectGolden('lab-match', events);
  await expectGolden('lab-run-file', file('run.jsonl'));
  const page = file('report.html');
  await expectGolden(
    'lab-report',
    `sha256 ${createHash('sha256').update(page).digest('hex')}\n${textOf(page)}`,
  );
});

test.each([
  ['compare', ['compare', 'mixed.mjs', 'random', '--matches', '400', '--series', '4']],
  [
    'compare-against',
    ['compare', 'mixed.mjs', 'random', '--against', 'cycle', 'biased', '--matches', '160', '--series', '4'],
  ],
  ['tournament', ['tournament', 'mixed.mjs', 'fails.mjs', 'cycle', '--matches', '80', '--series', '4']],
  ['exploit', ['exploit', 'mixed.mjs']],
])('%s', async (name, args) => {
  const { exitCode, events } = await lab(...args);
  await expectGolden(`lab-${name}`, `exit ${exitCode}\n${events}`);
});

test('exploit, estimated', async () => {
  const { exitCode, events } = await lab('exploit', 'fails.mjs', '--matches', '20');
  await expectGolden('lab-exploit-estimated', `exit ${exitCode}\n${events}`);
});

function textOf(page: string): string {
  return page
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, '\n')
    .replace(/[ \t]+/g, ' ')
    .replace(/\n\s*\n+/g, '\n');
}
