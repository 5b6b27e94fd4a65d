// A process of race.test.ts: commits as often as its limit lets it, and prints how often that was.
import { openBook } from '../../src/history/index.js';
import { NO_LIMITS } from '../../src/history/record.js';
import { judgeBy } from '../../src/runner/limits.js';

const [folder = '', account = '', wager = '', most = ''] = process.argv.slice(2);
const wagerLamports = Number(wager);
const context = {
  account,
  bot: null,
  arena: 'wss://arena.test/ws',
  sessionId: account,
  botpitVersion: '0',
  strategy: 'test',
  strategyVersion: null,
};
const { ledger } = openBook({ folder, book: 'real', inMemory: false, context });
const judge = judgeBy({ ...NO_LIMITS, maxLossLamports: Number(most), limitsOver: 'folder' }, wagerLamports);
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
let made = 0;
while ('intent' in ledger.intend({ entry: 'queue', game: 'rps', wagerLamports }, judge)) made += 1;
process.stdout.write(`${made}\n`);
process.exit();
