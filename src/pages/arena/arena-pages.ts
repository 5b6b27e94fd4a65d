import type { RequestListener } from 'node:http';
import type { Arena, Spectators } from '../../arena/index.js';
import { BotpitError } from '../../errors.js';
import { isGameId } from '../../games/index.js';
import { version } from '../../version.js';
import { EventStream, eventText } from '../event-stream.js';
import { type PagesApp, pagesApp, pagesListener } from '../server.js';
import type { ArenaAbout, ArenaUpdate, StageSlot } from './answers.js';
import { replayOf } from './gallery.js';
import { Sections } from './sections.js';

/** Changes are put together for so long, and written once for all who look. */
const TICK_MS = 500;
/** A tournament's tables are long. */
const TOURNAMENT_TICKS = 4;
const MOST_PAGES = 400;
/** When a page that found no room asks again. */
const FULL_RETRY_MS = 20_000;

export interface ArenaPagesOptions extends Pick<ArenaAbout, 'isClosed' | 'house'> {
  /** What bots connect to, where that is not the address that the arena listens on. */
  readonly publicUrl?: string | undefined;
  /** Host names that the page may be called by, beside addresses and `localhost`. */
  readonly allowHosts: readonly string[];
  /** Pages that may be open at once, so that those who watch do not slow down those who play. Default 400. */
  readonly mostPages?: number | undefined;
}

/** The page of an arena, to be given to it. */
export interface ArenaPages {
  readonly spectators: Spectators;
  readonly onRequest: RequestListener;
  /** The page shows it from now on. */
  open(arena: Arena): void;
  close(): void;
}

/** Makes the page of an arena. Nothing is computed while nobody looks. */
export function arenaPages(options: ArenaPagesOptions): ArenaPages {
  let arena: Arena | null = null;
  const opened = (): Arena => {
    if (arena === null) throw new BotpitError('usage', 'the arena is not open yet', { hint: 'Try again.' });
    return arena;
  };
  const sections = new Sections(opened);
  const about = (): ArenaAbout => ({
    ...{ version: version(), url: options.publicUrl ?? null },
    ...{ isClosed: options.isClosed, house: options.house },
  });
  const feed = new Feed(sections, about, options.mostPages ?? MOST_PAGES);
  const names = options.allowHosts.map((name) => name.toLowerCase());
  const allowed = options.publicUrl ? [...names, new URL(options.publicUrl).hostname] : names;
  const app = pagesApp({
    site: 'arena',
    title: 'botpit arena',
    callers: () => ({ address: opened().address, allowed }),
    api: (routes) => addRoutes(routes, sections, feed),
  });
  return {
    spectators: sections.gallery,
    onRequest: pagesListener(app),
    open: (one) => {
      arena = one;
    },
    close: () => feed.close(),
  };
}

function addRoutes(app: PagesApp, sections: Sections, feed: Feed): void {
  app.get('/api/events', (c) => {
    const id = c.req.query('match');
    // A browser shows a page no other answer to a request for a stream than one that ends.
    const only = (text: string) => c.body(text, 200, { 'content-type': 'text/event-stream; charset=utf-8' });
    if (feed.isFull) return only(fullText(feed.most));
    const stream = id === undefined ? feed.all : feed.ofMatch(id);
    return stream?.answer(c) ?? only(GONE);
  });
  app.get('/api/matches/:id', (c) => {
    const match = sections.find(c.req.param('id'));
    return match ? c.json(replayOf(match)) : c.json(NO_MATCH, 404);
  });
  app.get('/api/recent', (c) => c.json(sections.recent()));
  app.get('/api/standings', (c) => {
    const game = c.req.query('game') ?? null;
    if (game !== null && !isGameId(game))
      return c.json({ message: 'There is no such game.', hint: null }, 400);
    return c.json(sections.standings(game, Date.now()));
  });
}

const NO_MATCH = {
  message: 'This arena does not have this match.',
  hint: 'It keeps the latest ones, and forgets all of them when it is restarted.',
};

const GONE = eventText('gone', NO_MATCH);

