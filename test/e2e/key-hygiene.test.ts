import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canaryKey, LAST_FOUR, leakIn } from '../support/canary.js';
import { runCli, spawnArena, spawnCli, startArena, tempFolder } from '../support/run-cli.js';

const CANARY = canaryKey('hygiene');

/** Prints all that it can see, to stdout and to a file: also what Node would write down of a process that crashes. */
const SPY = `
  import { appendFileSync } from 'node:fs';
  const look = (what) => {
    const report = process.report.getReport();
    const seen = JSON.stringify([what, process.env, process.argv, process.execArgv, process.title, report]);
    appendFileSync(process.cwd() + '/seen.json', seen + '\\n');
    return seen;
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
  {
    place: 'BOTPIT_API_KEY',
    env: () => ({ BOTPIT_API_KEY: CANARY, MY_OWN_KEY: CANARY, MY_URL: `wss://x/?k=${CANARY}` }),
    flags: [],
  },
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
      expect(leakIn(text)).toBe(null);
      expect(text).not.toContain(LAST_FOUR);
    }
    expect(seen).not.toMatch(/BOTPIT_API_KEY|CREDENTIALS_DIRECTORY/);
  });

  test('inline: the key is not in the environment of the process any more, under no name', async () => {
    const { url } = await startArena(['--house-wait', '1ms']);
    const cwd = tempFolder(files);
    const ran = await spawnCli(
      ['queue', 'rps', '--url', url, '--strategy', './spy.mjs', '--isolation', 'inline', '--verbose'],
      {
        cwd,
        env: { BOTPIT_API_KEY: CANARY, MY_OWN_KEY: CANARY },
      },
    ).ended;
    expect(ran.exitCode).toBe(0);
    const seen = readFileSync(`${cwd}/seen.json`, 'utf8');
    expect(seen).toContain('"PATH"');
    for (const text of [seen, ran.stdout, ran.stderr]) expect(leakIn(text)).toBe(null);
  });

  test.each([
    { what: 'an opponent of --local', args: ['queue', 'rps', '--local', './spy.mjs'] },
    {
      what: 'a strategy of --local',
      args: ['queue', 'rps', '--local', '--strategy', './spy.mjs', '--isolation', 'inline'],
    },
    { what: 'a strategy that is checked', args: ['strategies', './spy.mjs'] },
    { what: 'a strategy that doctor loads', args: ['doctor', '--local', '--strategy', './spy.mjs'] },
  ])('$what sees no key either', async ({ args }) => {
    const cwd = tempFolder(files);
    const env = { BOTPIT_API_KEY: CANARY, MY_OWN_KEY: CANARY };
    const { stdout, stderr } = await spawnCli(args, { cwd, env }).ended;
    const seen = readFileSync(`${cwd}/seen.json`, 'utf8');
    expect(seen).toContain('"PATH"');
    for (const text of [seen, stdout, stderr]) expect(leakIn(text)).toBe(null);
  });
});

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
      expect(leakIn(stdout + stderr)).toBe(null);
    }
  }
});

test('a key where it does not belong is not shown', async () => {
  for (const args of [
    ['play', 'rps', '--strategy', CANARY],
    ['play', 'rps', '--wager', CANARY],
    ['play', CANARY],
    ['play', 'rps', CANARY, '--url', 'ws://127.0.0.1:1'],
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
    ['challenge', 'cancel', CANARY, '--url', 'ws://127.0.0.1:1'],
    ['challenge', 'accept', CANARY, '--wager', '0', '--url', 'ws://127.0.0.1:1'],
    ['show', CANARY],
    ['replay', CANARY],
    ['verify', CANARY],
    ['export', CANARY],
    ['resume', CANARY],
    ['settle', CANARY, '--payout', '0'],
    ['recipe', CANARY],
    ['completion', CANARY],
    ['history', '--opponent', CANARY],
    ['history', '--since', CANARY],
    ['stats', '--strategy', CANARY],
    ['config', '--game', CANARY],
    ['doctor', '--profile', CANARY],
  ]) {
    for (const more of [{}, { BOTPIT_JSON: '1' }]) {
      const env = { BOTPIT_API_KEY: CANARY, ...more };
      const { exitCode, stdout, stderr } = await runCli(args, { env });
      // What is looked for among records, or asked of an arena that is not there, is not a mistake of its own.
      expect([0, 64, 65, 69, 78], args.join(' ')).toContain(exitCode);
      expect(leakIn(stdout + stderr), args.join(' ')).toBe(null);
    }
  }
});
