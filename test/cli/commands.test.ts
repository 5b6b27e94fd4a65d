import { describe, expect, test } from 'vitest';
import { CHAOS_PRESETS } from '../../src/arena/index.js';
import { COMMANDS } from '../../src/cli/command-table.js';
import { flagOf, KEYS } from '../../src/config/settings.js';
import { EXIT } from '../../src/exit-codes.js';
import { GAME_IDS } from '../../src/games/index.js';
import { version } from '../../src/version.js';
import { builtins } from '../../strategies/index.js';
import { jsonLines, runCli, tempFolder } from '../support/run-cli.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('help and version', () => {
  test.each(['--version', '-V'])('%s', async (flag) => {
    expect(await runCli([flag])).toEqual({ exitCode: 0, stdout: `${version()}\n`, stderr: '' });
  });

  test.each([[], ['--help'], ['-h'], ['help']])('botpit %s tells the commands', async (...args) => {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const command of ['play', 'queue', 'challenge', 'arena', 'games', 'strategies', 'config']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
    const codes = /^Exit codes: (.*)$/ms
      .exec(stdout)?.[1]
      ?.match(/\b\d+\b/g)
      ?.map(Number);
    expect(codes?.toSorted()).toEqual(Object.values(EXIT).toSorted());
  });

  test.each(['play', 'queue', 'challenge create', 'challenge accept', 'config'])(
    '%s --help has every option of play that it takes, with the same meaning',
    async (command) => {
      const { exitCode, stdout } = await runCli([...command.split(' '), '--help']);
      expect(exitCode).toBe(0);
      const options = (text: string) => text.match(/^ {2}--.*(?:\n {4,}.*)*/gm) ?? [];
      const { refused = [] } = COMMANDS.find(({ usage }) => usage.startsWith(command)) ?? {};
      // Whoever plays by the keyboard plays match after match.
      const isShared = (text: string) => command === 'play' || !text.startsWith('  --human ');
      const ofPlay = options((await runCli(['play', '--help'])).stdout).filter(isShared);
      expect(ofPlay.length).toBeGreaterThan(40);
      const taken = ofPlay.filter((text) => !refused.some((key) => text.startsWith(`  ${flagOf(key)} `)));
      expect(taken).toHaveLength(ofPlay.length - refused.length);
      expect(options(stdout)).toEqual(taken);
      for (const flag of [
        ...['--strategy <file|name>', '--wager <sol>', '--sandbox', '--url <ws-url>'],
        ...['--profile <name>', '--for <duration>', '--isolation <worker|process|inline>'],
        ...[
          '--taunts <policy>',
          '--json',
          '--quiet',
          '--verbose',
          '--config <file>',
          '--no-color',
          '--max-loss',
        ],
      ]) {
        expect(stdout).toContain(flag);
      }
      expect(stdout).not.toMatch(/--api-key[ =<]/);
    },
  );

  test('arena --help', async () => {
    const { stdout } = await runCli(['help', 'arena']);
    for (const flag of ['--port <n>', '--host', '--house <strategy|none>', '--house-wait <duration>']) {
      expect(stdout).toContain(flag);
    }
    for (const flag of ['--turn-timeout <duration>', '--keys <file>', '--no-limits', '--json']) {
      expect(stdout).toContain(flag);
    }
  });

  test.each([[['arena', '--help']], [['arena', '-h']], [['help', 'arena']]])(
    '%s lists the presets of --chaos, as the help of --chaos says',
    async (args) => {
      expect((await runCli(['play', '--help'])).stdout.replace(/\s+/g, ' ')).toContain(
        'a preset (`botpit arena --help` lists them)',
      );
      const { exitCode, stdout } = await runCli(args);
      expect(exitCode).toBe(0);
      const listed = stdout.slice(stdout.indexOf('Presets of --chaos:'));
      const items = listed.replace(/\n {4,}/g, ' ').split('\n');
      for (const { name, description } of CHAOS_PRESETS) {
        expect(items).toContainEqual(expect.stringMatching(new RegExp(`^  ${name} +${description}$`)));
      }
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    },
  );
});

