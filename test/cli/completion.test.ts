import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CHAOS_PRESETS } from '../../src/arena/index.js';
import { COMMANDS } from '../../src/cli/command-table.js';
import { completion } from '../../src/cli/commands/scripts.js';
import { allOf, type Offer, SHELLS, treeOf } from '../../src/cli/completion/tree.js';
import { holdAccount } from '../../src/cli/operations/processes.js';
import { chaosOf } from '../../src/cli/play/arena.js';
import { buildProgram } from '../../src/cli/program.js';
import { load } from '../../src/config/load.js';
import { flagOf, KEYS } from '../../src/config/settings.js';
import { EXIT } from '../../src/exit-codes.js';
import { GAME_IDS } from '../../src/games/index.js';
import { LIMIT_NAMES } from '../../src/history/index.js';
import { RECIPE_KINDS } from '../../src/recipes/index.js';
import { resolveStrategy } from '../../src/strategy/index.js';
import { builtins } from '../../strategies/index.js';
import { runCli, tempFolder } from '../support/run-cli.js';
import { call } from './command-io.js';

const PRESETS = CHAOS_PRESETS.map(({ name }) => name);
const NOTHING = { flags: {}, args: [], options: {} };
const BUILTINS = Object.keys(builtins);
const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

/** The real program. */
const program = buildProgram(process, () => undefined);
const scripts: Record<string, string> = {};

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { result, stdout } = await call((io) => completion({ ...NOTHING, args: [shell], program, io }), {
      cwd: '/',
    });
    expect(result).toBe(0);
    scripts[shell] = stdout;
  }
});

/** What bash offers for the last of the words. */
function offered(words: readonly string[], cwd?: string): string[] {
  return offeredAll([words], cwd)[0] ?? [];
}

/** The same for several command lines, by one bash. */
function offeredAll(
  lines: readonly (readonly string[])[],
  cwd?: string,
  env: Readonly<Record<string, string>> = {},
): string[][] {
  const run = `eval "$1"; shift
    while (($#)); do
      COMP_WORDS=(botpit "\${@:2:$1}"); COMP_CWORD=$1; shift $(($1 + 1)); COMPREPLY=()
      _botpit; printf "%s\\n" "\${COMPREPLY[@]}" $'\x1e'
    done`;
  const args = lines.flatMap((words) => [String(words.length), ...words]);
  const { stdout, stderr, status } = spawnSync(
    'bash',
    ['--norc', '-c', run, 'bash', scripts.bash ?? '', ...args],
    { cwd, encoding: 'utf8', env: { PATH: process.env.PATH, ...env } },
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const answers = stdout.split('\x1e\n').slice(0, -1);
  expect(answers).toHaveLength(lines.length);
  return answers.map((answer) => answer.split('\n').filter((line) => line !== ''));
}

/** The commands, by the words that call them, with what their help lists. */
function commandsOf(command: Command, path: readonly string[] = []): [readonly string[], Command][] {
  return [[path, command], ...command.commands.flatMap((each) => commandsOf(each, [...path, each.name()]))];
}

function flagsInHelp(command: Command): string[] {
  return [...command.helpInformation().matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag ?? '');
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
    const flagsOffered = offeredAll(all.map(([path]) => [...path, '--']));
    const wordsOffered = offeredAll(all.map(([path]) => [...path, '']));
    for (const [i, [path, command]] of all.entries()) {
      const flags = flagsInHelp(command);
      expect(flags).toContain('--help');
      expect(flagsOffered[i]?.toSorted(), path.join(' ')).toEqual(flags.toSorted());
      if (command.commands.length === 0) continue;
      const names = [...command.commands.map((each) => each.name()), 'help'];
      expect(wordsOffered[i]?.toSorted(), path.join(' ')).toEqual(names.toSorted());
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
    { words: ['play', '--chaos', ''], offers: PRESETS },
    { words: ['arena', '--chaos', 'wrong'], offers: ['wrong-seeds', 'wrong-wagers'] },
    { words: ['stats', '--by', ''], offers: ['game', 'bot', 'opponent', 'strategy', 'hour'] },
    { words: ['history', '--outcome', ''], offers: ['win', 'loss', 'draw'] },
    { words: ['history', '--book', ''], offers: ['real', 'practice'] },
    { words: ['history', '--opponent', ''], offers: [] },
    { words: ['history', '--strategy', ''], offers: [] },
    { words: ['resume', ''], offers: LIMIT_NAMES },
    { words: ['resume', 'max-loss', ''], offers: [] },
    { words: ['verify', ''], offers: [] },
    { words: ['show', ''], offers: [] },
    { words: ['play', '--profile', ''], offers: [] },
    { words: ['lab', 'match', ''], offers: BUILTINS },
    { words: ['lab', 'match', 'middle', 'mixed'], offers: ['mixed-tiles'] },
    { words: ['lab', 'match', 'middle', 'random', ''], offers: [] },
    { words: ['lab', 'tournament', 'zo'], offers: ['zoo'] },
    { words: ['lab', 'tournament', 'middle', '--jobs', '2', 'random', 'zo'], offers: ['zoo'] },
    { words: ['help', 'pl'], offers: ['play'] },
    { words: ['nothing', 'of', 'this'], offers: [] },
  ])('botpit $words', ({ words, offers }) => {
    expect(offered(words, tempFolder()).toSorted()).toEqual([...offers].toSorted());
  });

  test('what lab runs may be asked to do', () => {
    expect(offered(['lab', 'runs', ''])).toEqual(['list', 'show', 'delete', 'trend']);
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
    const files = ["it's.ts", 'my bot.ts', 'sub'];
    for (const words of [['verify'], ['arena', '--keys'], ['lab', 'merge'], ['lab', 'merge', 'sub']]) {
      expect(offered([...words, ''], cwd).toSorted(), words.join(' ')).toEqual(files);
    }
    expect(offered(['play', '--chaos', ''], cwd).toSorted()).toEqual([...PRESETS, ...files].toSorted());
    for (const words of [['show'], ['stats', '--by'], ['history', '--opponent'], ['play', '--profile']]) {
      expect(offered([...words, ''], cwd), words.join(' ')).not.toEqual(expect.arrayContaining(['sub']));
    }
  });

  test('the bots that run, where one is wanted', async () => {
    const cwd = tempFolder();
    const places = { folder: cwd, env: { HOME: cwd } };
    for (const [account, bot] of Object.entries({ a: 'live', b: 'night-owl', c: '$(touch x)', d: null })) {
      const lock = await holdAccount(account, places, bot);
      onTestFinished(() => lock?.release());
    }
    const lines = [
      ['stop', ''],
      ['stop', 'n'],
      ['resume', 'max-loss', '--bot', ''],
      ['settle', '--bot', 'l'],
    ];
    expect(offeredAll(lines, cwd, { HOME: cwd })).toEqual([
      ['live', 'night-owl'],
      ['night-owl'],
      ['live', 'night-owl'],
      ['live'],
    ]);
    expect(readdirSync(cwd)).not.toContain('x');
  });

  test('offers at every place what the tree has there, in an empty folder', () => {
    // What a place is called decides what is offered: once for each.
    const distinct = new Map(
      places()
        .toReversed()
        .map((place) => [`${place.flag ?? place.index} ${place.label}`, place]),
    );
    expect(distinct.size).toBeGreaterThan(60);
    const lines = [...distinct.values()].map(({ path, flag, index }) => {
      const before = flag === null ? Array.from({ length: index }, () => 'x') : [flag];
      return [...path, ...before, ''];
    });
    const answers = offeredAll(lines, tempFolder());
    for (const [i, { offer }] of [...distinct.values()].entries()) {
      expect(answers[i], lines[i]?.join(' ')).toEqual(offer.words);
    }
  });
});

