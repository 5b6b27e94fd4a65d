// `npm run strength [-- --quick] [--what score|exploitability|response] [--game …] [--strategy …] [--kind …] [--matches n] [--lane n] [--seed s] [--jobs n] [--json]`:
// the score of every shipped strategy against every kind of opponent. Writes docs/strength.md where all are measured, without `--quick`.
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { builtins } from '../../dist/strategies/index.js';
import { GAMES, jobsOf, kindsOf, LENGTHS } from './measure.js';
import { pageOf, tablesOf } from './page.js';

const PAGE = fileURLToPath(new URL('../../docs/strength.md', import.meta.url));
const given = flags();
const listed = (words) => words?.split(',').map((word) => word.trim());
const games = listed(given.game) ?? GAMES;
for (const game of games)
  if (!GAMES.includes(game)) refuse(`no game "${game}"; there are ${GAMES.join(', ')}`);
const strategies = listed(given.strategy);
for (const name of strategies ?? []) {
  if (!name.includes('.') && !Object.hasOwn(builtins, name)) refuse(`no built-in strategy "${name}"`);
}
const kinds = given.kind === undefined ? undefined : [given.kind];
const known = (await Promise.all(games.map(kindsOf))).flatMap(Object.keys);
for (const kind of kinds ?? []) {
  if (!known.includes(kind)) refuse(`no kind "${kind}"; there are ${[...new Set(known)].join('; ')}`);
}
const settings = {
  seed: given.seed ?? '1',
  matches: count('matches', LENGTHS.matches),
  lane: count('lane', LENGTHS.lane),
};
const { what } = given;
if (what !== undefined && !['score', 'exploitability', 'response'].includes(what))
  refuse(`--what must be score, exploitability or response, not "${what}"`);
const isWhole = strategies === undefined && what === undefined;
const isAll = isWhole && !given.quick && given.game === undefined && kinds === undefined;

const jobs = await jobsOf(games, { strategies, kinds, what });
const measured = await doAll(jobs, count('jobs', availableParallelism())).catch(({ message, hint = '' }) => {
  console.error(`${message} ${hint}`.trim());
  process.exit(1);
});
if (given.json) for (const { job, result } of measured) console.log(JSON.stringify({ ...job, ...result }));
else {
  const tables = games.map((game) => tablesOf(game, measured, isWhole)).join('\n\n');
  console.log(tables);
  if (isAll) {
    writeFileSync(PAGE, pageOf(tables, settings));
    console.error('docs/strength.md is written');
  }
}

/** In their order, whichever thread did which. */
async function doAll(jobs, threads) {
  const results = new Array(jobs.length);
  // What takes longest goes first, so that no thread is left alone with it at the end.
  const slow = ({ game, strategy }) => Number(game === 'blotto') + Number(strategy === 'adaptive');
  const order = jobs.map((_, at) => at).sort((a, b) => slow(jobs[b]) - slow(jobs[a]));
  let done = 0;
  let toldAt = performance.now();
  const work = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('worker.js', import.meta.url), { workerData: settings });
      const next = () => {
        const at = order.shift();
        if (at === undefined) void worker.terminate().then(resolve);
        else worker.postMessage({ at, job: jobs[at] });
      };
      worker.on('error', reject);
      worker.on('message', ({ at, result }) => {
        results[at] = { job: jobs[at], result };
        done += 1;
        if (performance.now() - toldAt > 5_000) {
          toldAt = performance.now();
          console.error(`${done} of ${jobs.length} …`);
        }
        next();
      });
      next();
    });
  await Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, work));
  return results;
}

function count(name, usual) {
  if (given[name] === undefined) return usual;
  const number = Number(given[name]);
  if (!Number.isSafeInteger(number) || number < 1) refuse(`--${name} must be a whole number above 0`);
  return number;
}

function refuse(why) {
  console.error(why);
  process.exit(64);
}

function flags() {
  const text = { type: 'string' };
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        ...{
          what: text,
          game: text,
          strategy: text,
          kind: text,
          matches: text,
          lane: text,
          seed: text,
          jobs: text,
        },
      },
    }).values;
  } catch (error) {
    return refuse(error.message);
  }
}
