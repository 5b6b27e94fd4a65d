import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GAME_IDS, type GameId } from '../../src/games/index.js';
import type { StoredMatch } from '../../src/history/index.js';
import { keptRounds } from '../../src/match/index.js';
import { matchPage, replayOf } from '../../src/pages/index.js';
import type { Replay } from '../../src/pages/replay.js';
import { sample } from '../cli/records-sample.js';
import { run } from '../cli/records-support.js';
import { keep } from '../cli/records-write.js';
import { launch, NO_BROWSER, type Opened, show, withPage } from '../support/chromium.js';
import { findings, tooWide } from '../support/inspect.js';
import { tempFolder } from '../support/run-cli.js';
import { recordOf } from './played-replay.js';

let folder: string;
const page = async (given: Record<string, unknown>, ...args: string[]) =>
  run('show', folder, { args, options: given as never });

beforeEach(async () => {
  folder = tempFolder();
  const hostile = { opponentName: '</title><img src=x onerror=alert(1)></script><script>alert(2)' };
  await keep(folder, 'practice', sample(1, hostile), sample(2));
});

describe('show --page', () => {
  test('writes a page, and over no other without --force', async () => {
    const file = join(folder, 'match.html');
    expect(await page({ page: 'match.html' }, 'match-01')).toMatchObject({
      exitCode: 0,
      stdout: `Match match-01 is in ${file}\n`,
    });
    const html = readFileSync(file, 'utf8');
    expect(html).toMatch(/^<!doctype html>/);
    writeFileSync(file, 'mine');
    const refused = await page({ page: 'match.html' }, 'match-01');
    expect(refused).toMatchObject({ exitCode: 64, stdout: '' });
    expect(refused.stderr).toContain('--force writes over it');
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await page({ page: 'match.html', force: true }, 'match-01')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(file, 'utf8')).toBe(html);
  });

  test('takes `last`, an exported file, and - for the standard output', async () => {
    await run('export', folder, { args: ['match-02'], options: { output: 'two.json' } });
    const [newest, exported] = [await page({ page: '-' }, 'last'), await page({ page: '-' }, 'two.json')];
    expect(newest.stdout).toContain('match-02');
    expect(exported.stdout).toBe(newest.stdout);
  });

  test('says where there is no folder for it', async () => {
    const nowhere = await page({ page: 'nowhere/match.html' }, 'match-01');
    expect(nowhere).toMatchObject({ exitCode: 64, stdout: '' });
    expect(nowhere.stderr).toContain('Name another file with --page');
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
    for (const force of [false, true])
      expect((await page({ page: '.', force }, 'match-01')).stderr).toMatch(/ is a folder\n/);
  });
});

describe('replay --page', () => {
  const NEW = `export default {
    name: 'new', games: ['rps'],
    move(turn) {
      if (turn.round === 2) throw new Error('no idea');
      return 'paper';
    },
  };`;
  const replay = (options: Record<string, unknown>, flags: Record<string, unknown> = {}) =>
    run('replay', folder, { args: ['match-01'], options: options as never, flags: flags as never });

  test('has in each round what another strategy would have played', async () => {
    writeFileSync(join(folder, 'new.mjs'), NEW);
    const written = await replay({ page: 'match.html' }, { strategy: './new.mjs' });
    expect(written.stdout).toMatch(
      /moves as recorded in 1 of 2 turns[\s\S]*Match match-01 is in .*match\.html\n$/,
    );
    const alone = await replay({ page: '-' }, { strategy: './new.mjs' });
    expect(alone.stdout).toBe(readFileSync(join(folder, 'match.html'), 'utf8'));
    const [, , json = ''] = DATA.exec(alone.stdout) ?? [];
    expect((JSON.parse(json) as Replay).rounds.map(({ otherAnswer }) => otherAnswer)).toEqual([
      { strategy: 'new', move: { choice: 'paper' }, problem: null },
      { strategy: 'new', move: null, problem: 'threw' },
    ]);
  });

  test('is that of show without one', async () => {
    const { stdout } = await replay({ page: '-' });
    expect(stdout).toBe((await page({ page: '-' }, 'match-01')).stdout);
  });
});

/** A page of a match that was really played by the rules. */
const fairPage = (game: GameId = 'coinflip') => matchPage(replayOf(evidenceOf(recordOf(game, 'page'))));
const evidenceOf = (match: StoredMatch) => ({ match, frames: [], hashUsedIn: null });

