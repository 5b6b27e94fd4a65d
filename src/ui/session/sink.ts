import type { ArenaEvent, ArenaEventSink, Named } from '../../arena/index.js';
import { formatCounted, formatMatches } from '../../lib/wording.js';
import type { RunnerEvent, Stamped } from '../../runner/index.js';
import { formatSol } from '../../wager.js';
import {
  colorFor,
  createStyle,
  formatJson,
  Output,
  type OutputOptions,
  type OutputStream,
  writeJson,
} from '../text/output.js';
import { clean } from '../text/text.js';
import { Feed } from './feed.js';
import { formatSummary } from './format-session.js';
import type { Prompt } from './live.js';
import { Batch, createPlainView, type View } from './view.js';

export type { Prompt } from './live.js';

export type SinkMode = 'live' | 'plain' | 'json' | 'quiet';

export interface SinkOptions extends OutputOptions {
  readonly mode: SinkMode;
  readonly stdout: OutputStream;
  /** Whose session it is; null or absent where it has no name. */
  readonly bot?: string | null | undefined;
  /** Turns, moves and queue updates too; no effect on `json`, which always has everything, and on `quiet`. */
  readonly verbose?: boolean | undefined;
  /** For a person who plays; the mode is `live` then. */
  readonly prompt?: Prompt | undefined;
  /** Epoch milliseconds. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

export interface Sink {
  /** Takes an event and returns at once; it is shown later. Only `session_end` shows everything before it returns. */
  emit(event: RunnerEvent): void;
  /** Shows what is left and cleans up the screen. Idempotent; also done when the process exits. */
  close(): void;
}

/**
 * What the flags, the terminal and the environment ask for: JSON lines, warnings and the summary only, a live view
 * where stderr is a terminal, else plain lines.
 */
export function sinkMode(
  flags: { readonly json?: boolean | undefined; readonly quiet?: boolean | undefined },
  stderr: OutputStream,
  env: NodeJS.ProcessEnv = process.env,
): SinkMode {
  if (flags.json) return 'json';
  if (flags.quiet) return 'quiet';
  const ci = env.CI !== undefined && env.CI !== '' && env.CI !== 'false' && env.CI !== '0';
  return stderr.isTTY && !ci && env.TERM !== 'dumb' ? 'live' : 'plain';
}

/** Neither shown nor summed up with `quiet`, and the most frequent by far. */
const UNSEEN_IN_QUIET: ReadonlySet<string> = new Set(['turn', 'move', 'round', 'queue_update']);
const NONE: ReadonlySet<string> = new Set();

/**
 * Shows a session. `json` writes one object a line to stdout; the other modes write progress to stderr and, on
 * `session_end`, the summary to stdout.
 */
export async function createSink(options: SinkOptions): Promise<Sink> {
  const { now = Date.now } = options;
  const stdout = new Output('stdout', options.stdout, options.onOutputLost);
  const view =
    options.mode === 'json' ? jsonView(stdout, options.bot) : await humanView(options, stdout, now);
  const unseen = options.mode === 'quiet' ? UNSEEN_IN_QUIET : NONE;
  const close = () => {
    process.removeListener('exit', close);
    view.finish();
  };
  // A process that is made to exit at once still leaves whole lines and a visible cursor.
  process.on('exit', close);
  return {
    emit(event) {
      if (unseen.has(event.event)) return;
      view.show({ event, timeMs: now() });
      if (event.event === 'session_end') view.finish();
    },
    close,
  };
}

function jsonView(stdout: Output, bot: string | null | undefined): View {
  const batch = new Batch((events) => writeJson(stdout, events, bot));
  return { show: (stamped) => batch.add(stamped), finish: () => batch.flush() };
}

async function humanView(options: SinkOptions, stdout: Output, now: () => number): Promise<View> {
  const { mode, env = process.env, verbose, bot = null } = options;
  const stderr = new Output('stderr', options.stderr, options.onOutputLost);
  const style = createStyle(options.color ?? colorFor(options.stderr, env));
  const live = mode === 'live';
  const level = mode === 'quiet' ? 'quiet' : verbose ? 'verbose' : 'normal';
  const feed = new Feed({ style, level, statusLine: live, bot });
  // Loaded when it is wanted: the spinner's package takes longer to load than all the rest of this folder.
  const view = live
    ? (await import('./live.js')).createLiveView(stderr, feed, style, now, options.prompt)
    : createPlainView(stderr, feed, now);
  let end: Stamped | undefined;

  const summaryStyle = createStyle(options.color ?? colorFor(options.stdout, env));
  return {
    show(stamped) {
      view.show(stamped);
      if (stamped.event.event === 'session_end') end = stamped;
    },
    finish() {
      view.finish();
      if (end?.event.event !== 'session_end') return;
      if (live) stderr.write('\n');
      const durationMs = end.timeMs - feed.progress.startedMs;
      stdout.write(`${formatSummary(end.event, feed.progress, durationMs, summaryStyle).join('\n')}\n`);
      end = undefined;
    },
  };
}

/**
 * A function that turns the events of one session, in order, into lines of plain words: the most detailed there are.
 * @param bot whose session it is, which each line begins with; null where it has no name
 */
export function createTextLines(bot: string | null = null): (stamped: Stamped) => readonly string[] {
  const style = createStyle(false);
  const feed = new Feed({ style, level: 'verbose', statusLine: false, bot });
  return (stamped) => {
    const { event, timeMs } = stamped;
    const lines = [...feed.take(stamped), ...feed.takeHeldBack(timeMs)].map(({ text }) => text);
    if (event.event === 'session_end')
      lines.push(...formatSummary(event, feed.progress, timeMs - feed.progress.startedMs, style));
    return lines.map((line) => feed.signed(line));
  };
}