function fullText(most: number): string {
  const message = `${most} pages watch this arena, and it serves no more.`;
  const hint = 'Those who play come first. This page tries again by itself.';
  return `retry: ${FULL_RETRY_MS}\n\n${eventText('full', { message, hint })}`;
}

/** Tells those who look what has changed. */
class Feed {
  readonly all: EventStream;
  readonly most: number;
  readonly #sections: Sections;
  readonly #about: () => ArenaAbout;
  /** By match, for who looks at one. */
  readonly #matches = new Map<string, { readonly stream: EventStream; sent: string }>();
  /** What has been sent of each section. */
  readonly #sent = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;

  constructor(sections: Sections, about: () => ArenaAbout, most: number) {
    this.most = most;
    this.#sections = sections;
    this.#about = about;
    this.all = new EventStream({ most, greet: () => this.#greet() });
  }

  get isFull(): boolean {
    let readers = this.all.readers;
    for (const { stream } of this.#matches.values()) readers += stream.readers;
    return readers >= this.most;
  }

  /** The stream of one match; null where there is none of this id. */
  ofMatch(id: string): EventStream | null {
    const known = this.#matches.get(id);
    if (known) return known.stream;
    if (this.#sections.find(id) === null) return null;
    const text = () => {
      const match = this.#sections.find(id);
      return match ? eventText('match', replayOf(match)) : GONE;
    };
    const watched = { sent: this.#stampOf(id), stream: new EventStream({ most: this.most, greet: text }) };
    this.#matches.set(id, watched);
    this.#start();
    return watched.stream;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.all.close();
    for (const { stream } of this.#matches.values()) stream.close();
  }

  #start(): void {
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  #greet(): string {
    // The first who looks finds the table laid.
    if (this.#timer === undefined) this.#sections.update(Date.now());
    this.#start();
    const sections = this.#now(true);
    return textOf([...sections].map(([name, json]) => `"${name}":${json}`));
  }

  #tick(): void {
    for (const [id, watched] of this.#matches) this.#tickMatch(id, watched);
    if (this.all.readers === 0) {
      if (this.#matches.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#sections.update(Date.now());
    const changed: string[] = [];
    for (const [name, json] of this.#now(false)) {
      if (this.#sent.get(name) === json) continue;
      this.#sent.set(name, json);
      changed.push(`"${name}":${json}`);
    }
    if (changed.length > 0) this.all.write(textOf(changed));
  }

  #tickMatch(id: string, watched: { readonly stream: EventStream; sent: string }): void {
    if (watched.stream.readers === 0) {
      this.#matches.delete(id);
      return;
    }
    const stamp = this.#stampOf(id);
    if (stamp === watched.sent) return;
    watched.sent = stamp;
    const match = this.#sections.find(id);
    watched.stream.write(match ? eventText('match', replayOf(match)) : GONE);
  }

  #stampOf(id: string): string {
    const match = this.#sections.find(id);
    return match ? `${match.rounds.length} ${match.end !== null}` : 'gone';
  }

  /** The sections as JSON. @param all those too that do not change, or seldom */
  #now(all: boolean): Map<keyof ArenaUpdate, string> {
    const now = Date.now();
    const { stage } = this.#sections;
    const slots = stage
      .changes(all)
      .map(({ slot, match }): StageSlot => ({ slot, match: match && replayOf(match) }));
    const sections = new Map<keyof ArenaUpdate, unknown>();
    if (all) sections.set('about', this.#about());
    sections.set('here', this.#sections.here(now));
    sections.set('play', this.#sections.play(now));
    sections.set('standings', this.#sections.standings(null, now));
    if (slots.length > 0 || all) sections.set('stage', slots);
    if (all || this.#ticks++ % TOURNAMENT_TICKS === 0)
      sections.set('tournament', this.#sections.tournament());
    return new Map([...sections].map(([name, value]) => [name, JSON.stringify(value)]));
  }
}

function textOf(sections: readonly string[]): string {
  return `event: arena\ndata: {${sections.join(',')}}\n\n`;
}
