import { EventStream, eventText } from '../event-stream.js';
import { type PagesApp, type PagesServer, servePages } from '../server.js';
import type { WatchBot, WatchEvent, WatchStatus, WatchSummary } from './answers.js';
import { Books } from './books.js';
import { Bots } from './bots.js';
import { matchesOf, matchOf } from './matches.js';
import type { Asked, RunningSession, WatchSources } from './sources.js';
import { type BookState, bookOf, bookState, statusOf } from './status.js';
import { summaryOf } from './summary.js';

/** Pages that are open at once. */
const MOST_PAGES = 16;
/**
 * How often it is looked whether something has changed, while a page is open: less often where that takes its time, but not so
 * seldom that a moment in which the machine was busy makes the page old.
 */
const LOOK_MS = 1_000;
const TIMES_LONGER = 50;
const LONGEST_MS = 10_000;

/**
 * Serves the page of the own bots.
 * @param port 0 picks a free one
 * @throws BotpitError `pages/listen` where it cannot listen there
 */
export async function openWatch(host: string, port: number, sources: WatchSources): Promise<PagesServer> {
  const watched = new Watched(sources);
  const { books, events } = watched;
  const api = (app: PagesApp) => {
    app.get('/api/status', async (c) => {
      await watched.bots.look();
      return c.json(watched.status());
    });
    app.get('/api/events', async (c) => {
      await watched.bots.look();
      return events.answer(c);
    });
    app.get('/api/summary', (c) => c.json(watched.summary(c.req.query())));
    app.get('/api/matches', (c) => {
      const { count, before, find, ...options } = c.req.query();
      const { book, filter } = watched.asked(options);
      return c.json(matchesOf(books, { book, filter: { ...filter, find: find || null } }, { count, before }));
    });
    app.get('/api/match', (c) => c.json(matchOf(books, c.req.query('key') ?? '')));
  };
  const server = await servePages(host, port, { site: 'watch', title: 'botpit watch', api }).catch(
    (error: unknown) => {
      watched.close();
      throw error;
    },
  );
  return {
    url: server.url,
    async close() {
      watched.close();
      await server.close();
    },
  };
}

/** What the page shows that changes by itself. */
class Watched {
  readonly books: Books;
  readonly bots: Bots;
  readonly events: EventStream;
  readonly #sources: WatchSources;
  #timer: NodeJS.Timeout | undefined;
  /** What the books said last, and what they were then. */
  #state: BookState | null = null;
  #stamp = '';
  /** By the options; the latest last. */
  readonly #summaries = new Map<string, { readonly stamp: string; readonly answer: WatchSummary }>();
  /** What the pages were told last. */
  #told = { status: '', unseen: '' };

  constructor(sources: WatchSources) {
    this.#sources = sources;
    this.books = new Books(sources.folders);
    this.bots = new Bots({
      sources,
      usesOf: (account) => this.#state?.uses.get(account),
      tell: (event) => this.#tell(event),
    });
    this.events = new EventStream({
      most: MOST_PAGES,
      greet: () =>
        textOf({ event: 'status', data: this.status() }) + textOf({ event: 'bots', data: this.#all() }),
    });
    this.#lookAgain(LOOK_MS);
  }

  /** Which matches are asked for; of the usual book where none is named. @throws BotpitError for a value that there is not */
  asked(options: Readonly<Record<string, string>>): Asked {
    return this.#sources.asked({ ...options, book: options.book ?? bookOf(this.books) });
  }

  status(): WatchStatus {
    const now = Date.now();
    const stamp = this.#stampNow();
    if (this.#state === null || stamp !== this.#stamp)
      this.#state = bookState(this.books, this.#sources, now);
    this.#stamp = stamp;
    return statusOf(this.#state, this.#all(), this.#sources, now);
  }

  /** Of a large book it takes its time, and a page may ask for the same again. */
  summary(options: Readonly<Record<string, string>>): WatchSummary {
    const query = JSON.stringify(options);
    const stamp = this.#stampNow();
    const known = this.#summaries.get(query);
    if (known?.stamp === stamp) return known.answer;
    const answer = summaryOf(this.books, this.asked(options), this.#sources);
    this.#summaries.delete(query);
    if (answer.problems.length > 0) return answer;
    this.#summaries.set(query, { stamp, answer });
    const [oldest = ''] = this.#summaries.keys();
    if (this.#summaries.size > MOST_SUMMARIES) this.#summaries.delete(oldest);
    return answer;
  }

  /** An answer holds as long as this stays the same: processes end, and days, without a word in the books. */
  #stampNow(): string {
    return `${this.books.stamp()} ${Math.floor(Date.now() / FRESH_MS)}`;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.bots.close();
    this.events.close();
  }

  #tell({ event, data }: WatchEvent): void {
    this.events.send(event, data);
  }

  #lookAgain(afterMs: number): void {
    this.#timer = setTimeout(() => {
      const beganMs = performance.now();
      this.#look();
      const tookMs = performance.now() - beganMs;
      this.#lookAgain(Math.min(LONGEST_MS, Math.max(LOOK_MS, TIMES_LONGER * tookMs)));
    }, afterMs).unref();
  }

  #look(): void {
    if (this.events.readers === 0) return;
    void this.bots.look();
    const status = this.status();
    const unseen = this.#unseen();
    const told = {
      status: JSON.stringify({ ...status, at: 0 }),
      unseen: unseen.map(({ id }) => id).join(' '),
    };
    if (told.unseen !== this.#told.unseen) this.#tell({ event: 'bots', data: this.#all() });
    if (told.status !== this.#told.status) this.#tell({ event: 'status', data: status });
    this.#told = told;
  }

  #all(): readonly WatchBot[] {
    return [...this.bots.list(), ...this.#unseen()];
  }

  /** Those that play by the books, and tell nothing. */
  #unseen(): readonly WatchBot[] {
    const told = new Set(this.bots.list().map(({ pid }) => pid));
    const now = Date.now();
    return (this.#state?.running ?? [])
      .filter(({ pid, startedAt }) => !told.has(pid) && now - startedAt > NEW_MS)
      .map((session) => unseenBot(session, this.#sources.isHalted(session.pid), this.#state));
  }
}

/** Answers that are kept. */
const MOST_SUMMARIES = 8;
/** How long it is believed that the processes run which ran then. */
const FRESH_MS = 5_000;
/** A process that has just been started is still to say what it does. */
const NEW_MS = 5_000;
const NOTHING = { matches: 0, wins: 0, losses: 0, draws: 0, netLamports: 0 };

function unseenBot(session: RunningSession, isHalted: boolean, state: BookState | null): WatchBot {
  const { bot, pid, agentName, arena, strategy, startedAt, isStopping, account } = session;
  const uses = state?.uses.get(account) ?? [];
  return {
    id: `process-${pid}`,
    ...{ bot, pid, agentName, arena, strategy, startedAt, isStopping, isHalted },
    strategyVersion: null,
    games: [],
    book: session.book,
    isRecordedHere: true,
    phase: { is: 'unseen' },
    session: NOTHING,
    limits: [],
    uses: uses.map((use) => ({ ...use, bot })),
    notes: [],
    match: null,
  };
}

function textOf({ event, data }: WatchEvent): string {
  return eventText(event, data);
}
