// node bench/nightly/tournament.js [bots]: a Swiss tournament whose arena is killed ten times has the table of one that is left
// alone, match by match, and nothing in it is played twice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Claims, load, rngOf } from './support.js';

const BOTS = Number(process.argv[2] ?? 300);
const KILLS = 10;
const ROUNDS = 9;
const MATCHES = 2;
/** A match has three rounds at least, and every second one is of a game that has five. */
const LEAST_ROUNDS = Math.floor(BOTS / 2) * ROUNDS * MATCHES * 3;
const MOST_PAIRING_MS = 1_000;

const { beginAnew, makeCup, runCup } = await load('test/support/cup-run.ts');
const { swissRound } = await load('src/arena/tournament/pairings.ts');

const random = await rngOf('tournament');
const folder = mkdtempSync(join(tmpdir(), 'botpit-cup-'));
try {
  const claims = new Claims(`a Swiss tournament of ${BOTS} bots, killed ${KILLS} times`);
  const flags = ['--tournament', 'swiss', '--rounds', String(ROUNDS), '--matches', String(MATCHES)];
  const cup = makeCup(folder, BOTS, ['rps', 'crash'], flags);
  // Less than there are rounds, so that all kills come before the end.
  const most = Math.floor((LEAST_ROUNDS * 0.9) / KILLS);
  const kills = Array.from({ length: KILLS }, () => 1 + Math.floor(random() * most));
  const begunAt = performance.now();
  const killed = await runCup(cup, kills);
  const killedMs = performance.now() - begunAt;
  const control = await runCup(beginAnew(cup, join(folder, 'control')));
  const controlMs = performance.now() - begunAt - killedMs;

  const tables = [killed.standings, control.standings].map((rows) => JSON.stringify(rows));
  claims.check('same table as undisturbed', tables[0] === tables[1], `${killed.standings.length} rows`);
  const pairings = [killed.pairings, control.pairings].map((rows) => JSON.stringify(rows));
  claims.check('same pairings and scores', pairings[0] === pairings[1], killed.pairings.length);
  const places = new Set([...killed.matches.keys(), ...control.matches.keys()]);
  const recordOf = (run, place) => JSON.stringify(run.matches.get(place));
  const others = [...places].filter((place) => recordOf(killed, place) !== recordOf(control, place));
  const rounds = [...control.matches.values()].reduce((sum, record) => sum + record.length, 0);
  claims.check('matches that went another way', others.length === 0, `${others.length} of ${places.size}`);
  claims.check('matches begun or ended twice', killed.repeated.length === 0, killed.repeated.length);
  claims.check(
    'rounds played twice',
    killed.askedAgain.length === 0,
    `${killed.askedAgain.length} of ${rounds}`,
  );
  claims.check('matches that went on', killed.resumed > 0, killed.resumed);
  claims.check('pairing a round', ...pairingTime());
  console.log(
    `          ${(killedMs / 1_000).toFixed(1)} s killed, ${(controlMs / 1_000).toFixed(1)} s undisturbed`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
process.exit();

/** The slowest of the rounds of a tournament of as many, played by lot. */
function pairingTime() {
  const halfPoints = new Array(BOTS).fill(0);
  const byes = new Array(BOTS).fill(0);
  const meetings = new Set();
  const keyOf = (a, b) => (a < b ? a * BOTS + b : b * BOTS + a);
  let slowestMs = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    // Of the processor: others may use the machine meanwhile.
    const before = process.cpuUsage();
    const met = (a, b) => (meetings.has(keyOf(a, b)) ? 1 : 0);
    const { pairs, bye } = swissRound({ halfPoints, byes, met, random });
    const { user, system } = process.cpuUsage(before);
    slowestMs = Math.max(slowestMs, (user + system) / 1_000);
    for (const [a, b] of pairs) {
      meetings.add(keyOf(a, b));
      halfPoints[random() < 0.5 ? a : b] += 2;
    }
    if (bye !== null) byes[bye] += 1;
  }
  return [slowestMs <= MOST_PAIRING_MS, `${slowestMs.toFixed(0)} ms of the processor at most`];
}
