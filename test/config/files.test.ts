import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load } from '../../src/config/index.js';
import { CANARY, loadWith, refusal } from './support.js';

const JSON_TEXT = '{ "game": "rps", "matches": 3 }';
const YAML = 'game: rps\nmatches: 3\n';
const ESM = 'export default { game: "rps", matches: 1 + 2 };';
const COMMONJS = 'module.exports = { game: "rps", matches: 1 + 2 };';
const TYPESCRIPT = `
import { defineConfig, type GameId } from 'botpit';
enum Count { Three = 3 }
const game: GameId = 'rps';
export default defineConfig({ game, matches: Count.Three });`;

describe('a config file', () => {
  it.each([
    ['botpit.config.json', JSON_TEXT],
    ['botpit.config.json', `\uFEFF${JSON_TEXT}`],
    ['botpit.config.yaml', YAML],
    ['botpit.config.yml', YAML],
    ['botpit.config.js', ESM],
    ['botpit.config.js', COMMONJS],
    ['botpit.config.mjs', ESM],
    [
      'botpit.config.mjs',
      `import { defineConfig } from 'botpit';\nexport default defineConfig({ game: 'rps', matches: 3 });`,
    ],
    ['botpit.config.cjs', COMMONJS],
    [
      'botpit.config.cjs',
      `const { defineConfig } = require('botpit');\nmodule.exports = defineConfig({ game: 'rps', matches: 3 });`,
    ],
    ['botpit.config.ts', TYPESCRIPT],
    ['.botpitrc', JSON_TEXT],
    ['.botpitrc', YAML],
    ['.botpitrc.json', JSON_TEXT],
    ['.botpitrc.yaml', YAML],
    ['.botpitrc.ts', TYPESCRIPT],
    ['package.json', `{ "name": "bot", "botpit": ${JSON_TEXT} }`],
  ])('is found and read: %s with %j', async (name, content) => {
    const { config, origins, folder } = await loadWith({ files: { [name]: content } });
    const path = join(folder, name);
    expect(config).toMatchObject({ game: ['rps'], matches: 3, config: path });
    expect(origins).toMatchObject({ game: path, config: 'found' });
  });

  it('is looked for from the working folder upwards to the home folder', async () => {
    const files = {
      'botpit.config.json': '{"matches": 1}',
      'a/package.json': '{"name": "no-bot"}',
      'a/b/.botpitrc': 'matches: 2',
      'a/b/c/empty': '',
    };
    expect((await loadWith({ files, cwd: 'a/b/c' })).config.matches).toBe(2);
    expect((await loadWith({ files, cwd: 'a' })).config.matches).toBe(1);
    const { config } = await loadWith({ files, cwd: 'a', env: { HOME: '/nowhere' } });
    expect(config.matches).toBe(1);
  });

  it('is not a package.json without the key, also where that begins with a byte order mark', async () => {
    const files = { 'botpit.config.json': '{"matches": 1}', 'a/package.json': '\uFEFF{"name": "no-bot"}' };
    expect((await loadWith({ files, cwd: 'a' })).config.matches).toBe(1);
  });

  it('may be in the XDG config folder, after all others', async () => {
    const files = {
      '.config/botpit/config.json': '{"matches": 1}',
      'xdg/botpit/botpit.config.yaml': 'matches: 2',
      'work/x': '',
      'project/.botpitrc.json': '{"matches": 3}',
    };
    expect((await loadWith({ files, cwd: 'work' })).config.matches).toBe(1);
    const relative = await loadWith({ files, cwd: 'work', env: { XDG_CONFIG_HOME: 'xdg' } });
    expect(relative.config.matches).toBe(1);
    const { folder: xdg } = await loadWith({ files });
    const moved = await loadWith({ files, cwd: 'work', env: { XDG_CONFIG_HOME: join(xdg, 'xdg') } });
    expect(moved.config).toMatchObject({ matches: 2, config: join(xdg, 'xdg/botpit/botpit.config.yaml') });
    expect((await loadWith({ files, cwd: 'project' })).config.matches).toBe(3);
  });

  it('is passed over where its name leads below a file', async () => {
    const { folder } = await loadWith({
      files: { 'botpit.config.json': '{"matches": 1}', 'work/a-file': '' },
    });
    symlinkSync(join(folder, 'work/a-file/rc'), join(folder, 'work/.botpitrc.json'));
    const { config } = await load({ flags: {}, env: { HOME: folder }, cwd: join(folder, 'work') });
    expect(config.matches).toBe(1);
  });

  it('may be named, and then no other is looked for', async () => {
    const files = {
      'botpit.config.json': '{"matches": 1}',
      'other/mine.yaml': 'matches: 2',
      'third.json': '{"matches": 3}',
    };
    const flags = { config: 'other/mine.yaml' };
    const env = { BOTPIT_CONFIG: 'third.json' };
    const byFlag = await loadWith({ files, flags, env });
    expect(byFlag.config).toMatchObject({ matches: 2, config: join(byFlag.folder, 'other/mine.yaml') });
    expect(byFlag.origins.config).toBe('flag --config');
    expect(await loadWith({ files, env })).toMatchObject({
      config: { matches: 3 },
      origins: { config: 'BOTPIT_CONFIG' },
    });
  });

  it('may name its schema, and nothing by `$import`', async () => {
    expect((await loadWith({ file: { $schema: './x.json', matches: 1 } })).config.matches).toBe(1);
    const { problems } = await refusal({ file: { $schema: 1, $import: './nowhere.json', config: 'x' } });
    expect(problems.map(({ path }) => path)).toEqual(['$schema', '$import', 'config']);
  });
});