describe('games', () => {
  test('lists all', async () => {
    const { exitCode, stdout, stderr } = await runCli(['games']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const id of GAME_IDS) expect(stdout).toMatch(new RegExp(`^${id} `, 'm'));
  });

  test.each(GAME_IDS)('tells %s', async (id) => {
    const { exitCode, stdout } = await runCli(['games', id]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`(${id})`);
    for (const row of ['name', 'format', 'turn', 'move', 'rules']) {
      expect(stdout).toMatch(new RegExp(`^${row} +\\S`, 'm'));
    }
  });

  test('as JSON', async () => {
    const all = jsonLines((await runCli(['games', '--json'])).stdout);
    expect(all.map(({ game }) => game)).toEqual(GAME_IDS);
    const one = jsonLines((await runCli(['games', 'rps', '--json'])).stdout);
    expect(one).toEqual([
      {
        ...{ event: 'game', time: TIME, game: 'rps', name: expect.any(String), rules: expect.any(String) },
        ...{ moves: expect.any(String), format: 'first_to', best_of: 3, turn_timeout_ms: expect.any(Number) },
      },
    ]);
    expect(all.find(({ game }) => game === 'rps')).toEqual({ ...one[0], time: TIME });
  });
});

describe('strategies', () => {
  test('lists the built-in ones', async () => {
    const { exitCode, stdout } = await runCli(['strategies']);
    expect(exitCode).toBe(0);
    for (const name of Object.keys(builtins)) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
    const json = jsonLines((await runCli(['strategies', '--json'])).stdout);
    expect(json).toContainEqual({
      ...{ event: 'strategy', time: TIME, name: 'middle', games: ['reaction_ring'] },
      ...{
        stochastic: true,
        memory_depth: 0,
        params: [],
        publishes_mix: true,
        reasoning: expect.any(String),
      },
    });
  });

  test('a sound one, in every game that it plays', async () => {
    const cwd = tempFolder({
      'bots/all.ts': 'export { default } from "./rocky.js";',
      'bots/rocky.ts': ROCKY,
    });
    const { exitCode, stdout, stderr } = await runCli(['strategies', 'bots/all.ts'], { cwd });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^rocky\nrps +\d+ turns +slowest [\d.]+ ms +sound\nmines +\d+ turns .* sound\n$/);
    const json = await runCli(['strategies', 'bots/all.ts', '--json'], { cwd });
    expect(json.exitCode).toBe(0);
    expect(jsonLines(json.stdout)).toEqual(
      ['rps', 'mines'].map((game) => ({
        ...{ event: 'strategy_check', time: TIME, name: 'rocky', game, faults: [] },
        ...{ turns: expect.any(Number), slowest_ms: expect.any(Number) },
      })),
    );
  });

  test.each([
    {
      what: 'throws',
      source: 'export default { games: ["rps"], move() { throw new Error("tired"); } };',
      says: /threw: Error: tired \(.*bot\.ts:1\)/,
    },
    {
      what: 'plays what is not a move',
      source: 'export default { games: ["rps"], move: () => "lizard" };',
      says: /illegal: .*lizard.* is not a legal move/,
    },
    {
      what: 'exits',
      source: 'export default { games: ["rps"], move() { process.exit(3); } };',
      says: /crashed: /,
    },
    {
      what: 'throws in a hook',
      source:
        'export default { games: ["rps"], move: () => "rock", roundEnd() { throw new Error("sums"); } };',
      says: /warning: .*sums/,
    },
    { what: 'does not load', source: 'export default {', says: /bot\.ts:1/ },
    { what: 'exports nothing', source: 'const move = 1;', says: /exports no strategy/ },
  ])('one that $what: exit 65', async ({ source, says }) => {
    const cwd = tempFolder({ 'bot.ts': source });
    const { exitCode, stdout, stderr } = await runCli(['strategies', './bot.ts'], { cwd });
    expect((stdout + stderr).replace(/\s+/g, ' ')).toMatch(says);
    expect(exitCode).toBe(65);
    const json = await runCli(['strategies', './bot.ts', '--json'], { cwd });
    expect(json.exitCode).toBe(65);
    expect(jsonLines(json.stdout).length).toBeGreaterThan(0);
  });

  test('one that hangs: exit 65, without waiting for as long as the arena would', async () => {
    const cwd = tempFolder({ 'bot.ts': 'export default { games: ["rps"], move() { for (;;); } };' });
    const { exitCode, stdout } = await runCli(['strategies', './bot.ts'], { cwd });
    expect(stdout).toMatch(/^rps +[1-8] turns? .* late: no answer after \d+ ms$/m);
    expect(exitCode).toBe(65);
  });

  test('a program', async () => {
    const cwd = tempFolder({
      'bot.mjs': `
        import { createInterface } from 'node:readline';
        for await (const line of createInterface({ input: process.stdin })) {
          const { type, game } = JSON.parse(line);
          if (type === 'turn') console.log(JSON.stringify({ move: game === 'coinflip' ? { choice: 'heads' } : null }));
        }`,
    });
    const { exitCode, stdout } = await runCli(['strategies', `cmd: ${process.execPath} ${cwd}/bot.mjs`], {
      cwd,
    });
    expect(stdout).toMatch(/^coinflip .* sound$/m);
    expect(stdout).toMatch(/^rps .* illegal: it answered nothing \(null\)/m);
    expect(exitCode).toBe(65);
  });
});