const DATA = /(<script type="application\/json" id="match">)(.*?)(<\/script>)/s;

/** Changes the data of a page, as somebody with an editor does. */
function withData(html: string, change: (match: Any) => unknown): string {
  return html.replace(DATA, (_all, open: string, json: string, close: string) => {
    const match = JSON.parse(json);
    change(match);
    return `${open}${JSON.stringify(match).replaceAll('<', '\\u003c')}${close}`;
  });
}

// biome-ignore lint/suspicious/noExplicitAny: it is changed to what it must not be
type Any = any;

test.each(GAME_IDS)('%s: the longest match that is kept makes less than 300 KB', (game) => {
  const match = recordOf(game, 'long');
  const rounds = Array.from({ length: keptRounds(game) }, (_, i) => ({
    ...(match.rounds[i % match.rounds.length] as StoredMatch['rounds'][number]),
    round: i + 1,
  }));
  const html = matchPage(replayOf(evidenceOf({ ...match, rounds })));
  expect(Buffer.byteLength(html)).toBeLessThan(300_000);
});

describe.skipIf(NO_BROWSER !== null)('in a browser', () => {
  let browser: Browser;
  let window: Page;
  beforeAll(async () => {
    browser = await launch();
    window = await browser.newPage();
  });
  afterAll(() => browser.close());

  /** What can be read of an element. */
  const textOf = (page: Page, element = 'body') =>
    // biome-ignore lint/performance/useDomNodeTextContent: what is hidden cannot be read
    page.locator(element).first().innerText();
  const verdict = async ({ page }: Opened) => textOf(page, '.verdict');

  test('shows a match of a hostile opponent, asks for nothing and complains of nothing', async () => {
    const { stdout } = await page({ page: '-' }, 'match-01');
    await withPage(browser, stdout, {}, async (opened) => {
      await opened.page.locator('svg.board').waitFor();
      expect(await textOf(opened.page, 'main')).toContain('<img src=x onerror=alert(1)>');
      expect(await verdict(opened)).toMatch(/^not fair: the seed is not the one that was committed to$/);
      expect(opened.complaints).toEqual([]);
      expect(opened.requests).toEqual([]);
    });
  });

  test('opens from a disk by its own name', async () => {
    await page({ page: 'match.html' }, 'match-01');
    await window.goto(pathToFileURL(join(folder, 'match.html')).href);
    await window.locator('svg.board').waitFor();
  });

  test('proves that a match was fair, with every step', async () => {
    await show(window, fairPage(), async (opened) => {
      const draws = recordOf('coinflip', 'page').rounds.length;
      expect(await verdict(opened)).toBe(
        `fair: all ${draws} draws follow from the seed that was promised before the match`,
      );
      await opened.page.locator('.proof summary').click();
      await expect.poll(() => opened.page.locator('.draws tbody tr').count()).toBe(draws);
      expect(await textOf(opened.page, '.draws tbody tr')).toMatch(
        /match page:1:0[\s\S]*[0-9a-f]{64}[\s\S]*0\.\d{6}[\s\S]*the flip, (?:heads|tails)/,
      );
      // On paper, where nobody steps, every round stands.
      const printed = opened.page.locator('.printed tbody tr');
      await expect.poll(() => printed.first().isVisible()).toBe(false);
      await opened.page.emulateMedia({ media: 'print' });
      await expect.poll(() => printed.first().isVisible()).toBe(true);
      await expect.poll(() => printed.count()).toBe(recordOf('coinflip', 'page').rounds.length);
      await opened.page.emulateMedia({ media: null });
      expect(opened.complaints).toEqual([]);
    });
  });

  const turned = (side: string) => (side === 'heads' ? 'tails' : 'heads');
  test.each<[string, (match: Any) => unknown, RegExp]>([
    [
      'a draw',
      ({ rounds: [, { result }] }) => Object.assign(result, { flip: turned(result.flip) }),
      /^not fair: draw 2 is (heads|tails), and this match says (?!\1)/,
    ],
    [
      'the winner',
      ({ end }) => Object.assign(end, { outcome: end.outcome === 'win' ? 'loss' : 'win' }),
      /^not fair: the winner is /,
    ],
    [
      'the seed',
      ({ fairness }) => Object.assign(fairness, { serverSeed: 'f'.repeat(64) }),
      /^not fair: the seed is not the one/,
    ],
    ['the id', (match) => Object.assign(match, { matchId: 'another' }), /^not fair: draw \d+ is /],
    [
      'the outcome of a round',
      ({ rounds: [first] }) => Object.assign(first, { outcome: first.outcome === 'win' ? 'loss' : 'win' }),
      /^not fair: in round 1 the outcome is /,
    ],
    [
      'no derivation',
      ({ fairness }) => Object.assign(fairness, { draws: null }),
      /^cannot be checked: this arena does not publish its derivation$/,
    ],
    [
      'no seed',
      ({ fairness }) => Object.assign(fairness, { serverSeed: '' }),
      /^cannot be checked: this arena revealed no seed/,
    ],
    [
      'no commitment',
      ({ fairness }) => Object.assign(fairness, { serverSeedHash: '' }),
      /^cannot be checked: this arena committed to no seed/,
    ],
    [
      'the lab',
      (match) => Object.assign(match, { fairness: null, startedAt: null }),
      /^cannot be checked: this is a match of the lab/,
    ],
  ])('tells of %s', async (_what, change, expected) => {
    const sandboxed = withData(fairPage(), (match) => change(Object.assign(match, { sandbox: true })));
    await show(window, sandboxed, async (opened) => {
      expect(await verdict(opened)).toMatch(expected);
      expect(opened.complaints).toEqual([]);
    });
  });

  test('says so where the browser has no cryptography for it', async () => {
    const html = fairPage().replace('<head>', '<head><!-- -->');
    await withPage(browser, html, {}, async ({ page: opened }) => {
      await opened.addInitScript(() =>
        Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }),
      );
      await opened.reload();
      expect(await textOf(opened, '.verdict')).toMatch(/^cannot be checked: this browser offers no/);
    });
  });

  test.each<[string, (html: string) => string, RegExp]>([
    ['no match', (html) => html.replace(DATA, ''), /This file is damaged[\s\S]*nothing is there/],
    [
      'half a match',
      (html) => html.replace(DATA, (all) => all.replace(/.{200}<\/script>$/, '</script>')),
      /damaged[\s\S]*not whole JSON/,
    ],
    [
      'another kind of value',
      (html) => withData(html, (match) => Object.assign(match.rounds[0], { score: 'two' })),
      /rounds\[0\]\.score is not two numbers/,
    ],
    [
      'a round twice',
      (html) => withData(html, (match) => match.rounds.push(match.rounds[0])),
      /is not after the one before it/,
    ],
    [
      'a list in its place',
      (html) => withData(html, (match) => Object.assign(match, { mine: [] })),
      /mine is not an object/,
    ],
    [
      'no script',
      (html) => html.replace(/<script>[\s\S]*<\/script>/, ''),
      /If the rounds do not appear, this file is damaged/,
    ],
    [
      'another script',
      (html) => html.replace(/<script>/, '<script>alert(1);'),
      /If the rounds do not appear, this file is damaged/,
    ],
  ])('with %s it says that it is damaged', async (_what, damage, expected) => {
    const damaged = damage(fairPage());
    expect(damaged).not.toBe(fairPage());
    await show(window, damaged, async ({ page: opened, complaints }) => {
      expect(await textOf(opened)).toMatch(expected);
      expect(complaints.filter((one) => !one.includes('Content Security Policy'))).toEqual([]);
    });
  });

  test('is never blank, wherever it was cut off', async () => {
    const html = fairPage();
    const start = html.indexOf('</h1>');
    for (let i = 0; i < 8; i++) {
      const cut = html.slice(0, start + Math.floor(((html.length - start) * i) / 8));
      await show(window, cut, async ({ page: opened }) => {
        expect((await textOf(opened)).trim(), `cut at ${cut.length}`).not.toBe('');
      });
    }
  });

  test('says what it is without JavaScript', async () => {
    await withPage(browser, fairPage(), { javaScriptEnabled: false }, async ({ page: opened }) => {
      expect(await textOf(opened)).toMatch(/allow this page to run its script/);
    });
  });

  test.each([
    ['light', 360],
    ['dark', 800],
  ] as const)('is for everybody: %s, %i px', async (colorScheme, width) => {
    await withPage(browser, fairPage(), { colorScheme, viewport: { width, height: 800 } }, async (opened) => {
      await verdict(opened);
      await opened.page.locator('.proof summary').click();
      expect(await tooWide(opened.page, [width])).toEqual([]);
      expect(await findings(opened.page)).toEqual([]);
      expect(await opened.page.evaluate(() => document.documentElement.lang)).toBe('en');
    });
  });
});
