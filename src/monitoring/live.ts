import type { Socket } from 'node:net';
import { listenForUser, type UserSocket } from '../lib/user-sockets.js';
import { visibleJson } from '../lib/visible.js';
import type { Stamped } from '../runner/index.js';
import { LIVE_HELLO, MatchTotals } from '../session-progress.js';
import type { Monitor } from './monitor.js';

/** What is told of a session beside its events. */
export interface LiveSession {
  /** The name of its profile; null where it has none. */
  readonly bot: string | null;
  readonly account: string;
  readonly arena: string;
  readonly book: 'real' | 'practice';
  /** The folder of its records; null where it keeps none. */
  readonly records: string | null;
  readonly strategyVersion: string | null;
  /** What it is held to, with keys as `--json` has them. */
  readonly limits: Readonly<Record<string, unknown>>;
}

/** After start, so that it is in nobody's way. */
const OPEN_AFTER_MS = 250;
const MOST_VIEWERS = 4;
const HELLO_MS = 2_000;
/** What a viewer may leave unread before it is dropped. */
const MOST_UNREAD_BYTES = 512 * 1024;
/**
 * How long events wait for others to be sent with, and how much longer while a move is being decided: longer than a match of
 * practice waits to be written.
 */
const GATHER_MS = 20;
const DECIDING_MS = 100;
/** Play that is faster, which nobody could follow, is told by how it stands, so often: to write each event would take its time. */
const MOST_WAITING = 12;
const BEHIND_MS = 1_000;
/** Events of a match, and of the time after it. No match has so many; an arena may make them up. */
const MOST_KEPT = 400;

/** Warnings and errors that are kept. */
const MOST_NOTES = 5;

const LASTING: ReadonlySet<string> = new Set(['session_start', 'connected', 'stopping']);
/** Neither kept nor of use to whoever comes later. */
const NOT_KEPT: ReadonlySet<string> = new Set([
  ...['strategy_output', 'unknown_message', 'summary', 'metrics_listening', 'intents_open'],
]);

/**
 * Offers the events of a session to programs of the same user on this machine, by a socket. Until one of them looks, an event
 * costs that it is kept until the next match begins. Nothing of it ends or delays play.
 *
 * A viewer gets `live`, which has what came before, and then the events since the match began, as `--json` has them. When
 * play is too fast for that, or began anew, it gets `live` again.
 */
export class LiveFeed implements Monitor {
  readonly #json: (stamped: Stamped) => string;
  readonly #viewers = new Set<Socket>();
  /** Those that are to be told how things stand. */
  readonly #fresh = new Set<Socket>();
  #session: LiveSession | null = null;
  #socket: UserSocket | null = null;
  #opening: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** The latest of each kind that holds whatever comes after it. */
  readonly #lasting = new Map<string, Stamped>();
  #notes: Stamped[] = [];
  #kept: Stamped[] = [];
  readonly #totals = new MatchTotals();
  /** Events as lines, once they have been told. */
  readonly #written = new WeakMap<Stamped, string>();

  #waiting: Stamped[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isBehind = false;
  #isDeciding = false;
  #isDue = false;

  /** @param json an event as a line of `--json` */
  constructor(json: (stamped: Stamped) => string) {
    this.#json = json;
  }

  /** Begins to listen, a little later. @param folders those that the socket may be in, the first that takes it */
  open(session: LiveSession, folders: readonly string[], afterMs = OPEN_AFTER_MS): void {
    this.#session = session;
    this.#opening = setTimeout(() => void this.#listen(folders), afterMs).unref();
  }

