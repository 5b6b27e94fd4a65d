import { EventStream, eventText } from '../event-stream.js';
import { type PagesApp, type PagesServer, servePages } from '../server.js';
import type { WatchBot, WatchEvent, WatchStatus } from './answers.js';
import { Books } from './books.js';
import { matchesOf, matchOf } from './matches.js';
import type { WatchSources } from './sources.js';
import { bookState, statusOf } from './status.js';
import { summaryOf } from './summary.js';

/** Pages that are open at once. */
const MOST_PAGES = 16;
/** How often it is looked whether the books have changed, while a page is open. */
const LOOK_MS = 1_000;

/**
 * Serves the page of the own bots.
 * @param port 0 picks a free one
 * @throws BotpitError `pages/listen` where it cannot listen there
 */
export async function openWatch(host: string, port: number, sources: WatchSources): Promise<PagesServer> {
  const books = new Books(sources.folders);
  const bots: readonly WatchBot[] = [];
  const status = (): WatchStatus => {
    const now = Date.now();
    return statusOf(bookState(books, sources, now), bots, sources, now);
  };
  const events = new EventStream({
    most: MOST_PAGES,
    greet: () => textOf({ event: 'status', data: status() }) + textOf({ event: 'bots', data: bots }),
  });
  let stamp = '';
  const timer = setInterval(() => {
    if (events.readers === 0) return;
    const now = books.stamp();
    if (now !== stamp) events.send('status', status());
    stamp = now;
  }, LOOK_MS).unref();
  const api = (app: PagesApp) => {
    app.get('/api/status', (c) => c.json(status()));
    app.get('/api/events', (c) => events.answer(c));
    app.get('/api/summary', (c) => c.json(summaryOf(books, sources.asked(c.req.query()), sources)));
    app.get('/api/matches', (c) => {
      const { count, before, ...options } = c.req.query();
      return c.json(matchesOf(books, sources.asked(options), { count, before }));
    });
    app.get('/api/match', (c) => c.json(matchOf(books, c.req.query('key') ?? '')));
  };
  const server = await servePages(host, port, { door: 'watch', title: 'botpit watch', api });
  return {
    url: server.url,
    async close() {
      clearInterval(timer);
      events.close();
      await server.close();
    },
  };
}

function textOf({ event, data }: WatchEvent): string {
  return eventText(event, data);
}
