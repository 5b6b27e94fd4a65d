import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/command-table.js';
import { jsonSchema, load } from '../../src/config/index.js';
import { GAME_IDS } from '../../src/games/index.js';
import { splitCommandLine } from '../../src/strategy/resolve.js';
import { version } from '../../src/version.js';
import { jsonLines, runCli, tempFolder } from '../support/run-cli.js';
import { call, runNamed } from './command-io.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LANGUAGES = ['ts', 'js', 'python'];
const TARBALL = `botpit-${version()}.tgz`;
const NAMES = [
  '.gitignore',
  'README.md',
  TARBALL,
  'botpit.config.json',
  'my.ts',
  'package.json',
  'tsconfig.json',
];

/** What it is told in most tests: what npm installs, `.ci/readme` tries with the packages of the registry. */
const BARE = { install: false };

/** Where botpit is packed already, as that takes a second. */
async function initialised(options: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const cwd = tempFolder({ [TARBALL]: '' });
  const { result, stderr } = await call((io) => runNamed('init', { options: { ...BARE, ...options } }, io), {
    cwd,
  });
  expect({ result, stderr }).toEqual({ result: 0, stderr: '' });
  return cwd;
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

describe('what it writes runs as it is', () => {
  test('it plays, without a fallback and without money', async () => {
    const cwd = await initialised();
    const { exitCode, stdout } = await runCli(['play', '--local', '--matches', '3', '--json'], { cwd });
    expect(exitCode).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines[0]).toMatchObject({ event: 'session_start', game: 'rps', strategy: 'my', sandbox: true });
    expect(lines.at(-1)).toMatchObject({ matches: 3, fallbacks: 0, net_lamports: 0 });
    expect(lines.filter(({ event }) => event === 'warning')).toEqual([]);
  });

  test.each(LANGUAGES.flatMap((language) => GAME_IDS.map((game) => ({ game, language }))))(
    'the strategy for $game in $language is sound, and so are the command and the settings that name it',
    async ({ game, language }) => {
      const cwd = await initialised({ game, language });
      const { scripts } = JSON.parse(read(cwd, 'package.json'));
      const { strategy, ...settings } = JSON.parse(read(cwd, 'botpit.config.json'));
      expect(settings).toMatchObject({ game, sandbox: true });
      const words = splitCommandLine(scripts.test);
      expect(words).toEqual(['botpit', 'strategies', strategy, game]);
      const spec = strategy.replace(/bot\.py$/, join(cwd, '$&'));
      const { exitCode, stdout, stderr } = await runCli(['strategies', spec, game], { cwd });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`\\n${game} .* sound\\n$`));
    },
  );

  test('a bot in Python plays, and what it prints for people is shown', async () => {
    const cwd = await initialised({ language: 'python', game: 'blotto' });
    writeFileSync(
      join(cwd, 'bot.py'),
      read(cwd, 'bot.py').replace('def choose(turn):', "$&\n    print('thinking', file=sys.stderr)"),
    );
    const flags = ['--strategy', `cmd: python3 ${join(cwd, 'bot.py')}`];
    const { exitCode, stdout } = await runCli(['play', '--local', '--matches', '1', '--json', ...flags], {
      cwd,
    });
    expect(exitCode).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines.at(-1)).toMatchObject({ matches: 1, fallbacks: 0 });
    expect(lines.filter(({ event }) => event === 'warning')).toEqual([]);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'strategy_output', line: 'thinking' }));
  });

  test('its own tsconfig.json checks the strategy of every game, and refuses a wrong move', async () => {
    const cwd = await initialised({ game: 'rps' });
    for (const game of GAME_IDS) {
      writeFileSync(join(cwd, `${game}.ts`), read(await initialised({ game }), 'my.ts'));
    }
    writeFileSync(join(cwd, 'wrong.ts'), read(cwd, 'my.ts').replaceAll("'paper'", "'papier'"));
    // As npm would install them.
    mkdirSync(join(cwd, 'node_modules/@types'), { recursive: true });
    symlinkSync(ROOT, join(cwd, 'node_modules/botpit'));
    symlinkSync(join(ROOT, 'node_modules/@types/node'), join(cwd, 'node_modules/@types/node'));
    const { stdout } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], {
      cwd,
      encoding: 'utf8',
    });
    const files = [...stdout.matchAll(/^(\S+?)\(\d+,\d+\): error /gm)].map(([, file]) => file);
    expect([...new Set(files)], stdout).toEqual(['wrong.ts']);
  }, 60_000);

  test('a project takes the compiler that checks botpit itself', async () => {
    const { devDependencies } = JSON.parse(read(await initialised(), 'package.json'));
    const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies;
    expect(devDependencies).toEqual({ typescript: own.typescript, '@types/node': own['@types/node'] });
    const inPython = JSON.parse(read(await initialised({ language: 'python' }), 'package.json'));
    expect(inPython.devDependencies).toBeUndefined();
  });

  test('the config is one that the schema and the loader accept; live has limits', async () => {
    const cwd = await initialised();
    const content = JSON.parse(read(cwd, 'botpit.config.json'));
    const { profiles, ...top } = content;
    for (const [key, value] of [...Object.entries(top), ...Object.entries(profiles.live)]) {
      expect(accepts(key, value), `${key}: ${JSON.stringify(value)}`).toBe(true);
    }
    expect(accepts('wager', '-1')).toBe(false);
    expect(accepts('wagr', '1')).toBe(false);
    const sandbox = await load({ cwd, env: { HOME: cwd } });
    expect(sandbox.warnings).toEqual([]);
    expect(sandbox.config).toMatchObject({
      sandbox: true,
      wagerLamports: null,
      strategy: join(cwd, 'my.ts'),
    });
    const live = await load({ cwd, env: { HOME: cwd }, flags: { profile: 'live' } });
    expect(live.warnings).toEqual([]);
    const { wagerLamports, maxLossLamports, maxDailyLossLamports, maxStreak, forMs } = live.config;
    for (const limit of [wagerLamports, maxLossLamports, maxDailyLossLamports, maxStreak, forMs]) {
      expect(limit).toBeGreaterThan(0);
    }
    expect(maxLossLamports).toBeLessThanOrEqual(10 * (wagerLamports ?? 0));
  });

  test('the package depends on the botpit that lies beside it, and its scripts are commands that exist', async () => {
    const {
      name,
      type,
      private: isPrivate,
      scripts,
      dependencies,
    } = JSON.parse(read(await initialised(), 'package.json'));
    expect({ type, isPrivate, dependencies }).toEqual({
      type: 'module',
      isPrivate: true,
      dependencies: { botpit: `file:${TARBALL}` },
    });
    expect(name).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
    expect(scripts).toMatchObject({ start: 'botpit play --local', check: 'botpit check', types: 'tsc' });
    const commands = COMMANDS.map(({ usage }) => usage.split(' ')[0]);
    for (const [name, script] of Object.entries<string>(scripts)) {
      if (name !== 'types') expect(commands).toContain(/^botpit (\w+)/.exec(script)?.[1]);
    }
  });

  test('git ignores the key', async () => {
    const cwd = await initialised();
    writeFileSync(join(cwd, 'botpit.key'), 'bp_sk_x');
    spawnSync('git', ['init', '-q'], { cwd });
    const { stdout } = spawnSync('git', ['status', '--porcelain', '-uall'], { cwd, encoding: 'utf8' });
    expect(stdout).toMatch(/my\.ts/);
    expect(stdout).not.toMatch(/key/);
  });
});

