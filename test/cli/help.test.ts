import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMMAND_HELP } from '../../src/cli/command-help.js';
import { COMMANDS } from '../../src/cli/command-table.js';
import { buildProgram } from '../../src/cli/program.js';
import { KEYS, type Key, settingOf } from '../../src/config/settings.js';
import { Captured, runCli } from '../support/run-cli.js';

/** `lab match` for `lab match <a> <b>`. */
const nameOf = (usage: string) => usage.replace(/ [<[].*/, '');

const COMMANDS_AND_GROUPS = Object.keys(COMMAND_HELP);

const program = buildProgram(process, () => undefined);

async function helpOf(name: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli([...name.split(' ').filter(Boolean), '--help']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

/** The words of a command line, up to where the shell takes over. */
function wordsOf(line: string): string[] {
  const own = line.split(/ [|>] /)[0] ?? '';
  return [...own.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

/** The name of the command that takes a command line with all its flags and arguments. */
function takenBy(line: string): string {
  const words = wordsOf(line);
  const path: string[] = [];
  let command = program;
  for (;;) {
    const next = command.commands.find((each) => each.name() === words[0]);
    if (!next) break;
    command = next;
    path.push(words.shift() ?? '');
  }
  const { operands, unknown } = command.parseOptions(words);
  expect(
    unknown.filter((word) => word !== '--help'),
    line,
  ).toEqual([]);
  const { registeredArguments: args } = command;
  if (args.at(-1)?.variadic !== true) expect(operands.length, line).toBeLessThanOrEqual(args.length);
  expect(operands.length, line).toBeGreaterThanOrEqual(args.filter(({ required }) => required).length);
  return path.join(' ');
}

describe('every command of the table', () => {
  test('has its help, and there is no other', () => {
    const groups = ['', ...new Set(COMMANDS.flatMap(({ usage }) => usage.match(/^\w+(?= \w)/)?.[0] ?? []))];
    const expected = [...groups, ...COMMANDS.map(({ usage }) => nameOf(usage))];
    expect(COMMANDS_AND_GROUPS.toSorted()).toEqual(expected.toSorted());
  });

  test.each(COMMANDS.map(({ usage }) => [nameOf(usage), usage]))(
    '%s says what its arguments are',
    (name, usage) => {
      const labels = [...usage.matchAll(/[<[]([^\]>]+?)(?:\.{3})?[\]>]/g)].map(([, label]) => label);
      expect(Object.keys(COMMAND_HELP[name]?.arguments ?? {})).toEqual(labels);
    },
  );

  test.each(COMMANDS_AND_GROUPS)(
    '"%s --help" has two examples, and keeps within 80 columns',
    async (name) => {
      const help = await helpOf(name);
      const examples = COMMAND_HELP[name]?.examples ?? [];
      expect(examples.length).toBeGreaterThanOrEqual(2);
      for (const [line, does] of examples) expect(help).toContain(`\n  botpit ${line}\n      ${does}\n`);
      for (const about of Object.values(COMMAND_HELP[name]?.arguments ?? {}))
        expect(help.replace(/\s+/g, ' ')).toContain(about);
      expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
    },
  );

  test.each(COMMANDS_AND_GROUPS)('the examples of "%s" are command lines that it takes', (name) => {
    // The examples of a group are those of its commands, and the program's are of any.
    for (const [line] of COMMAND_HELP[name]?.examples ?? [])
      expect(takenBy(line)).toMatch(new RegExp(`^${name}`));
  });
});

test('on a narrow terminal descriptions stand below what they describe', async () => {
  const stdout = new Captured(true, 40);
  await runCli(['play', '--help'], { stdout });
  expect(stdout.text).toContain('\n  --matches <n>\n      Stop after so many matches.\n');
  const own = stdout.text.slice(0, stdout.text.indexOf('Examples:')).split('\n');
  // A term itself is not broken.
  expect(own.filter((line) => line.length > 40 && !line.startsWith('  --'))).toEqual([]);
});

test('npm start ends with four commands that there are, within 80 columns', async () => {
  const script = fileURLToPath(new URL('../../.ci/next-steps.js', import.meta.url));
  const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  const lines = [...stdout.matchAll(/^ {2}node bin\/botpit\.js (.*)$/gm)].map(([, line = '']) => line);
  expect(lines.map(takenBy)).toEqual(['watch', 'init', 'games', 'lab match']);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

describe('the flags of settings', () => {
  test.each(['play', 'queue', 'challenge create', 'config', 'recipe', 'doctor'])(
    '%s --help has them in groups',
    async (name) => {
      const help = await helpOf(name);
      const part = (title: string) => help.split(new RegExp(`^${title}:$`, 'm'))[1]?.split('\n\n')[0] ?? '';
      const flags = {
        Play: ['--strategy', '--local', '--matches', '--chaos'],
        Money: ['--wager', '--sandbox', '--max-loss', '--max-fallbacks', '--deny'],
        Connection: ['--url', '--api-key-file', '--give-up-after'],
        Records: ['--data-dir', '--no-record'],
        Monitoring: ['--metrics', '--log-file', '--webhook'],
        Options: ['--json', '--config', '--help'],
      };
      // What a command only takes to refuse it is not shown.
      const { refused = [] } = COMMANDS.find(({ usage }) => nameOf(usage) === name) ?? {};
      for (const [title, names] of Object.entries(flags)) {
        for (const flag of names) {
          const shown = new RegExp(`^  (-h, )?${flag}\\b`, 'm').test(part(title));
          expect({ title, flag, shown }).toEqual({
            title,
            flag,
            shown: !refused.includes(flag.slice(2) as Key),
          });
        }
      }
    },
  );

  test('that turn something off say what they do', async () => {
    const negated = KEYS.filter((key) => settingOf(key).flag?.startsWith('--no-'));
    expect(negated).toEqual(expect.arrayContaining(['record', 'limits', 'color']));
    const help = (await helpOf('play')).replace(/\s+/g, ' ');
    for (const key of negated) {
      const { flag, negated: does, description } = settingOf(key);
      expect(help).toContain(`${flag} ${does}`);
      expect(help).not.toContain(description);
    }
  });
});

describe('the table of games', () => {
  const linesAt = async (columns: number) => {
    const stdout = new Captured(true, columns);
    await runCli(['games'], { stdout });
    return stdout.text.trimEnd().split('\n');
  };

  test.each([
    { columns: 80, head: 'GAME            FORMAT           MOVE' },
    { columns: 40, head: 'GAME            FORMAT' },
    { columns: 20, head: 'GAME' },
  ])('fits $columns columns, a row for each game', async ({ columns, head }) => {
    const lines = await linesAt(columns);
    expect(lines[0]).toBe(head);
    expect(lines).toHaveLength(11);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });
});
