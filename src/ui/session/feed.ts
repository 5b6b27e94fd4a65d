import { quoteShAlways } from '../../lib/quote.js';
import type { EventOf, RunnerEvent, RunnerEventName, Stamped } from '../../runner/index.js';
import { SessionProgress } from '../../session-progress.js';
import { formatSol } from '../../wager.js';
import { formatAmount, formatCount, formatDuration, formatTime } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean } from '../text/text.js';
import {
  formatMatchEnd,
  formatMatchStart,
  formatMove,
  formatName,
  formatRound,
  GAP,
} from './format-match.js';
import {
  formatDailySummary,
  formatLimit,
  formatOpenIntents,
  formatPlace,
  formatSessionStart,
  formatStretch,
  formatWaiting,
} from './format-session.js';
import { type Detail, Pace, Repeats, Stretch } from './pace.js';

/** A finished line for a person, without its line end. */
export interface Line {
  readonly timeMs: number;
  readonly text: string;
}

export interface FeedOptions {
  readonly style: Style;
  /** `quiet`: warnings and errors only. `verbose`: turns, moves and queue updates too. */
  readonly level: 'quiet' | 'normal' | 'verbose';
  /** Whether waiting is shown by other means, so that lines about it would say it twice. */
  readonly statusLine: boolean;
  /** Whose session it is; null where it has no name. */
  readonly bot: string | null;
  /** How much of each match is told; chosen by how quickly they follow each other where it is absent. */
  readonly detail?: Detail;
}

const WARNINGS_PER_SECOND = 5;
const OUTPUT_LINES_PER_SECOND = 20;
const MESSAGE_COLUMNS = 1000;
/** For a wait of at least this, its end is shown too. */
const LONG_WAIT_MS = 30_000;

type Bound = readonly [label: string, perSecond: number];

/** What an arena or a strategy can send at any time and as often as it likes, and how many lines a second that may make. */
const BOUNDS: Readonly<Partial<Record<RunnerEventName, Bound>>> = {
  queue_joined: ['lines about the queue', 2000],
  queue_update: ['lines about the queue', 2000],
  challenge_created: ['lines about challenges', 20],
  challenge_accepted: ['lines about challenges', 20],
  challenge_cancelled: ['lines about challenges', 20],
  taunt_received: ['taunts', 20],
  unknown_message: ['messages of unknown types', WARNINGS_PER_SECOND],
  strategy_output: ['lines of the strategy', OUTPUT_LINES_PER_SECOND],
};

function boundOf(event: RunnerEvent): Bound | undefined {
  if (event.event !== 'warning') return BOUNDS[event.event];
  return [`warnings of this kind (${clean(event.code, 40)})`, WARNINGS_PER_SECOND];
}

const ALWAYS_TOLD: ReadonlySet<string> = new Set([
  'warning',
  'error',
  'challenge_created',
  'stopping',
  'limit',
  'intents_open',
  'arena_lost',
]);

/**
 * Turns events into the lines that stay on the screen or in the log. When matches follow each other faster than a
 * person can read, rounds and then matches are added up; a verbose log alone always tells everything.
 */
export class Feed {
  readonly progress = new SessionProgress();
  readonly #options: FeedOptions;
  readonly #style: Style;
  readonly #pace = new Pace();
  readonly #stretch = new Stretch();
  readonly #repeats = new Repeats();
  #detail: Detail = 'rounds';