describe('config', () => {
  const cwd = () =>
    tempFolder({
      'botpit.config.json': JSON.stringify({
        strategy: './bots/a.ts',
        taunts: 'polite',
        profiles: { live: { wager: '0.01', for: '8h' } },
      }),
    });

  test('shows each value and where it comes from', async () => {
    const folder = cwd();
    const { exitCode, stdout, stderr } = await runCli(['config', '--profile', 'live', '--matches', '7'], {
      cwd: folder,
      env: { BOTPIT_SEED: 'again', BOTPIT_API_KEY: 'bp_sk_test_0123456789' },
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const rows = Object.fromEntries(
      stdout
        .trimEnd()
        .split('\n')
        .map((row) => {
          const [key = '', value, origin] = row.split(/ {2,}/);
          return [key, [value, origin]];
        }),
    );
    expect(Object.keys(rows)).toEqual(['KEY', ...KEYS, 'API key']);
    const file = `${folder}/botpit.config.json`;
    expect(rows).toMatchObject({
      strategy: [`${folder}/bots/a.ts`, file],
      taunts: ['polite', file],
      wager: ['0.01', `profile live in ${file}`],
      for: ['8h', `profile live in ${file}`],
      sandbox: ['false', 'default'],
      matches: ['7', 'flag --matches'],
      seed: ['again', 'BOTPIT_SEED'],
      config: [file, 'found'],
      'API key': ['bp_sk_…6789', 'BOTPIT_API_KEY'],
    });
  });

  test('as JSON, without a key', async () => {
    const { exitCode, stdout } = await runCli(['config', '--json'], { cwd: cwd() });
    expect(exitCode).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines.map(({ key }) => key)).toEqual([...KEYS, 'API key']);
    expect(lines[0]).toEqual({
      event: 'setting',
      time: TIME,
      key: 'game',
      value: null,
      origin: 'default',
    });
    const values = Object.fromEntries(lines.map(({ key, value }) => [key, value]));
    expect(values).toMatchObject({
      matches: null,
      wager: null,
      sandbox: true,
      port: 7777,
      giveUpAfter: '10m',
    });
    expect(lines.at(-1)).toMatchObject({ value: null, origin: 'there is no API key' });
  });

  test('a wager that sandbox overrules is told', async () => {
    const { stdout, stderr } = await runCli(['config', '--wager', '1'], { env: { BOTPIT_SANDBOX: '1' } });
    expect(stdout).toMatch(/^wager +\(sandbox\) +overruled by sandbox \(BOTPIT_SANDBOX\)$/m);
    expect(stderr).toMatch(/^warning: the wager of flag --wager is overruled/);
  });

  test('a variable that nobody knows is a warning, with the nearest one', async () => {
    const { exitCode, stderr } = await runCli(['games'], { env: { BOTPIT_WAGR: '1' } });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/warning: BOTPIT_WAGR: .*Did you mean BOTPIT_WAGER\?/);
  });
});

const ROCKY = `
  import { defineStrategy } from 'botpit';
  export default defineStrategy({
    name: 'rocky',
    games: ['rps', 'mines'],
    move: (turn) => (turn.game === 'rps' ? 'rock' : turn.state.mines),
  });`;