describe('a config file that is of no use', () => {
  it.each([
    ['botpit.config.json', '{\n  "game": "rps",\n  "matches": x\n}', ':3:14'],
    ['botpit.config.json', '{\n  "game": "rps",\n}', ':3:1'],
    ['botpit.config.json', '\uFEFF{\n  "game": x\n}', ':2:11'],
    ['package.json', '{\n  "botpit": {"a" 1}\n}', ':2:18'],
    ['botpit.config.yaml', 'game: rps\n  matches: 3\n', ':2:'],
    ['.botpitrc', 'game: [rps\n', ':2:'],
    ['botpit.config.ts', 'const a: number = 1;\nexport default {{ a };\n', ':2:'],
    ['botpit.config.mjs', 'const a = 1;\nexport default {{ a };\n', ':2:'],
    ['botpit.config.cjs', 'const a = 1;\nthrow new Error("boom");\n', ':2:'],
    ['botpit.config.ts', 'import "./nowhere.js";\nexport default {};\n', ''],
    ['botpit.config.mjs', 'throw Object.assign(new Error("no such file"), { code: "ENOENT" });\n', ''],
    ['botpit.config.json', '', ''],
    ['botpit.config.json', 'null', ''],
    ['botpit.config.json', '[]', ''],
    ['botpit.config.json', '"game"', ''],
    ['botpit.config.yaml', '# nothing\n', ''],
    ['botpit.config.mjs', 'export const game = "rps";', ''],
    ['botpit.config.ts', 'export const game: string = "rps";', ''],
    ['botpit.config.mjs', 'export default () => ({ game: "rps" });', ''],
    ['package.json', '{ "botpit": [] }', ''],
  ])('is an error with its place: %s with %j', async (name, content, place) => {
    const error = await refusal({ files: { [name]: content } });
    expect(error.code).toBe('config/invalid');
    expect(error.problems).toHaveLength(1);
    expect(error.problems[0]?.file).toContain(`${name}${place}`);
  });

  it('is told together with the other problems, and no unknown profile on top', async () => {
    const files = { 'botpit.config.json': '{' };
    const { problems } = await refusal({ files, flags: { profile: 'live' }, env: { BOTPIT_PORT: 'x' } });
    expect(problems).toMatchObject([{ path: 'BOTPIT_PORT' }, { file: expect.stringContaining('.json:1:2') }]);
  });

  it('keeps what it holds to itself', async () => {
    const broken = {
      'botpit.config.json': `{ "apiKey": "${CANARY}" "x" }`,
      'botpit.config.yaml': `apiKey: ${CANARY}\n  x: [`,
      '.botpitrc': `a: !${CANARY} 1`,
      'botpit.config.ts': `const key = "${CANARY}"; throw new Error(key);`,
      'botpit.config.mjs': `const key = "${CANARY}" "x";`,
      'botpit.config.cjs': `throw "${CANARY}";`,
    };
    for (const [name, content] of Object.entries(broken)) {
      const error = await refusal({ files: { [name]: content } });
      expect(error.message + JSON.stringify(error.problems)).not.toContain(CANARY.slice(-6));
    }
  });

  it.each([
    ['missing.json', 'a file that exists'],
    ['folder', 'a file that can be read (EISDIR)'],
    ['bot.conf', 'a file that ends in json, yaml, yml, js, mjs, cjs or ts, or one without an ending'],
  ])('may be named: %s', async (config, expected) => {
    const files = { 'folder/x': '', 'bot.conf': 'a' };
    const path = expect.stringContaining(config);
    const byFlag = await refusal({ files, flags: { config } });
    expect(byFlag).toMatchObject({ code: 'usage', problems: [{ path: '--config', expected, value: path }] });
    const byVariable = await refusal({ files, env: { BOTPIT_CONFIG: config } });
    expect(byVariable).toMatchObject({
      code: 'config/invalid',
      problems: [{ path: 'BOTPIT_CONFIG', expected }],
    });
  });

  it('is a package.json without the key, when named', async () => {
    const { problems } = await refusal({
      files: { 'package.json': '{}' },
      flags: { config: 'package.json' },
    });
    expect(problems).toMatchObject([{ file: expect.stringContaining('package.json') }]);
  });

  it.runIf(process.getuid?.() !== 0)('is one that may not be read, when named', async () => {
    const { folder } = await loadWith({ files: { 'mine.json': '{}' } });
    chmodSync(join(folder, 'mine.json'), 0);
    const { problems } = await refusal({ flags: { config: join(folder, 'mine.json') } });
    expect(problems).toMatchObject([{ expected: 'a file that can be read (EACCES)' }]);
  });
});
