// node --expose-gc bench/nightly/client.js [frames]: hostile frames at sessions, of which every other one plays on.
import { Claims, heapMiB, load, rngOf } from './support.js';

const FRAMES = Number(process.argv[2] ?? 1_000_000);
/** As the command line knows them; `error` would be an error without a reason of its own. */
const REASONS = [
  'matches',
  'forced',
  'unreachable',
  'rejected',
  'replaced',
  'unfair',
  'mismatch',
  'refused',
  'error',
];

const { besiegeSessions } = await load('test/support/client-siege.ts');

const claims = new Claims(`client, ${FRAMES} hostile frames`);
let early;
const startedAt = performance.now();
// An unhandled rejection ends this process.
const report = await besiegeSessions({
  frames: FRAMES,
  random: await rngOf('client'),
  pause: async (sent) => {
    if (sent >= FRAMES / 10) early ??= await heapMiB();
  },
});
const seconds = (performance.now() - startedAt) / 1000;
claims.check('faults', report.faults.length === 0, report.faults[0] ?? 'none');
const strange = Object.keys(report.ends).filter((reason) => !REASONS.includes(reason));
claims.check('ends', strange.length === 0, JSON.stringify(report.ends));
claims.check('honest turns', report.turns > 0, `${report.turns} answered as the strategy says`);
claims.check('prototypes', !('polluted' in {}), 'polluted' in {} ? 'polluted' : 'as they were');
claims.growth('heap', early, await heapMiB());
console.log(
  `          ${seconds.toFixed(1)} s, ${Math.round(report.sent / seconds)} frames/s, ${report.sessions} sessions`,
);
process.exit();