describe('every word that is offered', () => {
  /** Names of what is to be put in their place. */
  const PLACEHOLDERS = new Set([
    ...[
      'id',
      'name',
      'bot',
      'match',
      'preset',
      'time',
      'n',
      'i',
      'file',
      'files',
      'folder',
      'dir',
      'url',
      'ws-url',
    ],
    ...['duration', 'sol', 'share', 'size', 'port', 'address', 'opponents', 'limit', 'intent'],
    ...['elo', 'policy', 'strategies', 'command', 'shell', 'kind', 'a', 'b', 'new', 'old'],
  ]);

  test('stands for itself, and there once', () => {
    for (const { path, label, flag, offer } of places()) {
      const place = [...path, flag, label].join(' ');
      expect(new Set(offer.words).size, place).toBe(offer.words.length);
      // `help` takes the names of commands, such as `lab match`.
      if (label === 'command') continue;
      // `account|folder` lists its choices itself.
      // A limit is one of the events of a webhook.
      const isOwn = label.includes('|') || label === 'events';
      const literal = isOwn ? [] : offer.words.filter((word) => PLACEHOLDERS.has(word));
      expect(literal, place).toEqual([]);
      const named = offer.words.filter((word) => ['game', 'opponent', 'strategy'].includes(word));
      // `strategy` is one of the ways to taunt, too, and `opponent` a limit.
      const isChoice = flag === '--by' || flag === '--taunts' || label === 'limit';
      if (!isChoice) expect(named, place).toEqual([]);
    }
  });

  test('is a value that its setting takes', async () => {
    const cwd = tempFolder();
    const seen = new Set<string>();
    for (const { path, label, flag, offer } of places()) {
      const key = label === 'game' ? 'game' : KEYS.find((each) => flagOf(each) === flag);
      if (key === undefined || ownFlags(path).includes(flag ?? '')) continue;
      for (const word of offer.words) {
        if (seen.has(`${key} ${word}`)) continue;
        seen.add(`${key} ${word}`);
        const { config } = await load({ flags: { [key]: word }, cwd, env: {} });
        if (key === 'chaos') expect(await chaosOf(config), word).toHaveProperty('faults');
        if (['strategy', 'local', 'house'].includes(key) && word !== 'none') {
          expect(resolveStrategy(word), word).toMatchObject({ kind: 'built-in' });
        }
      }
    }
    expect(seen.size).toBeGreaterThan(PRESETS.length + GAME_IDS.length + 3 * BUILTINS.length);
  });

  test('is a value that the options of records take', async () => {
    let tried = 0;
    for (const { path, flag, offer } of places()) {
      const [command = ''] = path;
      if (flag === null || !['history', 'stats', 'resume'].includes(command)) continue;
      if (!ownFlags(path).includes(flag)) continue;
      for (const word of offer.words) {
        const limit = command === 'resume' ? ['max-loss'] : [];
        const { exitCode, stderr } = await runCli([command, ...limit, flag, word]);
        const said = `${command} ${flag} ${word}`;
        if (command === 'resume') expect(stderr, said).toContain('max-loss is not latched');
        else expect({ said, exitCode }).toEqual({ said, exitCode: EXIT.ok });
        tried++;
      }
      if (offer.words.length === 0 || command === 'resume') continue;
      const said = `${command} ${flag}`;
      const { exitCode } = await runCli([command, flag, 'no-such-word']);
      expect({ said, exitCode }).toEqual({ said, exitCode: EXIT.usage });
    }
    expect(tried).toBeGreaterThan(2 * GAME_IDS.length);
  });

  test('is an argument that its command takes', async () => {
    let tried = 0;
    // What a recipe runs, and what one for another machine installs.
    const project = {
      'botpit.config.json': '{"strategy": "random", "game": "rps"}',
      'package.json': JSON.stringify({ dependencies: { botpit: 'file:botpit.tgz' } }),
      'botpit.tgz': '',
    };
    for (const { path, flag, label, offer } of places()) {
      const [command = ''] = path;
      if (flag !== null || !['games', 'recipe', 'completion', 'resume'].includes(command)) continue;
      for (const word of offer.words) {
        const kind = command === 'recipe' && label === 'game' ? ['cron'] : [];
        const words = [command, ...kind, word];
        const { exitCode, stderr } = await runCli(words, { cwd: tempFolder(project) });
        const said = `${command} ${label} ${word}`;
        if (command === 'resume') expect(stderr, said).toContain(`${word} is not latched`);
        else expect(exitCode, said).toBe(0);
        tried++;
      }
    }
    expect(tried).toBe(2 * GAME_IDS.length + RECIPE_KINDS.length + SHELLS.length + LIMIT_NAMES.length);
  });
});

