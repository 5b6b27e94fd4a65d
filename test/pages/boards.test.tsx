import { readFileSync } from 'node:fs';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { drawInt, GAME_IDS } from '../../src/games/index.js';
import { seededDraws } from '../../src/match/index.js';
import { Board } from '../../src/pages/boards/index.js';
import { playedWords } from '../../src/pages/boards/words.js';
import type { Replay, ReplayRound } from '../../src/pages/replay.js';
import { CASE_NAMES, matchOf, playMatch } from './matches.js';

/** An element a line, so that a change of a snapshot can be read. */
function drawn(match: Replay, shown: number): string {
  return renderToString(<Board match={match} shown={shown} />)
    .replace(/><\/(?!g>|svg>|text>)\w+>/g, '/>')
    .replaceAll('><', '>\n<');
}

/** What a board says, and what is the game's own in it: the rest is the same in all. */
function ownPart(svg: string): string {
  const label = /aria-label="([^"]*)"/.exec(svg)?.[1];
  const field = /<g class="field">\n(.*)<\/g>/s.exec(svg)?.[1];
  return `${label}\n${field}`;
}

/** What no drawing may hold, whatever it was made from. */
function expectSound(svg: string): void {
  expect(svg).toMatch(/^<svg class="board"/);
  expect(svg).not.toMatch(/NaN|Infinity|undefined|\[object/);
  expect(svg.length).toBeLessThan(30_000);
}

describe.each(GAME_IDS)('the board of %s', (game) => {
  test.each(CASE_NAMES)('%s', (name) => {
    const { match, shown } = matchOf(game, name);
    const svg = drawn(match, shown);
    expectSound(svg);
    expect(ownPart(svg)).toMatchSnapshot();
  });

  test('before the first round, and while a turn waits, nothing is told of it', () => {
    const match = playMatch(game, { most: 2 });
    const waits = drawn(match, 3);
    expect(waits).toContain('round 3');
    expect(waits).toContain('?');
    const before = drawn({ ...match, turn: null }, 0);
    expect(before).toContain('start');
    for (const svg of [waits, before]) {
      expectSound(svg);
      expect(svg).not.toMatch(/[▲▽◔✕]/);
    }
  });

  test('anything may stand in a result and a state', () => {
    const { match } = matchOf(game, 'win');
    for (let seed = 1; seed <= 100; seed++) {
      const rounds = match.rounds.map((round, i) => damaged(round, seededDraws(1000 * seed + i)));
      const turn = match.turn && {
        ...match.turn,
        state: hostile(seededDraws(seed)) as ReplayRound['result'],
      };
      for (const shown of [1, rounds.length, rounds.length + 1])
        expectSound(drawn({ ...match, rounds, turn }, shown));
    }
  });
});

test('the frame of a board', () => {
  const { match, shown } = matchOf('rps', 'fallback');
  const svg = drawn(match, shown);
  expect(svg.replace(ownPart(svg).split('\n').slice(1).join('\n'), '')).toMatchSnapshot();
});

test.each([
  ['rps', 'rock'],
  ['hi_lo', 'higher'],
  ['dice_duel', 'rolls 7'],
  ['high_card_duel', 'draws J'],
  ['crash', 'out at 2.5'],
  ['mines', '1 tile'],
  ['math_duel', 'answers -3'],
  ['reaction_ring', 'guesses 500'],
  ['blotto', 'bids 12'],
])('what was done in a round of %s, in words: %s', (game, words) => {
  const [round] = playMatch('rps', { most: 1 }).rounds;
  const result = {
    your_move: { choice: words, action: 'x', cashout: 2.5, tiles: 1, answer: -3, guess: 500, bid: 12 },
    your_roll: 7,
    your_card: 11,
  };
  expect(playedWords(game, { ...(round as ReplayRound), result }, 'mine')).toBe(words);
  expect(playedWords(game, { ...(round as ReplayRound), result: { your_move: null } }, 'mine')).toBe(
    'no move',
  );
  for (const value of HOSTILE) {
    const broken = {
      your_move: { choice: value, tiles: value, bid: value },
      your_roll: value,
      your_card: value,
    };
    for (const result of [broken, { your_move: value }]) {
      const text = playedWords(game, { ...(round as ReplayRound), result }, 'mine');
      expect(text.length).toBeLessThanOrEqual(130);
    }
  }
});

test('a match that was resigned before its first round, and one in which neither side moved', () => {
  const match = playMatch('rps', { most: 0 });
  const end = {
    ...playMatch('rps').end,
    outcome: 'win',
    score: [0, 0],
    termination: 'resign',
  } as Replay['end'];
  const resigned = drawn({ ...match, turn: null, end }, 0);
  expectSound(resigned);
  expect(resigned).toContain('Rock Paper Scissors, end. alpha 0, omega 0 resigned.');
  expect(resigned).toContain('omega resigned the match.');
  const idle = drawn(playMatch('rps', { most: 1, mine: () => null, theirs: () => null }), 1);
  expect(idle).toContain('alpha 0 tied late, omega 0 tied late. Neither side moved in time: a tie.');
  const both = drawn(playMatch('rps', { mine: () => null, theirs: () => null }), 3);
  expect(both).toContain('Both sides forfeit: late too often.');
});

test('a game that has no board is told in words', () => {
  const svg = drawn({ ...playMatch('rps'), game: 'chess' }, 1);
  expectSound(svg);
  expect(svg).toContain('chess');
});

test('the name of a side is text, shortened where it is long', () => {
  const match = playMatch('high_card_duel');
  const name = `<img onerror=alert(1)>\u202e${'x'.repeat(100_000)}`;
  const svg = drawn({ ...match, mine: { ...match.mine, name } }, 1);
  expectSound(svg);
  expect(svg).not.toMatch(/<img|\u202e/);
  expect(svg).toContain('&lt;img onerror');
});

/** The round with some of what was told of it replaced. */
function damaged(round: ReplayRound, draws: (round: number, index: number) => number): ReplayRound {
  let at = 0;
  const draw = () => draws(1, at++);
  const broken = (from: Readonly<Record<string, unknown>> | null) =>
    Object.fromEntries(
      Object.entries(from ?? {}).flatMap(([key, value]) => {
        const kind = drawInt(draw, 0, 3);
        if (kind === 0) return [];
        return [[key, kind === 1 ? value : hostile(draws, at++)]];
      }),
    );
  return {
    ...round,
    result: broken(round.result),
    state: broken(round.state),
    outcome: draw() < 0.2 ? ('?' as ReplayRound['outcome']) : round.outcome,
    score: draw() < 0.2 ? (hostile(draws, at++) as ReplayRound['score']) : round.score,
  };
}

const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1.5,
  1e9,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  'not a number',
  '</svg><script>alert(1)</script>',
  'x'.repeat(100_000),
  '1 + '.repeat(10_000),
  [],
  [[[]]],
  Array.from({ length: 10_000 }, (_, i) => i),
  {},
  { choice: { choice: 'rock' } },
  { choice: 'constructor', tiles: 1e9, bid: -5, guess: 1e12, cashout: 1e300, answer: -1e15 },
  JSON.parse('{"__proto__": {"your_move": null}, "toString": 1}'),
];

