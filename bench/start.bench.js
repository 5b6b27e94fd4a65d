import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { BIN, benchFile, dataFolder } from './support/children.js';
import { pairedRow } from './support/stats.js';

const RUNS = 15;
const env = { ...process.env, BOTPIT_DATA_DIR: dataFolder() };

/** Milliseconds from spawning until the process ends or, with `until`, until its stdout holds that text. */
async function time(args, until) {
  const startedAt = process.hrtime.bigint();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  let seenAt;
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
    if (until && !seenAt && text.includes(until)) seenAt = process.hrtime.bigint();
  });
  await once(child, 'close');
  if (until && !seenAt) throw new Error(`no ${until} in: ${text}`);
  return Number((seenAt ?? process.hrtime.bigint()) - startedAt) / 1e6;
}

async function paired(what, bound, args, until) {
  const figures = [];
  const references = [];
  await time(args, until);
  for (let run = 0; run < RUNS; run += 1) {
    references.push(await time(['-e', '0']));
    figures.push(await time(args, until));
  }
  return pairedRow(what, 'ms', bound, figures, references);
}

/** Whole processes against `node -e 0`. */
export async function startBench() {
  const play = [
    BIN,
    'play',
    'rps',
    '--local',
    '--matches',
    '1',
    '--json',
    '--strategy',
    benchFile('strategies/rock.ts'),
  ];
  return [
    await paired('botpit --version', 1.2, [BIN, '--version']),
    await paired('botpit play --local, start to first make_move', 3.5, play, '"event":"move"'),
  ];
}