interface Place {
  readonly path: readonly string[];
  readonly label: string;
  /** Null for an argument. */
  readonly flag: string | null;
  /** Of an argument, from 0. */
  readonly index: number;
  readonly offer: Offer;
}

/** Every place where a word may be offered: values of flags, and arguments. */
function places(): Place[] {
  return allOf(treeOf(program)).flatMap(({ path, flags, arguments: args }) => [
    ...flags.flatMap(({ names, label, takes, offer }) =>
      takes === 'nothing' ? [] : [{ path, label, flag: names.at(-1) ?? '', index: 0, offer }],
    ),
    ...args.map(({ label, offer }, index) => ({ path, label, flag: null, index, offer })),
  ]);
}

/** The flags that belong to a command, not to a setting. */
function ownFlags(path: readonly string[]): string[] {
  const spec = COMMANDS.find(({ usage }) => `${usage} `.startsWith(`${path.join(' ')} `) && path.length > 0);
  return Object.values(spec?.options ?? {}).map(({ flag }) => flag?.split(' ')[0] ?? '');
}

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
      const { stdout } = await call((io) => completion({ ...NOTHING, args: [shell], program: odd, io }), {
        cwd: '/',
      });
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

test('zsh and fish offer the same words and files', () => {
  const { zsh = '', fish = '' } = scripts;
  for (const { label, offer } of places()) {
    const { words, paths } = offer;
    const list = words.join(' ');
    if (paths === 'bots') expect(zsh).toContain(`:${label}:_botpit_bots'`);
    const action = paths === 'none' ? `(${list})` : `{_botpit_or_path ${paths} ${list}}`;
    if (words.length > 0) {
      expect(zsh).toContain(`${label}:${action}'`);
      expect(fish).toContain(` -a '${list}'`);
    }
  }
  expect(zsh).toMatch(/--chaos='\[.*:preset\|file:\{_botpit_or_path files cuts /);
  for (const line of fish.split('\n').filter((row) => / -l (opponent|profile) /.test(row))) {
    expect(line).toMatch(/ -r -f$/);
  }
  expect(fish).toContain("'__botpit_at 0 verify' -F");
  expect(fish).not.toContain("'__botpit_at 0 show'");
  expect(fish).toContain("'__botpit_at any lab merge' -F");
  expect(zsh).toContain("'*:files:_files'");
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
    const { result, stdout, stderr } = await call(
      (io) => completion({ ...NOTHING, args: [shell].flatMap((word) => word ?? []), program, io }),
      { cwd: '/' },
    );
    expect({ result, stdout }).toEqual({ result: 'usage', stdout: '' });
    expect(stderr).toMatch(/bash, zsh or fish/);
  },
);