function hostile(draws: (round: number, index: number) => number, index = 0): unknown {
  return HOSTILE[Math.floor(draws(2, index) * HOSTILE.length)];
}

test('where the mines were is drawn from the seed, where its draws are known and tell the same', () => {
  const { match, shown } = matchOf('mines', 'win');
  const round = match.rounds[shown - 1] as ReplayRound;
  const first = Number(round.result.mine_at);
  const places = [first, first + 1, 22, 23, 24];
  const count = (mines?: ReadonlyMap<number, readonly number[]>) =>
    renderToString(<Board {...{ match, shown, mines }} />).match(/class="mine-/g)?.length;
  const alone = count();
  expect(alone).toBe(1 + 2);
  expect(count(new Map([[round.round, places]]))).toBe(1 + 2 * 5);
  expect(count(new Map([[round.round, [first + 1, ...places]]]))).toBe(alone);
});

test('dice are drawn from the seed, where its draws are known and make the sum that was told', () => {
  const { match, shown } = matchOf('dice_duel', 'win');
  const round = match.rounds[shown - 1] as ReplayRound;
  const [mine, theirs] = [Number(round.result.your_roll), Number(round.result.opponent_roll)];
  const dice = (sum: number) => [Math.max(1, sum - 6), Math.min(sum - 1, 6)];
  const pips = (first: readonly number[]) => {
    const known = new Map([[round.round, { mine: first, theirs: dice(theirs) }]]);
    return renderToString(<Board {...{ match, shown, dice: known }} />).match(/fill-(?:ink|sunk)/g);
  };
  expect(pips(dice(mine))).toEqual(Array(mine + theirs).fill('fill-ink'));
  // The other side's dice are still those of the seed.
  expect(pips([1, 1])).toHaveLength(12 + theirs);
  expect(pips([mine])).toHaveLength(12 + theirs);
});

test('a board of blotto tells on which side the ground is: that of side a, wherever it is drawn', () => {
  const match = playMatch('blotto', { seed: 4, mine: () => ({ bid: 20 }), theirs: () => ({ bid: 19 }) });
  const at = match.rounds.findIndex(({ state }) => state?.terrain_bonus_a === 1.2) + 1;
  expect(drawn(match, at)).toContain('alpha sent 20\u00a0×\u00a01.2\u00a0=\u00a024, omega 19');
  expect(drawn({ ...match, side: 'b' }, at)).toContain('omega 19\u00a0×\u00a01.2\u00a0=\u00a022.8');
});

describe.each(['light', 'dark'])('in the %s theme', (theme) => {
  const css = readFileSync(new URL('../../src/pages/app/page.css', import.meta.url), 'utf8');
  const [light = '', dark = ''] = css.split(/@media [a-z ]*\(prefers-color-scheme: dark\)/);
  const text = theme === 'light' ? light : dark.slice(0, dark.indexOf('* {'));
  const colours = new Map(
    [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]),
  );

  // axe-core looks at no text of an SVG.
  test.each([
    ...['ink', 'muted', 'win', 'loss', 'warn'].map((name) => [name, 'surface']),
    ...['ink', 'muted'].flatMap((name) =>
      ['mine-ground', 'theirs-ground', 'sunk'].map((ground) => [name, ground]),
    ),
    ...['mine', 'theirs'].map((ground) => ['surface', ground]),
  ])('%s can be read on %s', (name = '', ground = '') => {
    const [one, other] = [luminance(colours.get(name)), luminance(colours.get(ground))].sort((a, b) => a - b);
    expect(((other ?? 0) + 0.05) / ((one ?? 0) + 0.05)).toBeGreaterThan(4.5);
  });
});

function luminance(hex = '#'): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
