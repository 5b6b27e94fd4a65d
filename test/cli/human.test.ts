import { PassThrough } from 'node:stream';
import { describe, expect, it, test } from 'vitest';
import { GAME_IDS, type GameId } from '../../src/games/index.js';
import { Captured, runCli } from '../support/run-cli.js';

/** A keyboard at a terminal. */
class Keyboard extends PassThrough {
  readonly isTTY = true;
  raw = false;

  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }
}

/**
 * Plays with `--human`; presses these keys whenever a move is asked for, the last of several also from then on.
 * @param columns of the terminal
 */
async function playing(
  game: GameId,
  keys: string | readonly string[],
  columns = 80,
  more: readonly string[] = [],
) {
  const left = [...(typeof keys === 'string' ? [keys] : keys)];
  const stdin = new Keyboard();
  const stderr = new Captured(true, columns);
  let seen = 0;
  let wasRaw = false;
  stderr.on('text', () => {
    const fresh = stderr.text.slice(seen);
    if (!/\d+ s {2}.*\? /.test(fresh)) return;
    seen = stderr.text.length;
    wasRaw = stdin.raw;
    stdin.write(left.length > 1 ? left.shift() : left[0]);
  });
  const args = ['play', game, '--local', '--human', '--matches', '1', ...more];
  const ran = await runCli(args, { isTTY: true, stdin, stderr });
  return { ...ran, wasRaw, isRaw: stdin.raw };
}

const KEYS: Readonly<Record<GameId, string>> = {
  rps: 'r',
  coinflip: 'h',
  hi_lo: 'l',
  dice_duel: '\r',
  high_card_duel: 'd',
  crash: '1.5\r',
  mines: '5\r',
  blotto: '9\r',
  math_duel: '-7\r',
  reaction_ring: '500\r',
};

describe.concurrent('a person plays', () => {
  test.each(GAME_IDS)('%s to its end, by keys', async (game) => {
    const { exitCode, stdout, stderr, wasRaw, isRaw } = await playing(game, KEYS[game]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('1 match');
    expect(stderr).not.toContain('fallback');
    // The terminal is as it was.
    expect([wasRaw, isRaw]).toEqual([true, false]);
  });

  it('fits a narrow terminal, with the question in it', async () => {
    const { exitCode, stderr } = await playing('blotto', '9\r', 40);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/\d+ s {2}bid\? /);
  });

  it('tells the rules, and what is not a move', async () => {
    const { stderr } = await playing('mines', ['?99\r5\r', '5\r'], 120);
    expect(stderr).toContain('Type a number and Enter: 1 to 20. Backspace takes a key back.');
    // In the help, too, and not only at the start.
    expect(stderr.match(/Ctrl-C or Ctrl-D leaves at once, and resigns/g)).toHaveLength(2);
    expect(stderr).toContain('"99" is not a move. Type a number and Enter: 1 to 20.');
  });

  test.each([
    ['blotto', '2,5', '0 to your budget'],
    ['blotto', '1 2', '0 to your budget'],
    ['blotto', '0x10', '0 to your budget'],
    ['blotto', ' ', '0 to your budget'],
    ['crash', '2,5', '1.01 to 10, in whole hundredths'],
    ['crash', 'abc', '1.01 to 10, in whole hundredths'],
    ['crash', '1.50000000000000000001', '1.01 to 10, in whole hundredths'],
    // One digit more than is kept.
    ['math_duel', `${'0'.repeat(24)}1`, 'a whole number'],
  ] as const)(
    '%s: "%s" is refused as it was typed, and never played as another number',
    async (game, typed, range) => {
      const { exitCode, stderr } = await playing(game, [`${typed}\r`, KEYS[game]], 120);
      expect(exitCode, stderr).toBe(0);
      expect(stderr).toContain(`"${typed.slice(0, 24)}" is not a move. Type a number and Enter: ${range}.`);
      expect(stderr).toMatch(new RegExp(`round 1 {3}${KEYS[game].trim()}0?x? – `));
    },
  );

  it('a key that begins no move is refused at once, and the next one moves', async () => {
    const { exitCode, stderr } = await playing('rps', 'x9 r', 120);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('"x" is not a move. Press the first letter: rock, paper, scissors.');
    // Once a turn, and neither as it is sent nor with the keys after it.
    expect(stderr).not.toMatch(/"9"|"x9|choice:/);
    expect(stderr).toMatch(/round 1 {3}rock – /);
  });

  it('whoever types the whole word plays it once', async () => {
    const { stderr } = await playing('rps', ['s', 'cissors\rp', 'r']);
    expect(stderr).not.toContain('is not a move');
    expect(stderr).toMatch(/round 1 {3}scissors – [\s\S]*round 2 {3}paper – /);
  });

  it('a slip of the finger is taken back', async () => {
    const { stderr } = await playing('reaction_ring', '7\u007f12\r');
    expect(stderr).toMatch(/round 1 {3}12 – /);
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('leaves by %s: the match is resigned, the summary told, the terminal as it was', async (name, key) => {
    const { exitCode, stdout, stderr, isRaw } = await playing('rps', key);
    expect(exitCode).toBe(130);
    // Before the first key, and not only to whoever asks.
    expect(stderr.slice(0, stderr.indexOf('? help'))).toMatch(
      new RegExp(`${name}.* leaves at once, and resigns the match in progress`),
    );
    expect(stderr).toContain('The match was resigned');
    expect(stdout).toContain('stopped at once; a match in progress was resigned');
    expect(isRaw).toBe(false);
  });
});

test.each([
  ['no terminal', ['rps', '--local'], false, '--human needs a terminal to ask and to show'],
  ['JSON', ['rps', '--local', '--json'], true, '--human needs a terminal to ask and to show'],
  ['an arena elsewhere', ['rps', '--sandbox'], true, '--human plays in the arena on this machine only'],
  [
    'a strategy',
    ['rps', '--local', '--strategy', 'random'],
    true,
    'with --human you play yourself, and not random',
  ],
])('refuses %s with 64', async (_what, args, isTTY, message) => {
  const env = { BOTPIT_API_KEY: 'bp_sk_0123456789abcdef' };
  const { exitCode, stderr } = await runCli(['play', ...args, '--human'], {
    isTTY,
    stdin: new Keyboard(),
    env,
  });
  expect(exitCode, stderr).toBe(64);
  expect(stderr).toContain(message);
});
