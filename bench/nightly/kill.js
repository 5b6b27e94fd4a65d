// node bench/nightly/kill.js [kills]: a session for play money is killed again and again; then the books are compared with
// what the arena says of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { BIN, benchFile } from '../support/children.js';
import { readBook } from './book.js';
import { Claims, rngOf } from './support.js';

const KILLS = Number(process.argv[2] ?? 200);
const WAGER = 10_000_000;
const SMALL_LOSS = 30 * WAGER;
const LOSS_LIMIT_EXIT = 80;
/** Botpit takes it that no arena gives less; with less it would be wrong about matches that it has not heard of. */
const TURN_TIMEOUT_S = 10;
/** As long as a match lasts in which one side is away. */
const MATCH_MS = 3 * TURN_TIMEOUT_S * 1000 + 2_000;
/** After so many kills the session stays away for a whole match. */
const LONG_ABSENCE_EVERY = 70;
/** Nothing that is waited for takes as long as this. */
const STUCK_MS = 90_000;

/** The events after which to kill, and `spawn`, after which botpit starts up. */
const PHASES = [
  'spawn',
  'session_start',
  'connected',
  'queue_joined',
  'match_start',
  'turn',
  'move',
  'round',
  'match_end',
];

const rock = benchFile('strategies/rock.ts');
const scissors = fileURLToPath(new URL('strategies/scissors.js', import.meta.url));

await withArena('random', async (arena, folder, random) => {
  const claims = new Claims(`${KILLS} kills in mid-play`);
  const bot = ['--strategy', 'random', '--max-loss', '1000'];
  const killed = {};
  const early = [];
  for (let i = 0; i < KILLS && early.length < 3; i += 1) {
    const { phase, exitCode } = await killOnce(arena.url, folder, bot, random);
    if (exitCode === null) killed[phase] = (killed[phase] ?? 0) + 1;
    else early.push(exitCode);
    if (i % LONG_ABSENCE_EVERY === LONG_ABSENCE_EVERY - 1) await pause(MATCH_MS);
  }
  claims.check('sessions that ended by themselves', early.length === 0, early.join(', ') || 'none');
  const last = play(arena.url, folder, [...bot, '--matches', '3']);
  claims.check('the last one', (await last.ended) === 0, `ends with ${await last.ended}`);
  await arena.settled();
  compare(claims, arena, folder);
  console.log(`          killed after ${JSON.stringify(killed)}`);
});

await withArena(rock, async (arena, folder, random) => {
  const claims = new Claims(
    `loss limit of ${SMALL_LOSS / WAGER} wagers, a bot that always loses, killed until it is reached`,
  );
  const bot = ['--strategy', scissors, '--max-loss', String(SMALL_LOSS / 1e9)];
  let end = null;
  let kills = 0;
  for (; kills < KILLS && end === null; kills += 1)
    end = (await killOnce(arena.url, folder, bot, random)).exitCode;
  claims.check('the limit', end === LOSS_LIMIT_EXIT, `ended with ${end} after ${kills} runs`);
  await arena.settled();
  const played = arena.matches.size;
  for (let i = 0; i < 3; i += 1) {
    const again = await play(arena.url, folder, bot).ended;
    claims.check('started again', again === LOSS_LIMIT_EXIT, `ends with ${again}`);
  }
  claims.check('matches after that', arena.matches.size === played, arena.matches.size - played);
  claims.check(
    'lost, says the arena',
    -arena.net() <= SMALL_LOSS,
    `${-arena.net() / WAGER} wagers of ${SMALL_LOSS / WAGER}`,
  );
  compare(claims, arena, folder);
});
process.exit();