interface ArenaSinkOptions extends Pick<SinkOptions, 'stdout' | 'stderr' | 'onOutputLost' | 'now'> {
  readonly json: boolean;
  /** Failures of the house bot only. */
  readonly quiet: boolean;
  /** Whether every key is let in, which is worth a word. */
  readonly anyKey: boolean;
}

/** Shows what the arena does: JSON lines on stdout, or one plain line an event on stderr. */
export function createArenaSink(options: ArenaSinkOptions): ArenaEventSink {
  const { json, quiet, anyKey, now = Date.now, onOutputLost } = options;
  const name = json ? 'stdout' : 'stderr';
  const output = new Output(name, options[name], onOutputLost);
  return (event) => {
    if (json) output.write(`${formatJson({ event, timeMs: now() })}\n`);
    else if (!quiet || event.event === 'house_failed' || event.event === 'tournament_ended')
      output.write(`${formatArenaEvent(event, anyKey)}\n`);
  };
}

/** One line for a person. */
export function formatArenaEvent(event: ArenaEvent, anyKey: boolean): string {
  const format: (event: never, anyKey: boolean) => string = ARENA_EVENTS[event.event];
  return format(event as never, anyKey);
}

const ARENA_EVENTS: {
  readonly [Name in ArenaEvent['event']]: (
    event: Extract<ArenaEvent, { event: Name }>,
    anyKey: boolean,
  ) => string;
} = {
  arena_listening: ({ url, page }, anyKey) =>
    `The arena listens at ${url}  (${anyKey ? 'any key that starts with bp_sk_ is an agent; ' : ''}Ctrl-C ends it)` +
    (page === undefined ? '' : `\nWatch it in a browser at ${page}`),
  agent_connected: ({ agentName }) => `+ ${clean(agentName)}`,
  agent_disconnected: ({ agentName }) => `- ${clean(agentName)}`,
  match_started: ({ matchId, game, a, b, sandbox, wagerLamports }) => {
    const stake = sandbox ? 'sandbox' : `${formatSol(wagerLamports)} SOL`;
    return `${short(matchId)} ${game}: ${clean(a.name)} v ${clean(b.name)}, ${stake}`;
  },
  round_ended: ({ matchId, round, score }) => `${short(matchId)} round ${round}: ${score.join('-')}`,
  match_ended: ({ matchId, score, winner, termination }) =>
    `${short(matchId)} over: ${score.join('-')}${winner === null ? ', a draw' : ''} (${termination})`,
  chaos_started: ({ faults, seed }) => `chaos on purpose: ${faults.join(', ')}  (seed ${clean(seed)})`,
  chaos: ({ matchId, fault, detail }) =>
    `${matchId === undefined ? '' : `${short(matchId)} `}chaos: ${fault}, ${detail}`,
  match_resumed: ({ matchId, game, round, ...pair }) =>
    `${short(matchId)} ${game}: ${versus(pair)} goes on at round ${round}, once both are back`,
  tournament_started: ({ kind, games, rounds, matches, agents, resumed }) => {
    const size = `${formatCounted(agents.length, 'agent')}, ${formatCounted(rounds, 'round')}`;
    const what = `${kind === 'swiss' ? 'Swiss' : kind} tournament of ${size}, ${formatMatches(matches)} a pairing: ${games.join(', ')}`;
    return resumed ? `The ${what} goes on` : `A ${what}`;
  },
  tournament_round: ({ round, rounds, pairings, bye }) => {
    const shown =
      pairings.length > MOST_PAIRINGS
        ? formatCounted(pairings.length, 'pairing')
        : pairings.map(versus).join('; ');
    return `round ${round} of ${rounds}: ${shown}${bye === null ? '' : `; bye: ${clean(bye.name)}`}`;
  },
  match_forfeited: ({ round, game, by, ...pair }) => {
    const absent = [pair.a, pair.b].filter(({ id }) => by.includes(id)).map(({ name }) => clean(name));
    return `round ${round} ${game}: ${versus(pair)}, forfeited: ${absent.join(' and ')} ${absent.length > 1 ? 'were' : 'was'} not there`;
  },
  pairing_ended: ({ round, a, b, score: [own, other] }) =>
    `round ${round}: ${clean(a.name)} ${formatPoints(own)}-${formatPoints(other)} ${clean(b.name)}`,
  tournament_ended: ({ standings }) => {
    const best = standings.slice(0, MOST_PAIRINGS).map(({ rank, agent, points }) => {
      return `  ${rank}. ${clean(agent.name)}  ${formatPoints(points)}`;
    });
    const rest = standings.length - best.length;
    return ['The tournament is over.', ...best, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
  },
  house_failed: ({ game, message }) => `warning: the house bot failed in ${game}: ${clean(message)}`,
};

/** More are not listed in a line. */
const MOST_PAIRINGS = 10;

function versus({ a, b }: { readonly a: Named; readonly b: Named }): string {
  return `${clean(a.name)} v ${clean(b.name)}`;
}

/** Halves are the only fractions. */
function formatPoints(points: number): string {
  return Number.isInteger(points) ? String(points) : points.toFixed(1);
}

function short(matchId: string): string {
  return matchId.slice(0, 8);
}
