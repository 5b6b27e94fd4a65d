// node bench/nightly/check.js [seeds]: the verdicts of `botpit check` on its own session under every preset, 200 seeds each.
import { Claims, load, SEED } from './support.js';

const SEEDS = Number(process.argv[2] ?? 200);
const AT_ONCE = 6;
const SPEED = 25;
/** A session that the machine has held up is played again, as the command does. */
const ATTEMPTS = 10;

const { CHAOS_PRESETS } = await load('src/arena/index.ts');
const { playChaosSession } = await load('src/check/chaos-session.ts');
const { judgeSession, isStalled } = await load('src/check/judge-session.ts');
const { GAME_IDS } = await load('src/games/index.ts');
const { openStrategy } = await load('src/strategy/index.ts');

const claims = new Claims(`check, ${SEEDS} seeds of ${CHAOS_PRESETS.length} presets`);
const accused = [];
const missed = [];
const ends = new Map();
/** The machine let nothing happen for so long, each time, that nothing can be said of them. */
let heldUp = 0;
let pauses = 0;
let sessions = 0;

const queue = [];
for (let n = 0; n < SEEDS; n += 1) {
  for (const [i, { name }] of CHAOS_PRESETS.entries()) {
    queue.push({ preset: name, game: GAME_IDS[(n + i) % GAME_IDS.length], seed: `${SEED} ${n} ${name}` });
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, work));
claims.check(
  'false verdicts',
  accused.length === 0,
  accused.length === 0 ? `none of ${sessions}` : accused[0],
);
claims.check('faults that pass', missed.length === 0, missed.length === 0 ? 'none' : missed[0]);
console.log(
  `          held up by a busy machine: ${pauses} times, and ${heldUp} of ${sessions} each time: these say nothing`,
);
for (const line of [...accused.slice(1), ...missed.slice(1)]) console.log(`          ${line}`);
console.log(`          ${[...ends].map(([end, count]) => `${end}: ${count}`).join(', ')}`);

async function work() {
  for (let next = queue.shift(); next; next = queue.shift()) await one(next);
}

async function one({ preset, game, seed }) {
  const session = await undisturbed({ preset, game, seed });
  sessions += 1;
  const verdict = (changes = {}) => judgeSession({ ...session, ...changes }, new Set());
  const { causedBy, seen } = verdict();
  const about = `${preset} ${game} ${JSON.stringify(seed)}`;
  if (causedBy) accused.push(`${about}: ${causedBy}: ${seen}`);
  const { end, standing, balance, fallbacks } = session;
  const code = end?.exitCode ?? 'no end';
  ends.set(`${preset} ${code}`, (ends.get(`${preset} ${code}`) ?? 0) + 1);
  if (isStalled(session)) {
    heldUp += 1;
    return;
  }
  if (causedBy || !end) return;
  // Each of these is a bot that does wrong, and must not be told that it does right.
  const other = { ...end, exitCode: code === 0 ? 76 : 0 };
  const faulty = {
    'another end': { end: other },
    'no end': { end: null },
    'more in the books than at the arena': {
      standing: { ...standing, netLamports: Number(balance) + standing.openLamports + 1 },
    },
    'two commitments at a time': { doubles: 1 },
    'a turn before its match': { unannounced: 1 },
    'a move that throws': { fallbacks: new Map([...fallbacks, ['threw', 1]]) },
  };
  for (const [fault, changes] of Object.entries(faulty)) {
    // Turned away, a session may end in several ways.
    if (fault === 'another end' && preset === 'refusals') continue;
    if (verdict(changes).verdict !== 'failed') missed.push(`${about}: ${fault}`);
  }
}

async function undisturbed({ preset, game, seed }) {
  for (let attempt = 1; ; attempt += 1) {
    const host = await openStrategy('random', { isolation: 'inline', seed, report: () => undefined });
    const session = await playChaosSession({ preset, game, seed, host, speed: SPEED });
    await host.close();
    if (!isStalled(session)) return session;
    pauses += 1;
    if (attempt === ATTEMPTS) return session;
  }
}
