import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { completion } from '../../src/cli/commands/completion.js';
import { buildProgram } from '../../src/cli/program.js';
import { GAME_IDS } from '../../src/games/index.js';
import { builtins } from '../../strategies/index.js';
import { tempFolder } from '../support/run-cli.js';
import { call } from './command-io.js';

const BUILTINS = Object.keys(builtins);
const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

/** The real program, and its help as commander writes it. */
let program: Command;
const scripts: Record<string, string> = {};

beforeAll(async () => {
  await call(
    async (io) => {
      program = buildProgram(io, () => undefined);
      return 0;
    },
    { cwd: '/' },
  );
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { result, stdout } = await call((io) => completion(program, shell, io), { cwd: '/' });
    expect(result).toBe(0);
    scripts[shell] = stdout;
  }
});

/** What bash offers for the last of the words. */
function offered(words: readonly string[], cwd?: string): string[] {
  const run =
    // biome-ignore lint/suspicious/noTemplateCurlyInString: bash's own.
    'eval "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _botpit; printf "%s\\n" "${COMPREPLY[@]}"';
  const { stdout, stderr, status } = spawnSync(
    'bash',
    ['--norc', '-c', run, 'bash', scripts.bash ?? '', 'botpit', ...words],
    { cwd, encoding: 'utf8' },
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.split('\n').filter((line) => line !== '');
}

/** The commands, by the words that call them, with what their help lists. */
function commandsOf(command: Command, path: readonly string[] = []): [readonly string[], Command][] {
  return [[path, command], ...command.commands.flatMap((each) => commandsOf(each, [...path, each.name()]))];
}

function flagsInHelp(command: Command): string[] {
  const options = command.helpInformation().split(/^Options:$/m)[1] ?? '';
  return [...options.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag ?? '');
}

describe.skipIf(!has('bash'))('bash', () => {
  test('is bash', () => {
    expect(spawnSync('bash', ['-n'], { input: scripts.bash, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  test('offers every command and every flag that --help shows', () => {
    const all = commandsOf(program);
    expect(all.length).toBeGreaterThan(8);
    for (const [path, command] of all) {
      const flags = flagsInHelp(command);
      expect(flags).toContain('--help');
      expect(offered([...path, '--']).toSorted(), path.join(' ')).toEqual(flags.toSorted());
      if (command.commands.length === 0) continue;
      const names = [...command.commands.map((each) => each.name()), 'help'];
      expect(offered([...path, '']).toSorted(), path.join(' ')).toEqual(names.toSorted());
    }
  });

  test.each([
    { words: ['pl'], offers: ['play'] },
    { words: ['challenge', 'cr'], offers: ['create'] },
    { words: ['play', ''], offers: GAME_IDS },
    { words: ['challenge', 'create', 'm'], offers: ['mines', 'math_duel'] },
    { words: ['play', '--isolation', ''], offers: ['worker', 'process', 'inline'] },
    { words: ['play', '--isolation', '=', 'w'], offers: ['worker'] },
    { words: ['play', '--isolation', '='], offers: ['worker', 'process', 'inline'] },
    { words: ['play', '--taunts', 'p'], offers: ['polite'] },
    { words: ['play', '--strategy', ''], offers: BUILTINS },
    { words: ['play', '--strategy', 'middle', 'reac'], offers: ['reaction_ring'] },
    { words: ['play', '--local', 'mid'], offers: ['middle'] },
    { words: ['play', '--local', '--sandb'], offers: ['--sandbox'] },
    { words: ['play', '--wager', ''], offers: [] },
    { words: ['play', '--wager', '0.1', 'bl'], offers: ['blotto'] },
    { words: ['play', 'rps', ''], offers: [] },
    { words: ['arena', '--house', 'no'], offers: ['none'] },
    { words: ['help', 'pl'], offers: ['play'] },
    { words: ['nothing', 'of', 'this'], offers: [] },
  ])('botpit $words', ({ words, offers }) => {
    expect(offered(words, tempFolder()).toSorted()).toEqual([...offers].toSorted());
  });

  test('files and folders, whatever they are called', () => {
    const cwd = tempFolder({ 'my bot.ts': '', "it's.ts": '', 'sub/other.ts': '' });
    expect(offered(['play', '--strategy', 'm'], cwd).toSorted()).toEqual([
      'middle',
      'mixed-tiles',
      'my bot.ts',
    ]);
    expect(offered(['play', '--config', 'it'], cwd)).toEqual(["it's.ts"]);
    expect(offered(['strategies', 'sub/'], cwd)).toEqual(['sub/other.ts']);
    expect(offered(['play', '--data-dir', ''], cwd)).toEqual(['sub']);
  });
});

describe('what a program might hold', () => {
  test.each(['bash', 'zsh', 'fish'])(
    '%s keeps quotes, dollars and brackets in descriptions harmless',
    async (shell) => {
      const marker = join(tempFolder(), 'run');
      const odd = new Command('botpit');
      odd
        .command("odd <it's|plain>")
        .description(`It's "$(touch ${marker})" \`touch ${marker}\` [x]: \\ 'quoted'`)
        .option('--flag <$(touch)|fine>', `[it's] $(touch ${marker}): \\`);
      const { stdout } = await call((io) => completion(odd, shell, io), { cwd: '/' });
      expect(stdout).toContain('fine');
      if (!has(shell)) return;
      const plain = { bash: '--norc', zsh: '-f', fish: '--no-config' }[shell] ?? '';
      const cwd = tempFolder({ script: stdout });
      const check = spawnSync(shell, [plain, '-n', 'script'], { cwd, encoding: 'utf8' });
      expect(check).toMatchObject({ status: 0, stderr: '' });
      spawnSync(shell, [plain, 'script'], { cwd });
      expect(spawnSync('test', ['-e', marker]).status).toBe(1);
    },
  );
});

describe.skipIf(!has('zsh'))('zsh', () => {
  test('is zsh', () => {
    const { status, stderr } = spawnSync('zsh', ['-f', '-n'], { input: scripts.zsh, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  const complete = (line: string) => {
    const cwd = tempFolder({ 'botpit.fish': `${scripts.fish}\ncomplete -C '${line}'\n` });
    const { stdout, stderr } = spawnSync('fish', ['--no-config', 'botpit.fish'], { cwd, encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout
      .split('\n')
      .flatMap((row) => row.split('\t', 1))
      .filter((row) => row !== '');
  };

  test('offers commands, choices, games and strategies', () => {
    expect(complete('botpit ')).toEqual(expect.arrayContaining(['play', 'challenge', 'arena']));
    expect(complete('botpit challenge cr')).toEqual(['create']);
    expect(complete('botpit play --isolation ').toSorted()).toEqual(['inline', 'process', 'worker']);
    expect(complete('botpit play --wager 0.1 ').toSorted()).toEqual(GAME_IDS.toSorted());
    expect(complete('botpit play --strategy mid')).toContain('middle');
  });
});

test('zsh and fish have every flag, with its description', () => {
  for (const [, command] of commandsOf(program)) {
    for (const { long, description } of command.options) {
      expect(scripts.zsh).toContain(long);
      expect(scripts.fish).toContain(` -l ${long?.slice(2)} `);
      expect(scripts.fish).toContain(description.replace(/[\\']/g, '\\$&'));
    }
  }
});

test.each([undefined, 'powershell', 'bahs'])(
  'another shell (%s) is a usage error that names the three',
  async (shell) => {
    const { result, stdout, stderr } = await call((io) => completion(program, shell, io), { cwd: '/' });
    expect({ result, stdout }).toEqual({ result: 'usage', stdout: '' });
    expect(stderr).toMatch(/bash, zsh, fish/);
  },
);
