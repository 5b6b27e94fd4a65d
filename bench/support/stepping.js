import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dataFolder, startBotpit } from './children.js';
import { median } from './stats.js';

const ROUNDS = 60;
const RUNS = 9;
const FRAME_MS = 50;

/** Two grids of 25 tiles, a curve that is drawn, and a strip of all throws: the boards that have most to draw. */
const GAMES = ['mines', 'crash', 'rps'];

/** The longest frame while somebody steps through a long match, to its start and back, a round a frame. */
export async function steppingRows(browser) {
  const rows = [];
  const still = await longestFrame(browser, 'about:blank', null);
  console.error(`  an empty page: longest frame ${still.toFixed(1)} ms`);
  for (const game of GAMES) {
    const url = await longMatch(game);
    const longest = [];
    for (let i = 0; i < RUNS; i += 1) longest.push(await longestFrame(browser, url, ROUNDS));
    const sorted = [...longest].sort((a, b) => a - b);
    console.error(`  ${game}: longest frame ${sorted[0].toFixed(1)} to ${sorted.at(-1).toFixed(1)} ms`);
    const figure = median(longest);
    const what = `a match of ${game} of ${ROUNDS} rounds that is stepped through: longest frame`;
    rows.push({ what, unit: 'ms', figure, reference: FRAME_MS, ratio: figure / FRAME_MS, bound: 1 });
  }
  return rows;
}

/** A match that was played, its rounds again and again until there are enough, as the file that `show --page` writes. */
async function longMatch(game) {
  const folder = dataFolder();
  const env = { ...process.env, BOTPIT_DATA_DIR: folder };
  const run = async (args) => {
    const [exitCode] = await once(startBotpit(args, { env }), 'close');
    if (exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${exitCode}`);
  };
  const stake = ['--wager', '0.01', '--matches', '1', '--quiet'];
  await run(['play', game, '--local', '--strategy', 'random', ...stake]);
  const page = join(folder, `${game}.html`);
  await run(['show', 'last', '--page', page]);
  const html = readFileSync(page, 'utf8').replace(
    /(<script type="application\/json" id="match">)(.*?)(<\/script>)/s,
    (_, start, json, end) => {
      const match = JSON.parse(json);
      const rounds = Array.from({ length: ROUNDS }, (_, i) => ({
        ...match.rounds[i % match.rounds.length],
        round: i + 1,
      }));
      const text = JSON.stringify({ ...match, rounds, fairness: null }).replaceAll('<', '\\u003c');
      return start + text + end;
    },
  );
  writeFileSync(page, html);
  return pathToFileURL(page).href;
}

/** @param rounds of the match; null for a page that shows none */
async function longestFrame(browser, url, rounds) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  if (rounds) await page.locator(`.timeline [aria-current][aria-label*="Round ${ROUNDS}"]`).waitFor();
  const { longest, reached } = await page.evaluate(async (rounds) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    const place = () => document.querySelector('.timeline [aria-current]')?.getAttribute('aria-label');
    let longest = 0;
    await frame();
    let before = await frame();
    const reached = [];
    for (const key of ['ArrowLeft', 'ArrowRight']) {
      for (let i = 0; i < rounds; i += 1) {
        press(key);
        const now = await frame();
        longest = Math.max(longest, now - before);
        before = now;
      }
      await frame();
      before = await frame();
      reached.push(place());
    }
    return { longest, reached };
  }, ROUNDS);
  await context.close();
  if (rounds && (!reached[0].includes('Start') || !reached[1].includes(`Round ${ROUNDS}`)))
    throw new Error(`the keys led to ${reached.join(' and ')}`);
  return longest;
}
