import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCli, spawnArena, spawnCli, tempFolder } from '../support/run-cli.js';
import { startScriptedServer } from '../support/scripted-server.js';

const CANARY = 'bp_sk_canary0123456789abcdef';
const LAST_FOUR = CANARY.slice(-4);

/** Prints all that it can see, to stdout and to a file. */
const SPY = `
  import { writeFileSync } from 'node:fs';
  const seen = [];
  const look = (what) => {
    seen.push(JSON.stringify([what, process.env, process.argv, process.execArgv, process.title]));
    writeFileSync(process.cwd() + '/seen.json', seen.join('\\n'));
    return seen.at(-1);
  };
  console.log(look('loading'));
  export default {
    init(session) { console.error(look(session)); },
    matchStart(match) { look(match); },
    move(turn) { console.log(look(turn)); return 'rock'; },
    matchEnd(end) { look(end); },
  };`;

const SPY_PROGRAM = `
  import { writeFileSync } from 'node:fs';
  import { createInterface } from 'node:readline';
  const seen = [JSON.stringify([process.env, process.argv])];
  for await (const line of createInterface({ input: process.stdin })) {
    seen.push(line);
    writeFileSync('seen.json', seen.join('\\n'));
    process.stderr.write(seen.join(' ') + '\\n');
    if (JSON.parse(line).type === 'turn') console.log(JSON.stringify({ move: { choice: 'rock' } }));
  }`;

const files = {
  'spy.mjs': SPY,
  'program.mjs': SPY_PROGRAM,
  'bot.key': `${CANARY}\n`,
  'creds/botpit-api-key': CANARY,
};

const places = [
  { place: 'BOTPIT_API_KEY', env: () => ({ BOTPIT_API_KEY: CANARY, MY_OWN_KEY: CANARY }), flags: [] },
  { place: '--api-key-file', env: () => ({}), flags: ['--api-key-file', 'bot.key'] },
  {
    place: 'BOTPIT_API_KEY_FILE',
    env: (cwd: string) => ({ BOTPIT_API_KEY_FILE: `${cwd}/bot.key` }),
    flags: [],
  },
  { place: 'a credential', env: (cwd: string) => ({ CREDENTIALS_DIRECTORY: `${cwd}/creds` }), flags: [] },
];

const runners = [
  { how: 'worker', flags: ['--strategy', './spy.mjs', '--isolation', 'worker', '--verbose'] },
  { how: 'process', flags: ['--strategy', './spy.mjs', '--isolation', 'process', '--json'] },
  { how: 'cmd', flags: ['--strategy', `cmd: ${process.execPath} program.mjs`, '--verbose'] },
];

describe('what a strategy sees, and what is shown', () => {
  test.each(
    places.flatMap((place, i) =>
      runners.filter((_, j) => i === 0 || i === j + 1).map((run) => ({ ...place, run })),
    ),
  )('key from $place, strategy in $run.how', async ({ env, flags, run }) => {
    const { arena, url } = await spawnArena(['--house-wait', '1ms']);
    const cwd = tempFolder(files);
    const { exitCode, stdout, stderr } = await spawnCli(
      ['queue', 'rps', '--url', url, ...flags, ...run.flags],
      { cwd, env: env(cwd) },
    ).ended;
    expect(exitCode).toBe(0);
    arena.kill('SIGTERM');
    const { stdout: arenaOut, stderr: arenaErr } = await arena.ended;
    const seen = readFileSync(`${cwd}/seen.json`, 'utf8');
    // The spy has looked, and was heard.
    expect(seen).toContain('"PATH"');
    expect(stdout + stderr).toContain('PATH');
    for (const text of [seen, stdout, stderr, arenaOut, arenaErr]) {
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain(LAST_FOUR);
      expect(text).not.toContain(CANARY.slice(6, 16));
    }
    expect(seen).not.toMatch(/BOTPIT_API_KEY|CREDENTIALS_DIRECTORY/);
  });

  test('inline: the key is not in the environment of the process any more', async () => {
    const { url } = await spawnArena(['--house-wait', '1ms']);
    const cwd = tempFolder(files);
    const ran = await spawnCli(
      ['queue', 'rps', '--url', url, '--strategy', './spy.mjs', '--isolation', 'inline', '--verbose'],
      {
        cwd,
        env: { BOTPIT_API_KEY: CANARY },
      },
    ).ended;
    expect(ran.exitCode).toBe(0);
    const seen = readFileSync(`${cwd}/seen.json`, 'utf8');
    for (const text of [seen, ran.stdout, ran.stderr]) expect(text).not.toContain(CANARY);
  });

  test.each([
    { what: 'an opponent of --local', args: ['queue', 'rps', '--local', './spy.mjs'] },
    {
      what: 'a strategy of --local',
      args: ['queue', 'rps', '--local', '--strategy', './spy.mjs', '--isolation', 'inline'],
    },
    { what: 'a strategy that is checked', args: ['strategies', './spy.mjs'] },
  ])('$what sees no key either', async ({ args }) => {
    const cwd = tempFolder(files);
    const { stdout, stderr } = await spawnCli(args, { cwd, env: { BOTPIT_API_KEY: CANARY } }).ended;
    const seen = readFileSync(`${cwd}/seen.json`, 'utf8');
    expect(seen).toContain('"PATH"');
    for (const text of [seen, stdout, stderr]) expect(text).not.toContain(CANARY);
  });
});

