import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli, tempFolder } from '../support/run-cli.js';
import { expectGolden, fixTimeAndIds, KEY, normalized, startRecordedArena } from './support.js';

/** Writes down the lines that it reads and those that it writes, each process in a file of its own. */
const PROGRAM = `
const { appendFileSync } = require('node:fs');
const { createInterface } = require('node:readline');
const log = (line) => appendFileSync(__dirname + '/lines-' + process.pid, line + '\\n');
const MOVES = ['rock', 'paper', 'scissors'];
const say = (answer) => {
  const line = JSON.stringify(answer);
  log('< ' + line);
  process.stdout.write(line + '\\n');
};
createInterface({ input: process.stdin }).on('line', (line) => {
  log('> ' + line);
  const { type, match_id, round } = JSON.parse(line);
  if (type === 'session_start') say({ memoryDepth: 1 });
  if (type === 'match_start') say({ taunt: 'gl_hf' });
  if (type === 'turn') say({ move: MOVES[round % 3], match_id, round });
});
`;

test('the lines between botpit and a program, in play', async () => {
  fixTimeAndIds();
  const cwd = tempFolder({ 'bot.cjs': PROGRAM });
  const arena = await startRecordedArena();
  const { exitCode, stderr } = await runCli(
    [
      ...[
        'play',
        'rps',
        '--url',
        arena.url,
        '--strategy',
        `cmd: ${process.execPath} ${join(cwd, 'bot.cjs')}`,
      ],
      ...['--sandbox', '--matches', '2', '--seed', 'golden', '--no-limits', '--quiet'],
    ],
    { cwd, env: { BOTPIT_API_KEY: KEY } },
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  await expectGolden('program-in-play', normalized(linesIn(cwd), cwd));
});

test('the lines between botpit and a program, in the lab', async () => {
  const cwd = tempFolder({ 'bot.cjs': PROGRAM });
  const program = `cmd: ${process.execPath} ${join(cwd, 'bot.cjs')}`;
  const run = ['--game', 'rps', '--matches', '4', '--series', '2', '--seed', 'golden', '--jobs', '1'];
  const { exitCode } = await runCli(['lab', 'match', program, 'cycle', ...run], { cwd });
  expect(exitCode).toBe(0);
  const lines = linesIn(cwd).replace(/"deadline":\d+,"timeout_ms":\d+/g, '"deadline":0,"timeout_ms":0');
  await expectGolden('program-in-lab', normalized(lines, cwd));
});

/** Of all processes, in an order that does not depend on the system. */
function linesIn(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name.startsWith('lines-'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .sort()
    .join('\n');
}