/** Whether the schema takes a setting: the keywords that it uses. */
function accepts(key: string, value: unknown): boolean {
  type Schema = { type?: string; enum?: unknown[]; pattern?: string; minimum?: number; anyOf?: Schema[] };
  const { properties, definitions } = jsonSchema() as Record<string, Record<string, Schema>>;
  const fits = ({ type, enum: words, pattern, minimum, anyOf }: Schema): boolean => {
    if (type !== undefined && (type === 'integer' ? !Number.isInteger(value) : typeof value !== type))
      return false;
    if (words !== undefined && !words.includes(value)) return false;
    if (pattern !== undefined && typeof value === 'string' && !new RegExp(pattern, 'u').test(value))
      return false;
    if (minimum !== undefined && typeof value === 'number' && value < minimum) return false;
    return anyOf === undefined || anyOf.some(fits);
  };
  const definition = definitions?.[key] ?? properties?.[key];
  return definition !== undefined && fits(definition);
}

describe('the README', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [, block = ''] = /^## A bot of your own, in three commands\n[^`]*```\n([^`]*)```/m.exec(readme) ?? [];
  const commands = block.trimEnd().split('\n').map(splitCommandLine);

  test('takes a fresh clone to an own bot that plays, in three commands', async () => {
    expect(commands).toHaveLength(3);
    for (const word of ['&&', ';', '|', 'cd']) expect(commands.flat()).not.toContain(word);
    const [first, [program, bin, ...words] = [], [npm, start, prefix, folder = ''] = []] = commands;
    expect(first).toEqual(['npm', 'start']);
    expect([program, bin]).toEqual(['node', 'bin/botpit.js']);
    const project = tempFolder({ [`my-bot/${TARBALL}`]: '', 'botpit/README.md': '' });
    const { exitCode, stderr } = await runCli([...words, '--no-install'], { cwd: join(project, 'botpit') });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    // The rest is npm's: `.ci/readme` runs the three as they stand there.
    expect([npm, start, prefix]).toEqual(['npm', 'start', '--prefix']);
    const { scripts } = JSON.parse(read(join(project, 'botpit', folder), 'package.json'));
    const [, ...played] = splitCommandLine(scripts.start);
    const cwd = join(project, 'my-bot');
    const { stdout } = await runCli([...played, '--matches', '1'], { cwd });
    expect(stdout).toMatch(/^rps +1 match /);
  });
});