test.each([[], ['--verbose'], ['--quiet'], ['--json']])(
  'an arena that repeats the key in its messages and names (%s)',
  async (...flags) => {
    const at = await startScriptedServer(async (peer) => {
      await peer.welcome(`agent-${CANARY}`, `agent of ${CANARY}`);
      await peer.receive('join_queue');
      peer.send({ type: 'queue_joined', game_type: 'rps', position: 1 });
      peer.send({ type: 'error', code: `busy_${CANARY}`, message: `not now, ${CANARY}` });
      peer.send({
        type: 'match_found',
        match_id: 'm-1',
        game_type: 'rps',
        opponent_id: 'b',
        opponent_name: CANARY,
        wager_lamports: 0,
        server_seed_hash: CANARY,
      });
      peer.send({ type: 'game_start', match_id: 'm-1', your_side: 'a' });
      peer.send({
        type: 'your_turn',
        match_id: 'm-1',
        round: 1,
        game_state: { note: CANARY },
        timeout_ms: 9_000,
      });
      await peer.receive('make_move');
      peer.send({
        type: 'round_result',
        match_id: 'm-1',
        round: 1,
        result: { winner: 'a', note: CANARY },
        score: [1, 0],
      });
      peer.close(1008, `away with ${CANARY}`);
    });
    onTestFinished(() => at.close());
    const { exitCode, stdout, stderr } = await runCli(
      ['play', 'rps', '--url', at.url, '--isolation', 'inline', ...flags],
      { env: { BOTPIT_API_KEY: CANARY } },
    );
    expect(exitCode).toBe(69);
    expect(stdout + stderr).toMatch(/\[key\]/);
    expect(stdout + stderr).not.toContain(CANARY);
    expect(stdout + stderr).not.toContain(LAST_FOUR);
  },
);

test('`botpit config` shows the last four characters at most', async () => {
  for (const flags of [[], ['--json'], ['--verbose']]) {
    for (const { env, flags: from } of places) {
      const cwd = tempFolder(files);
      const { exitCode, stdout, stderr } = await runCli(['config', ...from, ...flags], {
        cwd,
        env: env(cwd),
      });
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`bp_sk_…${LAST_FOUR}`);
      expect(stdout + stderr).not.toContain(CANARY.slice(6, 12));
      expect(stdout + stderr).not.toContain(CANARY.slice(-5));
    }
  }
});

test('a key where it does not belong is refused without being shown', async () => {
  for (const args of [
    ['play', 'rps', '--strategy', CANARY],
    ['play', 'rps', '--wager', CANARY],
    ['play', CANARY],
    ['play', 'rps', CANARY],
    ['play', 'rps', `--api-key=${CANARY}`],
    ['play', 'rps', '--api-key', CANARY],
    ['play', 'rps', '--local', CANARY],
    ['play', 'rps', '--url', `wss://${CANARY}@arena.example/`],
    ['games', CANARY],
    ['strategies', CANARY],
    [CANARY],
    ['challenge', 'accept', CANARY, '--local'],
    ['challenge', CANARY],
    ['arena', CANARY],
  ]) {
    for (const env of [{}, { BOTPIT_JSON: '1' }]) {
      const { exitCode, stdout, stderr } = await runCli(args, { env });
      expect([64, 65, 78], args.join(' ')).toContain(exitCode);
      expect(stdout + stderr, args.join(' ')).not.toContain(CANARY);
    }
  }
});
