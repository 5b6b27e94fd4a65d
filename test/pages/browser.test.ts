import { EventEmitter } from 'node:events';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GAME_IDS, gameOf } from '../../src/games/index.js';
import { sample } from '../cli/records-sample.js';
import { played } from '../cli/records-support.js';
import { keep } from '../cli/records-write.js';
import { launch, NO_BROWSER } from '../support/chromium.js';
import { findings, type Inspected, inspect, tooWide } from '../support/inspect.js';
import { Captured, runCli, tempFolder } from '../support/run-cli.js';

/* All pages, in every state that they can be in, in a real browser: one window for all of them. */

/** 360 last, as all is looked at once more there. */
const WIDTHS = [1600, 800, 480, 360];

const HOSTILE = `<img src=x onerror=alert(1)>\u202e${'W'.repeat(300)}`;

type Arrive = (page: Page) => Promise<unknown>;

describe.skipIf(NO_BROWSER !== null)('in a browser', () => {
  let browser: Browser;
  let view: Inspected;
  const stops: (() => Promise<unknown>)[] = [];
  const urls = { watch: '', nothing: '' };
  /** Of a match of each game, and of one against somebody hostile. */
  const keys: Record<string, string> = {};

  /** A command that serves pages until it is told to end. */
  async function serve(...args: string[]): Promise<string> {
    const signals = new EventEmitter();
    const stdout = new Captured(false);
    const ran = runCli([...args, '--port', '0'], { signals, stdout });
    stops.push(async () => {
      signals.emit('SIGINT');
      return ran;
    });
    const [url] = await stdout.matching(/http:\/\/[\w.:]+\//);
    return url;
  }

  beforeAll(async () => {
    const folder = await played(GAME_IDS.join(','), GAME_IDS.length, ['--strategy', 'random']);
    await keep(folder, 'practice', sample(1, { opponentName: HOSTILE, strategy: './my bot.ts' }));
    browser = await launch();
    view = await inspect(browser, { reducedMotion: 'reduce' });
    urls.watch = await serve('watch', '--data-dir', folder);
    urls.nothing = await serve('watch', '--data-dir', tempFolder());
    const answer = await fetch(`${urls.watch}api/matches?count=100`);
    const { matches } = (await answer.json()) as {
      matches: { key: string; game: string; opponentName: string }[];
    };
    for (const { key, game, opponentName } of matches)
      keys[opponentName.startsWith('<img') ? 'hostile' : game] ??= key;
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all(stops.map((stop) => stop()));
  });

  /** Goes to a page, brings it into the state that is meant, and looks at it in every way. */
  async function expectGood(url: string, arrive: Arrive, expected: readonly string[] = []): Promise<void> {
    const { page, complaints } = view;
    await page.goto('about:blank');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    complaints.length = 0;
    await page.goto(url);
    await arrive(page);
    const light = await findings(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    const wide = await tooWide(page, WIDTHS);
    const dark = await findings(page);
    expect({ light, wide, dark, complaints }).toEqual({
      light: [],
      wide: [],
      dark: [],
      complaints: expected,
    });
    // A name is text wherever it stands.
    expect(await page.locator('img').count()).toBe(0);
  }

  const seen = (text: string | RegExp) => (page: Page) => page.getByText(text).first().waitFor();

  test('watch: the overview', () => expectGood(urls.watch, seen('How did it go?')));
  test('watch: before the first match', () => expectGood(urls.nothing, seen('Nothing plays')));
  test('watch: all matches', () => expectGood(`${urls.watch}#/matches`, seen('11 matches')));
  test('watch: a place that there is not', () =>
    expectGood(`${urls.watch}#/nowhere`, seen('There is nothing at this address.')));
  test('watch: a match that there is not', () =>
    expectGood(`${urls.watch}#/match/real.0.99`, seen('there is no such match'), [
      expect.stringContaining('400 (Bad Request)'),
    ]));
  test('watch: a match of somebody hostile', () =>
    expectGood(`${urls.watch}#/match/${keys.hostile}`, (page) => page.locator('svg.board').waitFor()));
  test('watch: a match of each game', async () => {
    const { page, complaints } = view;
    for (const game of GAME_IDS) {
      await page.goto(`${urls.watch}#/match/${keys[game]}`);
      await page.locator(`svg.board[aria-label^="${gameOf(game).name}"]`).waitFor();
    }
    expect(complaints).toEqual([]);
  });
});
