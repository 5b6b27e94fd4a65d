import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { BIN, dataFolder, startBotpit } from './support/children.js';
import { fillBook, startArena } from './support/full-book.js';
import { median } from './support/stats.js';
import { steppingRows } from './support/stepping.js';

const MATCHES = 10_000;
const RUNS = 9;
const PAINT_MS = 1_000;
const TRANSFERRED_KB = 150;
const FRAME_MS = 50;

const KEY = 'bp_sk_bench_botpit';
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** What a person waits for at the pages, in a real browser. */
export async function pagesBench() {
  const folder = dataFolder();
  const env = { ...process.env, BOTPIT_API_KEY: KEY, BOTPIT_DATA_DIR: folder };
  const arena = await startArena();
  const page = new URL('/', arena.url.replace('ws', 'http')).href;
  const run = async (args) => {
    const [exitCode] = await once(startBotpit(args, { env }), 'close');
    if (exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${exitCode}`);
  };
  await fillBook(run, arena.url, join(folder, 'real.db'), MATCHES);
  const [watch, empty] = [await serveWatch(env), await serveEmpty()];
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  try {
    return [
      ...(await firstSightRows('watch', browser, watch.url, empty.url, '.night .huge')),
      ...(await firstSightRows('arena', browser, page, empty.url, '.stage .board')),
      ...(await scrollRows(browser, watch.url, empty.url)),
      ...(await steppingRows(browser)),
    ];
  } finally {
    await browser.close();
    arena.stop();
    watch.stop();
    empty.stop();
  }
}

async function serveWatch(env) {
  const child = spawn(process.execPath, [BIN, 'watch', '--port', '0', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { url: JSON.parse(line).url, stop: () => child.kill('SIGKILL') };
}

/** The control: a word, and as many rows as a window shows. */
async function serveEmpty() {
  const page = `<!doctype html><div style="height:600px;overflow:auto" class="long">${'<p>row</p>'.repeat(500)}</div>`;
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}

/** From the address to the first paint, and what has been transferred once all of the first view is there. */
async function firstSightRows(name, browser, url, emptyUrl, sign) {
  const [paints, shown, sizes, controls] = [[], [], [], []];
  for (let i = 0; i < RUNS; i += 1) {
    controls.push((await firstSight(browser, emptyUrl, 'p')).paintMs);
    const { paintMs, shownMs, bytes } = await firstSight(browser, url, sign);
    paints.push(paintMs);
    shown.push(shownMs);
    sizes.push(bytes / 1000);
  }
  spread(`${name}: first paint`, 'ms', paints);
  spread(`${name}: until what it is about is there`, 'ms', shown);
  spread('an empty page: first paint', 'ms', controls);
  return [
    row(`${name}: first paint`, 'ms', median(paints), PAINT_MS),
    row(`${name}: transferred for the first view, charts included`, 'kB', median(sizes), TRANSFERRED_KB),
  ];
}

async function firstSight(browser, url, sign) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  // Of what never ends, such as events, too.
  session.on('Network.dataReceived', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  session.on('Network.responseReceived', ({ response }) => {
    bytes += response.encodedDataLength;
  });
  const startedAt = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator(sign).first().waitFor();
  const shownMs = performance.now() - startedAt;
  await page.waitForLoadState('load');
  if (sign.startsWith('.night')) await page.locator('.uplot canvas').first().waitFor();
  const paint = await page.waitForFunction(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  );
  const paintMs = await paint.jsonValue();
  await context.close();
  return { paintMs, shownMs, bytes };
}

/** The longest frame while the whole list goes by: steps of half a window, and jumps from end to end. */
async function scrollRows(browser, url, emptyUrl) {
  const [figures, controls] = [[], []];
  for (let i = 0; i < RUNS; i += 1) {
    controls.push(await longestFrame(browser, emptyUrl));
    figures.push(await longestFrame(browser, `${url}#/matches`));
  }
  spread('the list of watch: longest frame', 'ms', figures);
  spread('a plain list of 500 lines: longest frame', 'ms', controls);
  return [
    row(
      `watch: longest frame of a list of ${MATCHES} matches that is scrolled`,
      'ms',
      median(figures),
      FRAME_MS,
    ),
  ];
}

async function longestFrame(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.long').waitFor();
  await page.waitForFunction(() => {
    const list = document.querySelector('.long');
    return list.scrollHeight > 2 * list.clientHeight;
  });
  const longest = await page.evaluate(async () => {
    const list = document.querySelector('.long');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const end = list.scrollHeight - list.clientHeight;
    const frames = 240;
    let longest = 0;
    let before = await frame();
    for (let i = 1; i <= frames; i += 1) {
      // The last of them jump.
      list.scrollTop = i > frames - 20 ? (i % 2) * end : (end * i) / frames;
      const now = await frame();
      longest = Math.max(longest, now - before);
      before = now;
    }
    return longest;
  });
  await context.close();
  return longest;
}

function spread(what, unit, samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  console.error(
    `  ${what}: ${low.toFixed(1)} to ${high.toFixed(1)} ${unit}, half below ${median(sorted).toFixed(1)}`,
  );
}

function row(what, unit, figure, reference) {
  return { what, unit, figure, reference, ratio: figure / reference, bound: 1 };
}