/** Each match that the arena ended is in the books with the same amount, or an intent for it is open still. */
function compare(claims, arena, folder) {
  const { matches, intents } = readBook(folder);
  const settled = new Map(
    matches.filter((match) => match.settled === 1).map((match) => [match.matchId, match]),
  );
  const open = intents.filter(({ state }) => state === 'open');
  const openIds = new Set(open.map(({ matchId }) => matchId).filter((id) => id !== null));
  const missing = [...arena.matches.keys()].filter((id) => !settled.has(id) && !openIds.has(id));
  const unbound = open.length - openIds.size;
  const ids = matches.map(({ matchId }) => matchId);
  const amounts = [...settled].filter(([id, { net }]) => arena.matches.get(id)?.net !== net);
  const booked = [...settled.values()].reduce((sum, { net }) => sum + net, 0);
  const closed = intents.filter(({ state }) => state === 'settled');
  const closedNet = closed.reduce((sum, { net }) => sum + net, 0);
  const truth = [...settled.keys()].reduce((sum, id) => sum + (arena.matches.get(id)?.net ?? 0), 0);
  const closedIds = closed.map(({ matchId }) => matchId);

  claims.check('matches recorded twice', new Set(ids).size === ids.length, ids.length - new Set(ids).size);
  claims.check(
    'intents settled twice',
    new Set(closedIds).size === closedIds.length,
    closedIds.length - new Set(closedIds).size,
  );
  claims.check(
    'matches lost',
    missing.length <= unbound,
    `${missing.length} not in the books, ${unbound} intents open without a match`,
  );
  claims.check(
    'settled matches unknown to the arena or of another amount',
    amounts.length === 0,
    amounts.length,
  );
  const settledBoth = closedIds.every((id) => settled.has(id)) && closedIds.length === settled.size;
  claims.check('settled intents are settled matches', settledBoth, `${closedIds.length} and ${settled.size}`);
  const nets = [truth, booked, closedNet];
  claims.check('net of the arena, of matches, of intents', new Set(nets).size === 1, nets.join(', '));
  const count = (state) => intents.filter((intent) => intent.state === state).length;
  claims.check(
    'intents are settled, open or void',
    count('settled') + count('open') + count('void') === intents.length,
    `${count('settled')} settled, ${count('open')} open, ${count('void')} void`,
  );
  const worst = intents.filter((intent) => intent.state === 'void' && arena.matches.has(intent.matchId));
  claims.check('void intents of matches that were played', worst.length === 0, worst.length);
  const missed = [...arena.matches].filter(([, { away }]) => away);
  const untold = missed.filter(([id]) => !settled.has(id)).length;
  console.log(`          ${arena.matches.size} matches, says the arena; ${matches.length} in the books`);
  console.log(`          ${missed.length} ended while the bot was away, ${untold} of them are not settled`);
}

/** One run, killed at a random moment. The exit code is null where it was killed. */
async function killOnce(url, folder, flags, random) {
  const phase = PHASES[Math.floor(random() * PHASES.length)];
  // The first two come once a run, unless the connection is lost.
  let left = phase === 'session_start' || phase === 'connected' ? 1 : 1 + Math.floor(random() * 3);
  // Right after the event, or a little later: in the middle of what follows from it.
  const delayMs = phase === 'spawn' ? random() * 600 : random() < 0.5 ? 0 : random() * 15;
  const run = play(url, folder, flags);
  const kill = () => (delayMs === 0 ? run.kill() : setTimeout(run.kill, delayMs));
  if (phase === 'spawn') kill();
  run.lines.on('line', (line) => {
    if (!line.startsWith(`{"event":"${phase}"`)) return;
    left -= 1;
    if (left === 0) kill();
  });
  const stuck = setTimeout(() => {
    throw new Error(`waited ${STUCK_MS} ms for ${phase}`);
  }, STUCK_MS);
  const exitCode = await run.ended;
  clearTimeout(stuck);
  return { phase, exitCode };
}

/** Starts the session. `ended` is its exit code, or null where it was killed. */
function play(url, folder, flags) {
  const args = [BIN, 'play', 'rps', '--wager', String(WAGER / 1e9), '--url', url, '--data-dir', folder];
  const child = spawn(process.execPath, [...args, '--no-limits', '--json', ...flags], {
    env: { ...process.env, BOTPIT_API_KEY: 'bp_sk_nightly_kill' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  return { lines, kill: () => child.kill('SIGKILL'), ended: once(child, 'exit').then(([code]) => code) };
}

/** An arena of its own with a house bot, and what it says of every match: the truth. */
async function withArena(house, use) {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-kill-'));
  const flags = ['--house', house, '--house-wait', '0s', '--turn-timeout', `${TURN_TIMEOUT_S}s`];
  const child = spawn(process.execPath, [BIN, 'arena', '--port', '0', '--json', '--no-limits', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const matches = new Map();
  let started = 0;
  let me = '';
  let away = true;
  lines.on('line', (line) => {
    const event = JSON.parse(line);
    if (event.event === 'agent_connected') me = event.agent_id;
    if (event.event.startsWith('agent_')) away = event.event === 'agent_disconnected';
    if (event.event === 'match_started') started += 1;
    if (event.event !== 'match_ended') return;
    const { match_id, winner, payout_lamports } = event;
    const net = winner === null ? 0 : winner === me ? payout_lamports - WAGER : -WAGER;
    matches.set(match_id, { net, away });
  });
  const [first] = await once(lines, 'line');
  const arena = {
    url: JSON.parse(first).url,
    /** Those that have ended, by id; `away`: the bot was not connected, and is told when it comes back. */
    matches,
    net: () => [...matches.values()].reduce((sum, { net }) => sum + net, 0),
    /** Returns when every match has ended. */
    async settled() {
      while (matches.size < started) await once(lines, 'line');
    },
  };
  try {
    await use(arena, folder, await rngOf(`kill ${house === rock ? 'limit' : 'play'}`));
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
