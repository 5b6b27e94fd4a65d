// `npm run bench [-- turn recording watch start memory fleet lab tune adaptive arena records pages]`: prints one table; exits with 1 when a bound is missed.
import { adaptiveBench } from './adaptive.bench.js';
import { arenaBench } from './arena.bench.js';
import { fleetBench } from './fleet.bench.js';
import { labBench } from './lab.bench.js';
import { memoryBench } from './memory.bench.js';
import { pagesBench } from './pages.bench.js';
import { recordingBench } from './recording.bench.js';
import { recordsBench } from './records.bench.js';
import { startBench } from './start.bench.js';
import { isMissed, printTable } from './support/stats.js';
import { tuneBench } from './tune.bench.js';
import { turnBench } from './turn.bench.js';
import { watchBench } from './watch.bench.js';

const benches = {
  turn: turnBench,
  recording: recordingBench,
  watch: watchBench,
  start: startBench,
  memory: memoryBench,
  fleet: fleetBench,
  lab: labBench,
  tune: tuneBench,
  adaptive: adaptiveBench,
  arena: arenaBench,
  records: recordsBench,
  pages: pagesBench,
};
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benches);

const rows = [];
for (const name of names) {
  if (!benches[name]) throw new Error(`no bench ${name}; there are ${Object.keys(benches).join(', ')}`);
  console.error(`${name} …`);
  rows.push(...(await benches[name]()));
}
printTable(rows);
process.exitCode = rows.some(isMissed) ? 1 : 0;
