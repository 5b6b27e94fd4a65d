import type { FleetEvent } from '../../fleet/index.js';
import type { Stamped } from '../../runner/index.js';
import { readEvent } from '../../session-progress.js';
import { Feed, type Line } from '../session/feed.js';
import type { SinkOptions } from '../session/sink.js';
import { createPlainView, type View } from '../session/view.js';
import { LiveArea } from '../text/live-area.js';
import { colorFor, createStyle, formatJson, Output, type Style } from '../text/output.js';
import { clean, padEnd, squeeze, width } from '../text/text.js';
import { Board, type BotStanding } from './board.js';
import { formatFleetEvent, formatFleetSummary, formatFleetTable, NAME_COLUMNS } from './format-fleet.js';

export interface FleetView {
  /** Takes a line of the `--json` output of a bot. */
  line(bot: string, text: string): void;
  fleet(event: FleetEvent): void;
  /** Shows what is left and cleans up the screen. Idempotent; also done when the process exits. */
  close(): void;
}

export interface FleetViewOptions extends SinkOptions {
  /** Asked while the table is drawn. */
  readonly standingOf: (bot: string) => BotStanding;
}

const FRAME_MS = 250;

/**
 * Shows a fleet. `json` passes on the lines of its bots and adds the fleet's own; the other modes write progress to stderr, as
 * a table that is drawn in its place or as plain lines, and at the end what each bot came to to stdout.
 */
export function createFleetView(options: FleetViewOptions): FleetView {
  const { mode, now = Date.now, env = process.env, onOutputLost } = options;
  const stdout = new Output('stdout', options.stdout, onOutputLost);
  if (mode === 'json') {
    return {
      line: (_bot, text) => stdout.write(`${text}\n`),
      fleet: (event) => stdout.write(`${formatJson({ event, timeMs: now() })}\n`),
      close: () => undefined,
    };
  }
  const stderr = new Output('stderr', options.stderr, onOutputLost);
  const style = createStyle(options.color ?? colorFor(options.stderr, env));
  const board = new Board();
  const level = mode === 'quiet' || mode === 'live' ? 'quiet' : options.verbose ? 'verbose' : 'normal';
  const feed = new FleetFeed(board, style, level, mode === 'quiet');
  const screen: View<Told> =
    mode === 'live' ? createTable(stderr, feed, board, options) : createPlainView<Told>(stderr, feed, now);
  let isOver = false;
  const close = () => {
    process.removeListener('exit', close);
    screen.finish();
    if (!isOver) return;
    isOver = false;
    const summaryStyle = createStyle(options.color ?? colorFor(options.stdout, env));
    const columns = options.stdout.columns ?? Infinity;
    stdout.write(`${formatFleetSummary(board, summaryStyle, columns).join('\n')}\n`);
  };
  // A process that is made to exit at once still leaves whole lines and a visible cursor.
  process.on('exit', close);
  return {
    line(bot, text) {
      const stamped = readEvent(text);
      if (stamped) screen.show({ ...stamped, bot });
    },
    fleet(event) {
      isOver ||= event.event === 'fleet_end';
      screen.show({ event, timeMs: now() });
    },
    close,
  };
}

/** An event of a bot or of the fleet. */
type Told = BotStamped | { readonly event: FleetEvent; readonly timeMs: number };
type BotStamped = Stamped & { readonly bot: string };

/** Turns the events of all bots into lines that say whose they are. */
class FleetFeed {
  readonly #board: Board;
  readonly #style: Style;
  readonly #level: 'quiet' | 'normal' | 'verbose';
  /** Whether only trouble is told of what the fleet does. */
  readonly #isQuiet: boolean;
  readonly #feeds = new Map<string, Feed>();

  constructor(board: Board, style: Style, level: 'quiet' | 'normal' | 'verbose', isQuiet: boolean) {
    this.#board = board;
    this.#style = style;
    this.#level = level;
    this.#isQuiet = isQuiet;
  }

  take(told: Told): Line[] {
    if (!('bot' in told)) {
      const { event, timeMs } = told;
      this.#board.takeFleet(event, timeMs);
      // Matches are numbered by the session.
      if (event.event === 'bot_start') this.#feeds.delete(event.bot);
      if (this.#isQuiet && !isTrouble(event)) return [];
      const lines = formatFleetEvent(event, this.#style).map((text) => ({ timeMs, text }));
      const { bot } = event;
      return bot === null ? lines : lines.map((line) => this.#signed(bot, line));
    }
    return this.#ofBot(told);
  }

  #ofBot({ bot, event, timeMs }: BotStamped): Line[] {
    // The fleet has said so for all of them.
    const isTold = event.event === 'stopping' && this.#board.isStopping;
    try {
      this.#board.row(bot).take({ event, timeMs });
      const lines = this.#feedOf(bot).take({ event, timeMs });
      return isTold ? [] : lines.map((line) => this.#signed(bot, line));
    } catch {
      // After an update of botpit, a bot that is started again is of a newer version than this process.
      return [];
    }
  }

  /** Its lines say whose they are already. */
  signed(line: string): string {
    return line;
  }

  takeHeldBack(nowMs: number, everything = false): Line[] {
    return [...this.#feeds].flatMap(([bot, feed]) =>
      feed.takeHeldBack(nowMs, everything).map((line) => this.#signed(bot, line)),
    );
  }

  #feedOf(bot: string): Feed {
    const detail = this.#level === 'verbose' ? 'rounds' : 'match';
    const feed =
      this.#feeds.get(bot) ??
      new Feed({ style: this.#style, level: this.#level, statusLine: false, bot: null, detail });
    this.#feeds.set(bot, feed);
    return feed;
  }

  #signed(bot: string, { timeMs, text }: Line): Line {
    const widest = Math.max(...[...this.#board.rows.keys()].map((name) => width(nameOf(name))));
    return { timeMs, text: `${this.#style.name(padEnd(nameOf(bot), widest))}  ${text}` };
  }
}

function nameOf(bot: string): string {
  return clean(bot, NAME_COLUMNS);
}

/** Whether it is shown with `--quiet`, too. */
function isTrouble(event: FleetEvent): boolean {
  if (event.event === 'bot_end') return event.exitCode !== 0;
  return event.event === 'fleet_reload_failed' || event.event === 'bot_output';
}

/** A table in place at the bottom of the terminal; above it, the lines that stay. */
function createTable(
  stderr: Output,
  feed: FleetFeed,
  board: Board,
  { now = Date.now, color, env = process.env, standingOf, stderr: stream }: FleetViewOptions,
) {
  const style = createStyle(color ?? colorFor(stream, env));
  const area = new LiveArea(stderr);
  let waiting: Told[] = [];
  let timer: NodeJS.Timeout | undefined;
  const above = (everything: boolean) => {
    const lines = [...waiting.flatMap((told) => feed.take(told)), ...feed.takeHeldBack(now(), everything)];
    waiting = [];
    return lines.map(({ text }) => `${squeeze(text, area.columns)}\n`).join('');
  };
  const draw = () => {
    const text = above(false);
    const { columns, rows } = area;
    area.draw(text, formatFleetTable(board, { nowMs: now(), columns, rows, standingOf, style }));
  };
  return {
    show(told: Told): void {
      waiting.push(told);
      if (timer) return;
      timer = setInterval(draw, FRAME_MS);
      stream.on('resize', draw);
    },
    finish(): void {
      clearInterval(timer);
      timer = undefined;
      stream.removeListener('resize', draw);
      area.clear();
      stderr.write(above(true));
    },
  };
}