describe('where it writes', () => {
  test('into a folder that it makes, and says what to do next', async () => {
    const cwd = tempFolder();
    const env = { BOTPIT_API_KEY: 'bp_sk_not_for_npm' };
    const { result, stdout, stderr } = await call(
      (io) => runNamed('init', { args: ['bots/first bot'], options: BARE }, io),
      { cwd, env },
    );
    expect({ result, stderr }).toEqual({ result: 0, stderr: '' });
    expect(readdirSync(join(cwd, 'bots/first bot')).sort()).toEqual(NAMES);
    expect(stdout).toMatch(
      /Next:\n {2}cd 'bots\/first bot'\n {2}npm install\n {2}npm start\n {2}npm run check\n {2}npm run watch\n$/,
    );
    expect(JSON.parse(read(join(cwd, 'bots/first bot'), 'package.json')).name).toBe('first-bot');
    // What npm takes from the file: this botpit.
    const tar = spawnSync('tar', ['-xzOf', join(cwd, 'bots/first bot', TARBALL), 'package/package.json']);
    expect(JSON.parse(tar.stdout.toString())).toMatchObject({ name: 'botpit', version: version() });
  });

  test.each([
    ['botpit', 'my-bot'],
    ['node_modules', 'my-bot'],
    ['___', 'my-bot'],
    ['Ünïcode Böt!', /^[a-z0-9][a-z0-9._-]*$/],
    ['.hidden', 'hidden'],
  ])('a folder called %s makes a package that npm takes', async (folder, name) => {
    const cwd = tempFolder({ [`${folder}/${TARBALL}`]: '' });
    await call((io) => runNamed('init', { args: [folder], options: BARE }, io), { cwd });
    expect(JSON.parse(read(join(cwd, folder), 'package.json')).name).toMatch(name);
  });

  test('overwrites nothing, not even where a link leads nowhere', async () => {
    const cwd = tempFolder({ 'my.ts': 'mine', 'package.json': '{}', [TARBALL]: 'mine' });
    symlinkSync(join(cwd, 'nowhere'), join(cwd, 'README.md'));
    const { result, stdout } = await call((io) => runNamed('init', { args: ['.'] }, io), { cwd });
    expect(result).toBe(0);
    expect(stdout).toMatch(/kept +my\.ts/);
    expect(stdout).toMatch(/kept +README\.md/);
    expect(stdout).toMatch(/written +botpit\.config\.json/);
    // The scripts are not there to be run.
    expect(stdout).toContain(`npm install ./${TARBALL}`);
    expect(stdout).toMatch(/npx --no botpit strategies/);
    expect([read(cwd, 'my.ts'), read(cwd, TARBALL)]).toEqual(['mine', 'mine']);
    expect(read(cwd, 'package.json')).toBe('{}');
    expect(readdirSync(cwd)).not.toContain('nowhere');

    const again = await call((io) => runNamed('init', { flags: { json: true } }, io), { cwd });
    const files = jsonLines(again.stdout).filter(({ event }) => event === 'file');
    expect(files.map(({ name }) => name).toSorted()).toEqual(NAMES);
    expect(files.map(({ verdict }) => verdict)).toEqual(Array(7).fill('kept'));
  });

  test.each(['file', 'file/below'])('%s, where a file is in the way: a usage error', async (dir) => {
    const { result, stdout, stderr } = await call((io) => runNamed('init', { args: [dir] }, io), {
      cwd: tempFolder({ file: '' }),
    });
    expect({ result, stdout }).toEqual({ result: 'usage', stdout: '' });
    expect(stderr).toMatch(/is not a folder/);
  });

  test('a project that npm cannot install is written all the same, and told how', async () => {
    const bin = tempFolder({ npm: '#!/bin/sh\necho "$1: no network" >&2; [ "$1" = pack ]\n' });
    chmodSync(join(bin, 'npm'), 0o755);
    const { result, stdout, stderr } = await call((io) => runNamed('init', {}, io), {
      cwd: tempFolder(),
      env: { PATH: bin },
    });
    expect(result).toBe(0);
    expect(stderr).toMatch(/warning: npm could not install the project: install: no network\n$/);
    expect(stdout).toMatch(/Next:\n {2}npm install\n {2}npm start\n/);
  });

  test('what is installed needs no command for it, and a project that was there is left alone', async () => {
    const bin = tempFolder({ npm: '#!/bin/sh\necho "$1" >> "$HOME/npm.log"\n' });
    chmodSync(join(bin, 'npm'), 0o755);
    const cwd = tempFolder();
    const env = { PATH: `${bin}:/bin:/usr/bin` };
    const { stdout } = await call((io) => runNamed('init', { flags: { json: true } }, io), { cwd, env });
    expect(jsonLines(stdout).at(-1)).toMatchObject({
      installed: true,
      next: ['npm start', 'npm run check', 'npm run watch'],
    });
    const again = await call((io) => runNamed('init', { flags: { json: true } }, io), { cwd, env });
    expect(jsonLines(again.stdout).at(-1)).toMatchObject({ installed: false });
    expect(
      read(cwd, 'npm.log')
        .split('\n')
        .filter((word) => word === 'install'),
    ).toHaveLength(1);
  });

  test('a game or a language that there is not is a usage error', async () => {
    for (const [options, words] of [
      [{ game: 'rsp' }, '--game = "rsp": expected coinflip, rps'],
      [{ language: 'pyton' }, '--language = "pyton": expected ts, js or python. Did you mean python?'],
    ] as const) {
      const cwd = tempFolder();
      const { result, stderr } = await call((io) => runNamed('init', { options }, io), { cwd });
      expect(result).toBe('usage');
      expect(stderr).toContain(words);
      expect(readdirSync(cwd)).toEqual([]);
    }
  });

  test('without npm it says what is missing', async () => {
    const { result, stderr } = await call((io) => runNamed('init', {}, io), {
      cwd: tempFolder(),
      env: { PATH: '/nowhere' },
    });
    expect(result).toBe('usage');
    expect(stderr).toMatch(/npm could not pack botpit .*ENOENT/);
    expect(stderr).toMatch(/npm --version/);
  });

  test('says how npm ended that says nothing itself', async () => {
    const bin = tempFolder({ npm: '#!/bin/sh\nexit 3\n' });
    chmodSync(join(bin, 'npm'), 0o755);
    const { result, stderr } = await call((io) => runNamed('init', {}, io), {
      cwd: tempFolder(),
      env: { PATH: bin },
    });
    expect(result).toBe('usage');
    expect(stderr).toMatch(/npm could not pack botpit into \S+: npm ended with 3\n/);
  });

  // A plain `mkdir -p` in Node would hang there.
  test.skipIf(process.platform !== 'linux')('a folder that cannot be written to: a usage error', async () => {
    const { result, stderr } = await call((io) => runNamed('init', { args: ['/proc/self/bot'] }, io), {
      cwd: '/',
    });
    expect(result).toBe('usage');
    expect(stderr).toMatch(/cannot be written \(E\w+\)/);
  });
});
