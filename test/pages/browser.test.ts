import { EventEmitter } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GAME_IDS, type GameId, gameOf } from '../../src/games/index.js';
import { sample } from '../cli/records-sample.js';
import { played } from '../cli/records-support.js';
import { keep } from '../cli/records-write.js';
import { launch, NO_BROWSER } from '../support/chromium.js';
import { findings, type Inspected, inspect, tooWide } from '../support/inspect.js';
import { Captured, type Ran, type RunOptions, runCli, tempFolder } from '../support/run-cli.js';

/* All pages, in every state that they can be in, in a real browser: one window for all of them. */

/** 360 last, as all is looked at once more there. */
const WIDTHS = [1600, 800, 500, 480, 360];

/** What can be used, and has not been reached by the key Tab. */
const CONTROLS =
  ':is(a[href], button, input, select, summary):not([tabindex="-1"], [disabled], [data-reached])';

const HOSTILE = `<img src=x onerror=alert(1)>\u202e${'W'.repeat(300)}`;

interface Played {
  readonly matchId: string;
  readonly game: GameId;
}

type Arrive = (page: Page) => Promise<unknown>;

describe.skipIf(NO_BROWSER !== null)('in a browser', () => {
  let browser: Browser;
  let view: Inspected;
  const stops: (() => Promise<unknown>)[] = [];
  const urls = { watch: '', nothing: '', arena: '', slow: '', empty: '', tournament: '', files: '' };
  /** Of a match of each game, and of one against somebody hostile. */
  const keys: Record<string, string> = {};

  /** A command that runs until it is told to end, and the first of what it prints that is asked for. */
  async function running(pattern: RegExp, args: readonly string[], env = {}): Promise<string> {
    const signals = new EventEmitter();
    const stdout = new Captured(false);
    const ran = runCli(args, { signals, stdout, env });
    stops.unshift(async () => {
      // The second one resigns what is under way.
      signals.emit('SIGINT');
      signals.emit('SIGTERM');
      return ran;
    });
    const [found] = await stdout.matching(pattern);
    return found;
  }

  async function done(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const ran = await runCli(args, options);
    expect(ran).toMatchObject({ exitCode: 0 });
    return ran;
  }

  const served = async (...args: string[]) =>
    new URL(await running(/http:\/\/[\w.:]+/, [...args, '--port', '0', '--json'])).href;
  const bot = (arena: string, games: readonly string[], matches: number, ...more: string[]) => [
    ...['play', games.join(','), '--url', `${arena.replace('http', 'ws')}api/v1/ws`, '--strategy', 'random'],
    ...['--wager', '0.01', '--max-loss', '9', '--matches', String(matches), '--isolation', 'inline', ...more],
  ];

  beforeAll(async () => {
    const folder = await played(GAME_IDS.join(','), GAME_IDS.length, ['--strategy', 'random']);
    await keep(folder, 'practice', sample(1, { opponentName: HOSTILE, strategy: './my bot.ts' }));
    browser = await launch();
    view = await inspect(browser, { reducedMotion: 'reduce' });
    urls.watch = await served('watch', '--data-dir', folder);
    urls.nothing = await served('watch', '--data-dir', tempFolder());
    const answer = await fetch(`${urls.watch}api/matches?count=100`);
    const { matches } = (await answer.json()) as {
      matches: { key: string; game: string; opponentName: string }[];
    };
    for (const { key, game, opponentName } of matches)
      keys[opponentName.startsWith('<img') ? 'hostile' : game] ??= key;
    urls.arena = await served('arena', '--no-limits', '--house-wait', '1ms');
    const env = { BOTPIT_API_KEY: 'bp_sk_page_of_the_arena' };
    await done(bot(urls.arena, GAME_IDS, GAME_IDS.length, '--no-limits'), { env });
    // A match that stays under way.
    urls.slow = await served('arena', '--house-wait', '1ms', '--house-delay', '10m', '--turn-timeout', '10m');
    await running(
      /"move_sent"|"turn"/,
      bot(urls.slow, ['crash'], 1, '--json', '--verbose', '--data-dir', folder),
      env,
    );
    urls.empty = await served('arena', '--house', 'none');
    const names = 'bp_sk_the_first_one <b>Ann</b>\nbp_sk_the_second_one Bo\n';
    const hall = tempFolder({ 'keys.txt': names });
    const tournament = ['--tournament', 'round-robin', '--game', 'rps', '--matches', '2', '--data-dir', hall];
    urls.tournament = await served('arena', ...tournament, '--keys', join(hall, 'keys.txt'), '--no-limits');
    await Promise.all(
      ['bp_sk_the_first_one', 'bp_sk_the_second_one'].map((key) =>
        done(bot(urls.tournament, ['rps'], 2, '--no-limits'), { env: { BOTPIT_API_KEY: key } }),
      ),
    );
    const path = (name: string) => join(folder, name);
    await done([...'lab match random adaptive --game rps --matches 2 --page'.split(' '), path('lab.html')]);
    const { stdout } = await done(['show', 'last', '--page', '-', '--data-dir', folder]);
    writeFileSync(path('match.html'), stdout);
    writeFileSync(path('damaged.html'), stdout.replace('"rounds":[', '"rounds":[['));
    urls.files = pathToFileURL(`${folder}/`).href;
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    for (const stop of stops) await stop();
  }, 60_000);

  /** Goes to a page, brings it into the state that is meant, and looks at it in every way. */
  async function expectGood(url: string, arrive: Arrive, expected: readonly string[] = []): Promise<void> {
    const { page, complaints } = view;
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    complaints.length = 0;
    // To another place of the same page it goes without loading anew, as a person does.
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
  const drawn = (page: Page) => page.locator('svg.board').first().waitFor();
  const proven = (page: Page) => page.locator('[data-verdict]').waitFor();

  test.each<[string, keyof typeof urls, string, Arrive]>([
    ['watch: the overview, with a bot that plays', 'watch', '', drawn],
    ['watch: all matches', 'watch', '#/matches?book=practice', seen('11 matches')],
    ['watch: no match that fits', 'watch', '#/matches?find=nobody', seen('No match fits the filter.')],
    ['watch: a place that there is not', 'watch', '#/nowhere', seen('There is nothing at this address.')],
    ['watch: before the first match', 'nothing', '', seen('No bot is running')],
    ['arena: the overview', 'arena', '', drawn],
    ['arena: standings', 'arena', '#/standings', seen('house-random')],
    ['arena: recent matches', 'arena', '#/matches', seen('Reaction Ring')],
    ['arena: how to connect', 'arena', '#/connect', seen('With botpit')],
    ['arena: no tournament', 'arena', '#/tournament', seen('hosts no tournament')],
    ['arena: a place that there is not', 'arena', '#/nowhere', seen('There is nothing at this address.')],
    ['arena: before the first bot', 'empty', '', seen('Nobody is here yet.')],
    ['arena: with a match under way', 'slow', '', drawn],
    ['arena: a tournament that is over', 'tournament', '#/tournament', seen('The last round')],
    ['arena: the overview of a tournament', 'tournament', '', drawn],
    ['a file of a match', 'files', 'match.html', proven],
    ['a file of a match of the lab', 'files', 'lab.html', proven],
    ['a damaged file', 'files', 'damaged.html', seen('This file is damaged')],
  ])('%s', (_name, site, place, arrive) => expectGood(urls[site] + place, arrive));

  test('watch: a match of somebody hostile, and one that there is not', async () => {
    await expectGood(`${urls.watch}#/match/${keys.hostile}`, drawn);
    await expectGood(`${urls.watch}#/match/real.0.99`, seen('there is no such match'), [
      expect.stringContaining('400 (Bad Request)'),
    ]);
  });

  test('arena: a match as a replay, and one under way', async () => {
    const recent = (await (await fetch(`${urls.arena}api/recent`)).json()) as { matchId: string }[];
    await expectGood(`${urls.arena}#/match/${recent[0]?.matchId}`, proven);
    const { page } = view;
    await page.goto(urls.slow);
    const href = await page.locator('a.board-link').first().getAttribute('href');
    await expectGood(urls.slow + href, seen('Under way.'));
  });

  test('every game of every site is drawn, and each match that was played is proven to be fair', async () => {
    const { page, complaints } = view;
    const recent = (await (await fetch(`${urls.arena}api/recent`)).json()) as Played[];
    expect(recent.map(({ game }) => game).sort()).toEqual([...GAME_IDS].sort());
    const places = [
      ...GAME_IDS.map((game) => ({ game, place: `${urls.watch}#/match/${keys[game]}` })),
      ...recent.map(({ game, matchId }) => ({ game, place: `${urls.arena}#/match/${matchId}` })),
    ];
    for (const { game, place } of places) {
      await page.goto(place);
      const board = page.locator(`svg.board[aria-label^="${gameOf(game).name}, round"]`);
      await board.waitFor();
      await page.locator('[data-verdict]').waitFor();
      expect(await page.locator('[data-verdict]').getAttribute('data-verdict')).toBe('fair');
      expect(await board.getAttribute('aria-label')).not.toMatch(/not known|has no board/);
    }
    expect(complaints).toEqual([]);
  });

  test.each(['watch', 'arena', 'files'] as const)(
    '%s: the keyboard alone gets everywhere, and the focus is seen',
    async (site) => {
      const { page } = view;
      await page.setViewportSize({ width: 1280, height: 900 });
      const places = { watch: `#/match/${keys.crash}`, arena: '', files: 'match.html' };
      await page.goto(urls[site] + places[site]);
      await drawn(page);
      const missing = () => page.locator(CONTROLS).filter({ visible: true }).all();
      const most = (await missing()).length + 20;
      for (let step = 0; step < most; step++) {
        await page.keyboard.press('Tab');
        const unseen = await page.evaluate(() => {
          const element = document.activeElement as HTMLElement;
          element.dataset.reached = '';
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          const isSeen = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
          return isSeen || element === document.body ? null : element.outerHTML.slice(0, 200);
        });
        expect(unseen).toBeNull();
      }
      const left = (await missing()).map((control) => control.evaluate(({ outerHTML }) => outerHTML));
      expect(await Promise.all(left)).toEqual([]);
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await page.keyboard.press('?');
      await page.locator('dialog[open]').waitFor();
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
    },
  );

  test('what moves takes 400 ms at most, and nothing moves for those who asked for less', async () => {
    const { page } = view;
    const animations = () =>
      page.evaluate(() =>
        document.getAnimations().map((animation) => {
          const { duration, delay, iterations } = animation.effect?.getComputedTiming() ?? {};
          return Number(duration) * Number(iterations) + Number(delay);
        }),
      );
    let most = 0;
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      await page.emulateMedia({ reducedMotion });
      for (const game of GAME_IDS) {
        await page.goto(`${urls.watch}#/match/${keys[game]}`);
        await page.locator(`svg.board[aria-label^="${gameOf(game).name}, round"]`).waitFor();
        await page.keyboard.press('Home');
        await page.keyboard.press('ArrowRight');
        await page.locator('svg.board[aria-label*="round 1"]').waitFor();
        const times = await animations();
        if (reducedMotion === 'reduce') expect(times).toEqual([]);
        most = Math.max(most, ...times);
      }
    }
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(400);
  });
});
