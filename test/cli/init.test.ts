import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { jsonSchema, load } from '../../src/config/index.js';
import { version } from '../../src/version.js';
import { jsonLines, runCli, tempFolder } from '../support/run-cli.js';
import { call, runNamed } from './command-io.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TARBALL = `botpit-${version()}.tgz`;
const NAMES = ['.gitignore', 'README.md', TARBALL, 'botpit.config.json', 'my.ts', 'package.json'];

/** Where botpit is packed already, as that takes a second. */
async function initialised(): Promise<string> {
  const cwd = tempFolder({ [TARBALL]: '' });
  const { result } = await call((io) => runNamed('init', {}, io), { cwd });
  expect(result).toBe(0);
  return cwd;
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

describe('what it writes runs as it is', () => {
  test('the strategy is sound', async () => {
    const cwd = await initialised();
    const { exitCode, stdout, stderr } = await runCli(['strategies', './my.ts'], { cwd });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^my\nrps .* sound\n$/);
  });

  test('it plays, without a fallback and without money', async () => {
    const cwd = await initialised();
    const { exitCode, stdout } = await runCli(['play', '--local', '--matches', '3', '--json'], { cwd });
    expect(exitCode).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines[0]).toMatchObject({ event: 'session_start', game: 'rps', strategy: 'my', sandbox: true });
    expect(lines.at(-1)).toMatchObject({ matches: 3, fallbacks: 0, net_lamports: 0 });
    expect(lines.filter(({ event }) => event === 'warning')).toEqual([]);
  });

  test('the compiler accepts the strategy at its strictest, and refuses a wrong one', async () => {
    const cwd = await initialised();
    writeFileSync(
      join(cwd, 'wrong.ts'),
      read(cwd, 'my.ts').replace("scissors: 'rock' }", "scissors: 'well' }"),
    );
    const options = {
      ...{ noEmit: true, strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
      ...{ module: 'nodenext', target: 'es2023', lib: ['es2024', 'esnext.disposable'], skipLibCheck: true },
      ...{ noUnusedLocals: true, verbatimModuleSyntax: true, types: ['node'] },
      ...{ typeRoots: [join(ROOT, 'node_modules/@types')], paths: { botpit: [join(ROOT, 'src/index.ts')] } },
    };
    const files = ['my.ts', 'wrong.ts'];
    writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }));
    const { stdout } = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'],
      {
        cwd,
        encoding: 'utf8',
      },
    );
    expect(stdout.split('\n').filter((line) => line.startsWith('my.ts'))).toEqual([]);
    expect(stdout).toMatch(/^wrong\.ts\(\d+,\d+\): error TS2322/m);
  }, 60_000);

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
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'check', 'live']));
    for (const script of Object.values(scripts)) expect(script).toMatch(/^botpit \w+/);
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

describe('where it writes', () => {
  test('into a folder that it makes, and says what to do next', async () => {
    const cwd = tempFolder();
    const env = { BOTPIT_API_KEY: 'bp_sk_not_for_npm' };
    const { result, stdout, stderr } = await call(
      (io) => runNamed('init', { args: ['bots/first bot'] }, io),
      { cwd, env },
    );
    expect({ result, stderr }).toEqual({ result: 0, stderr: '' });
    expect(readdirSync(join(cwd, 'bots/first bot')).sort()).toEqual(NAMES);
    expect(stdout).toMatch(
      /Next:\n {2}cd 'bots\/first bot' && npm install\n {2}npm run check\n {2}npm start\n$/,
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
    await call((io) => runNamed('init', { args: [folder] }, io), { cwd });
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
    expect(files.map(({ verdict }) => verdict)).toEqual(Array(6).fill('kept'));
  });

  test.each(['file', 'file/below'])('%s, where a file is in the way: a usage error', async (dir) => {
    const { result, stdout, stderr } = await call((io) => runNamed('init', { args: [dir] }, io), {
      cwd: tempFolder({ file: '' }),
    });
    expect({ result, stdout }).toEqual({ result: 'usage', stdout: '' });
    expect(stderr).toMatch(/is not a folder/);
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