  async #listen(folders: readonly string[]): Promise<void> {
    const socket = await listenForUser(folders, MOST_VIEWERS, (viewer) => this.#meet(viewer));
    if (this.#isClosed) socket?.close();
    else this.#socket = socket;
  }

  take(stamped: Stamped): void {
    const { event } = stamped;
    this.#keep(stamped);
    if (event.event === 'match_end') this.#totals.count(event);
    if (event.event === 'turn') this.#isDeciding = true;
    else if (event.event === 'move') {
      this.#isDeciding = false;
      // The frame of the move has left, and it is for others to move.
      if (this.#isDue) setImmediate(() => this.#flush());
      this.#isDue = false;
    }
    if (this.#viewers.size === 0) return;
    if (!this.#isBehind && this.#waiting.push(stamped) > MOST_WAITING) this.#fallBehind();
    // Whoever hears of the end of a match looks for it in the records, and practice is written a moment later.
    if (event.event === 'match_end' && !this.#isBehind) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    this.#timer ??= setTimeout(() => this.#due(), GATHER_MS).unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#opening);
    if (this.#isBehind) for (const viewer of this.#viewers) this.#fresh.add(viewer);
    this.#isBehind = false;
    this.#flush();
    this.#socket?.close();
    for (const viewer of this.#viewers) viewer.end();
    this.#viewers.clear();
  }

  #keep(stamped: Stamped): void {
    const { event } = stamped;
    const name = event.event;
    if (NOT_KEPT.has(name)) return;
    if (LASTING.has(name)) this.#lasting.set(name, stamped);
    else if (name === 'warning' || name === 'error') {
      if (this.#notes.push(stamped) > MOST_NOTES) this.#notes.shift();
    } else if (name === 'match_start' && !event.resumed) this.#kept = [stamped];
    else {
      if (name === 'queue_update' && this.#kept.at(-1)?.event.event === name) this.#kept.pop();
      // The first is the beginning of the match.
      if (this.#kept.push(stamped) > MOST_KEPT) this.#kept.splice(1, MOST_KEPT / 2);
    }
  }

  #meet(viewer: Socket): void {
    viewer.unref();
    viewer.on('error', () => viewer.destroy());
    viewer.on('close', () => {
      this.#viewers.delete(viewer);
      this.#fresh.delete(viewer);
    });
    const late = setTimeout(() => viewer.destroy(), HELLO_MS).unref();
    let said = '';
    viewer.on('data', (chunk) => {
      said += chunk.toString('latin1');
      if (said === LIVE_HELLO && !this.#isClosed) {
        clearTimeout(late);
        this.#viewers.add(viewer);
        this.#fresh.add(viewer);
        this.#timer ??= setTimeout(() => this.#due(), GATHER_MS).unref();
      } else if (!LIVE_HELLO.startsWith(said)) viewer.destroy();
    });
  }

  /** No single events any more for a while, and then how things stand: that takes the same time however fast play is. */
  #fallBehind(): void {
    this.#isBehind = true;
    this.#waiting = [];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const viewer of this.#viewers) this.#fresh.add(viewer);
      this.#isBehind = false;
      this.#due();
    }, BEHIND_MS).unref();
  }

  /** A move that is being decided goes first, unless it takes its time. */
  #due(): void {
    this.#isDue = this.#isDeciding;
    if (this.#isDue) this.#timer = setTimeout(() => this.#flush(), DECIDING_MS).unref();
    else this.#flush();
  }

  #flush(): void {
    if (this.#isBehind) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isDue = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (this.#viewers.size === 0) return;
    const lines = this.#fresh.size < this.#viewers.size ? this.#lines(waiting) : '';
    const standing = this.#fresh.size > 0 ? this.#standing() : '';
    for (const viewer of this.#viewers) {
      const text = this.#fresh.has(viewer) ? standing : lines;
      if (text !== '') viewer.write(text);
      if (viewer.writableLength > MOST_UNREAD_BYTES) viewer.destroy();
    }
    this.#fresh.clear();
  }

  /** How things stand: what came before the match at hand in figures, and the events since. */
  #standing(): string {
    const { bot = null, limits, strategyVersion, ...session } = this.#session ?? {};
    const before = [...this.#lasting.values(), ...this.#notes, ...this.#kept];
    const live = {
      event: 'live',
      time: new Date().toISOString(),
      // Those that follow and are in the figures already.
      events: before.length,
      bot: bot ?? undefined,
      pid: process.pid,
      ...session,
      strategy_version: strategyVersion,
      limits,
      session: totalsJson(this.#totals),
    };
    return `${visibleJson(live)}\n${this.#lines(before)}`;
  }

  #lines(events: readonly Stamped[]): string {
    return events.map((stamped) => this.#line(stamped)).join('');
  }

  /** Of a long match, most events are told again and again. */
  #line(stamped: Stamped): string {
    const line = this.#written.get(stamped) ?? `${this.#json(stamped)}\n`;
    this.#written.set(stamped, line);
    return line;
  }
}

function totalsJson({ netLamports, ...counts }: MatchTotals) {
  return { ...counts, net_lamports: netLamports };
}