  readonly #on: { readonly [Name in RunnerEventName]: (event: EventOf<Name>, timeMs: number) => string[] } = {
    session_start: (event) => formatSessionStart(event, this.#options.bot, this.#style),
    connected: ({ agentName }) => {
      const again = this.progress.connections > 1 ? 'connected again' : 'connected';
      return [`${again} as ${this.#style.name(formatName(agentName))}`];
    },
    disconnected: ({ reason }) => [this.#style.notice(`connection lost: ${clean(reason)}`)],
    // The status line shows short waits. A long one gets a line that stays, with its reason.
    reconnecting: (event, timeMs) =>
      this.#options.statusLine && event.delayMs < LONG_WAIT_MS ? [] : [formatReconnecting(event, timeMs)],
    queue_joined: ({ position }) =>
      this.#tellsWaiting ? [`waiting for an opponent, place ${position} in the queue`] : [],
    queue_update: ({ waitTimeMs, position, playersInQueue }) =>
      this.#isVerbose && this.#tellsWaiting
        ? [`still waiting after ${formatDuration(waitTimeMs)}, ${formatPlace(position, playersInQueue)}`]
        : [],
    challenge_created: (event) => formatChallengeCreated(event, this.progress.play, this.#style),
    challenge_accepted: ({ challengeId }) => [
      `challenge ${this.#style.name(clean(challengeId, 80))} accepted`,
    ],
    challenge_cancelled: ({ challengeId }) => [
      `challenge ${this.#style.name(clean(challengeId, 80))} was withdrawn or has expired`,
    ],
    match_start: (event) => (this.#tellsRounds ? [this.#matchStart(event)] : []),
    turn: (event) => (this.#isVerbose && this.#tellsRounds ? [formatTurn(event, this.#style)] : []),
    move: (event) => (this.#isVerbose && this.#tellsRounds ? [formatMoved(event, this.#style)] : []),
    round: (event) => {
      const { state = {}, fallback = null } = this.progress.match ?? {};
      return this.#tellsRounds ? [formatRound(event, state, fallback, this.#style)] : [];
    },
    taunt_received: (event) => (this.#tellsRounds ? [this.#taunt(event)] : []),
    taunt_sent: (event) => (this.#tellsRounds ? [this.#taunt(event)] : []),
    match_end: (event) => this.#matchEnd(event),
    unknown_message: ({ message }) =>
      this.#isVerbose ? [this.#style.dim(`unknown message  ${clean(JSON.stringify(message), 200)}`)] : [],
    warning: ({ message }) => [this.#trouble(this.#style.notice('warning'), message)],
    error: ({ message }) => [this.#trouble(this.#style.bad('error'), message)],
    metrics_listening: ({ url }) => [this.#style.dim(`metrics at ${clean(url)}/metrics`)],
    stopping: ({ message }) => [this.#style.notice(clean(message, MESSAGE_COLUMNS))],
    limit: (event) => [formatLimit(event, this.#style)],
    waiting: (event) => [formatWaiting(event, this.#style)],
    arena_lost: ({ message }) => [this.#trouble(this.#style.notice('warning'), message)],
    summary: (event) => formatDailySummary(event, this.progress.play, this.#style),
    intents_open: (event) => [this.#style.notice(formatOpenIntents(event))],
    strategy_output: ({ line }) => [`${this.#style.dim('strategy │')} ${clean(line, MESSAGE_COLUMNS)}`],
    session_end: () => [],
  };

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#style = options.style;
    this.#detail = options.detail ?? 'rounds';
  }

  /** Matches a second while only totals are told, else null. */
  get perSecond(): number | null {
    return this.#detail === 'totals' ? this.#stretch.perSecond : null;
  }

  /** A line that says whose it is, for where the lines of several bots may stand together. */
  signed(line: string): string {
    const { bot } = this.#options;
    return bot === null ? line : `${this.#style.name(formatName(bot))}${GAP}${line}`;
  }

  take(stamped: Stamped): Line[] {
    const { event, timeMs } = stamped;
    const lines: Line[] = [];
    if (event.event === 'match_start') lines.push(...this.#choosePace(timeMs));
    this.progress.apply(stamped);
    const { level } = this.#options;
    // A challenge is of no use to anybody who does not know its id.
    const wanted = level !== 'quiet' || ALWAYS_TOLD.has(event.event);
    if (!wanted) return lines;
    const told = this.#linesOf(event, timeMs).map((text) => ({ timeMs, text }));
    const bound = told.length === 0 ? undefined : boundOf(event);
    return !bound || this.#repeats.allow(...bound, timeMs) ? [...lines, ...told] : lines;
  }

  /** What has been held back long enough; all of it when the session is over. */
  takeHeldBack(nowMs: number, everything = false): Line[] {
    const { style, level } = this.#options;
    const lines: Line[] = [];
    const stretch = this.#stretch.take(this.progress, nowMs, everything);
    if (stretch && level !== 'quiet') {
      lines.push({
        timeMs: nowMs,
        text: formatStretch(stretch, this.progress.money, this.progress.play, style),
      });
    }
    for (const { label, hidden } of this.#repeats.takeHidden(nowMs, everything)) {
      lines.push({ timeMs: nowMs, text: style.dim(`… and ${formatCount(hidden)} more ${label}`) });
    }
    return lines;
  }

  #choosePace(timeMs: number): Line[] {
    const { statusLine } = this.#options;
    // In a log every event has a line: it is read later.
    if (!statusLine) return [];
    this.#detail = this.#pace.started(timeMs);
    // A stretch that ends here must be told before the first match that is told singly again.
    const held = this.takeHeldBack(timeMs, this.#detail !== 'totals');
    if (this.#detail === 'totals') this.#stretch.begin(this.progress, timeMs);
    return held;
  }

  #linesOf(event: RunnerEvent, timeMs: number): string[] {
    const lines: (event: never, timeMs: number) => string[] = this.#on[event.event];
    return lines(event as never, timeMs);
  }

  get #isVerbose(): boolean {
    return this.#options.level === 'verbose';
  }

  get #tellsRounds(): boolean {
    return this.#detail === 'rounds';
  }

  get #tellsWaiting(): boolean {
    return this.#tellsRounds && !this.#options.statusLine;
  }

  #matchStart(event: EventOf<'match_start'>): string {
    const { style, statusLine } = this.#options;
    const { match, play } = this.progress;
    const start = formatMatchStart(match?.number ?? 0, event, play, style);
    // The id is for looking a match up later: it belongs into a log and would only crowd a screen.
    return statusLine ? start : `${start}${GAP}${style.dim(clean(event.matchId ?? '', 80))}`.trimEnd();
  }

  #matchEnd(event: EventOf<'match_end'>): string[] {
    const { style } = this.#options;
    const { match, money, play } = this.progress;
    const end = formatMatchEnd(event, money, play, style);
    if (this.#detail === 'rounds') return [`  ${end}${GAP}${style.dim(formatDuration(event.durationMs))}`];
    if (this.#detail === 'totals' || !match) return [];
    return [
      `${style.bold(`#${match.number}`)}  vs ${style.name(formatName(match.start.opponentName))}${GAP}${end}`,
    ];
  }

  #trouble(what: string, message: string): string {
    return `${this.#style.bold(what)}  ${clean(message, MESSAGE_COLUMNS)}`;
  }

  #taunt({ event, tauntId }: EventOf<'taunt_received' | 'taunt_sent'>): string {
    const { style } = this.#options;
    const opponent = this.progress.match?.start.opponentName ?? '';
    const speaker = event === 'taunt_sent' ? 'you' : style.name(formatName(opponent));
    const text = clean(tauntId, 40).replaceAll('_', ' ');
    return `  ${speaker}: “${text}”`;
  }
}

/** The id stands on a line of its own, to be copied. */
function formatChallengeCreated(event: EventOf<'challenge_created'>, play: boolean, style: Style): string[] {
  const wager = event.wagerLamports === null ? '' : `${GAP}${formatAmount(event.wagerLamports, play)}`;
  const id = clean(event.challengeId, 80);
  // The line is there to be copied into a shell.
  const word = /^\w[\w-]*$/.test(id) ? id : quoteShAlways(id);
  // The taker has to say which wager they agree to: the arena does not tell it beforehand.
  const agreed = event.wagerLamports === null ? '<sol>' : formatSol(event.wagerLamports);
  return [
    `challenge ${style.name(id)} is open${wager}`,
    style.dim(`to take it: botpit challenge accept ${word} --wager ${agreed}`),
  ];
}

function formatReconnecting({ attempt, delayMs, reason }: EventOf<'reconnecting'>, nowMs: number): string {
  const until = delayMs < LONG_WAIT_MS ? '' : `, at ${formatTime(nowMs + delayMs)}`;
  return `reconnecting, attempt ${attempt} in ${formatDuration(delayMs)}${until}: ${clean(reason, MESSAGE_COLUMNS)}`;
}

function formatTurn({ round, timeoutMs, state }: EventOf<'turn'>, style: Style): string {
  const asked = clean(JSON.stringify(state), 120);
  return style.dim(`  round ${round ?? '?'}${GAP}turn, ${formatDuration(timeoutMs)}${GAP}${asked}`);
}

function formatMoved({ round, game, move, decideMs, source, reason }: EventOf<'move'>, style: Style): string {
  const by = source === 'fallback' ? `${GAP}fallback: ${reason ?? 'no reason given'}` : '';
  return style.dim(
    `  round ${round ?? '?'}${GAP}${formatMove(game, move)} after ${decideMs.toFixed(1)} ms${by}`,
  );
}
