import type { RunResult, Standings } from '../../lab/index.js';
import type { SinkMode } from '../session/sink.js';
import { formatCount, formatPercent, formatWait } from '../text/format-units.js';
import type { LiveLine } from '../text/live-line.js';
import { colorFor, createStyle, Output, type OutputOptions, type Style } from '../text/output.js';
import { truncate, width } from '../text/text.js';
import {
  figuresOf,
  formatEloRange,
  formatEntrant,
  formatScoreRange,
  nameOf,
  ranking,
} from './lab-figures.js';

const PLAIN_EVERY_MS = 10_000;
/** Without a terminal that breaks lines. */
const PLAIN_COLUMNS = 200;
/** A result is worked out anew this often at most, and takes no more than this share of the time. */
const RESULT_EVERY_MS = 1000;
const RESULT_SHARE = 0.02;
/** The rate is that of the last so many milliseconds, or a little more. */
const WINDOW_MS = 15_000;
const SAMPLES_APART_MS = 1000;
/** In less time a rate would say nothing. */
const LEAST_MS = 500;

/** What is looked at of a run: where it stands at this moment. */
export type RunInProgress = Pick<Standings, 'plan' | 'matches' | 'underWay' | 'matchesAtMost' | 'result'>;

export interface LabProgressOptions extends OutputOptions {
  /** As `sinkMode` says: a line that is drawn anew, a line now and then, or with `json` and `quiet` nothing at all. */
  readonly mode: SinkMode;
  /** Milliseconds, for the rate and for the lines now and then. Default `performance.now`. */
  readonly now?: (() => number) | undefined;
}

export interface LabProgress {
  /**
   * Something was played; returns at once. The first call says where the run starts: what was played before does not count
   * for the rate. The run is looked at later again, whenever the line is drawn.
   */
  update(run: RunInProgress): void;
  /** Takes the line off the screen. Idempotent; also done when the process exits. */
  close(): void;
}

/** Tells on stderr how far a run is. */
export function createLabProgress(options: LabProgressOptions): LabProgress {
  const { mode, env = process.env, now = () => performance.now() } = options;
  if (mode === 'json' || mode === 'quiet') return { update: () => undefined, close: () => undefined };
  const stderr = new Output('stderr', options.stderr, options.onOutputLost);
  const style = createStyle(options.color ?? colorFor(options.stderr, env));
  const watch = new Watch(now);
  let live: LiveLine | undefined;
  let plainAt: number | undefined;
  let state: 'new' | 'open' | 'closed' = 'new';

  const draw = (run: RunInProgress, columns: number) =>
    formatLabProgress({ ...watch.look(run), mayEndEarly: run.plan.test !== null }, style, columns);
  const startLive = async (run: RunInProgress) => {
    // Loaded when it is wanted: the spinner's package takes longer to load than all the rest of this folder.
    const { createLiveLine } = await import('../text/live-line.js');
    if (state !== 'open') return;
    live = createLiveLine(stderr, style, (columns) => draw(run, columns));
    live.start();
  };
  const close = () => {
    process.removeListener('exit', close);
    state = 'closed';
    live?.stop();
    live = undefined;
  };
  return {
    update(run) {
      if (state === 'closed') return;
      const at = now();
      watch.played(at, run.matches + run.underWay);
      if (state === 'new') {
        state = 'open';
        plainAt = at;
        // A process that is made to exit at once still leaves a visible cursor.
        process.on('exit', close);
        if (mode === 'live') void startLive(run);
      }
      if (mode === 'live' || at - (plainAt ?? at) < PLAIN_EVERY_MS) return;
      plainAt = at;
      stderr.write(`${draw(run, PLAIN_COLUMNS)}\n`);
    },
    close,
  };
}

/** Keeps the pace of a run, and its latest result, which is not worked out for every drawing. */
class Watch {
  readonly #now: () => number;
  /** At least a second apart, oldest first. */
  readonly #samples: { readonly at: number; readonly matches: number }[] = [];
  #result: RunResult | null = null;
  #resultDueAt = -Infinity;

  constructor(now: () => number) {
    this.#now = now;
  }

  played(at: number, matches: number): void {
    const samples = this.#samples;
    const last = samples.at(-1);
    if (!last || at - last.at >= SAMPLES_APART_MS) samples.push({ at, matches });
    // The second is as old as the window: the first is not needed any more.
    while (samples.length > 2 && at - (samples[1]?.at ?? at) >= WINDOW_MS) samples.shift();
  }

  look(run: RunInProgress) {
    const at = this.#now();
    if (at >= this.#resultDueAt) {
      this.#result = run.result();
      const took = this.#now() - at;
      this.#resultDueAt = at + Math.max(RESULT_EVERY_MS, took / RESULT_SHARE);
    }
    const { matchesAtMost: planned } = run;
    const matches = run.matches + run.underWay;
    return { matches, planned, perSecond: this.#perSecond(at, matches), result: this.#result };
  }

  /** Null before it can be told. */
  #perSecond(at: number, matches: number): number | null {
    const oldest = this.#samples[0];
    if (!oldest || at - oldest.at < LEAST_MS) return null;
    return (1000 * (matches - oldest.matches)) / (at - oldest.at);
  }
}

const GAP = '  ';

/** How far a run is. */
export interface LabProgressState {
  /** Played, earlier sittings included. */
  readonly matches: number;
  /** All, at most. */
  readonly planned: number;
  /** Whether a test may end the run before. */
  readonly mayEndEarly: boolean;
  /** Null before that can be told. */
  readonly perSecond: number | null;
  /** The latest that was worked out; null before the first. */
  readonly result: RunResult | null;
}

/**
 * `24 %  12,000 of 50,000  9 s left  a 51.2 % (50.1 % to 52.3 %)  4,000/s`: done of all matches, the time left (`≤` where a
 * test may end it before), the score or the difference so far with its interval, the rate; without what does not fit.
 */
export function formatLabProgress(state: LabProgressState, style: Style, columns: number): string {
  const { matches, planned, mayEndEarly, perSecond, result } = state;
  const parts = [
    style.bold(formatPercent(planned === 0 ? 1 : matches / planned, 0)),
    `${formatCount(matches)} of ${formatCount(planned)}`,
  ];
  if (perSecond !== null && perSecond > 0) {
    const left = formatWait((1000 * Math.max(0, planned - matches)) / perSecond);
    parts.push(`${mayEndEarly ? '≤ ' : ''}${left} left`);
  }
  const [standing, evidence] = result ? standingOf(result, style) : [];
  if (standing) parts.push(standing);
  if (perSecond !== null) parts.push(style.dim(`${formatCount(Math.round(perSecond))}/s`));
  if (evidence) parts.push(evidence);
  let line = truncate(parts[0] ?? '', columns);
  for (const part of parts.slice(1)) {
    if (width(line) + GAP.length + width(part) <= columns) line += GAP + part;
  }
  return line;
}

/** The difference so far, and in a comparison how near it is to an answer. */
function standingOf(result: RunResult, style: Style): string[] {
  const { ratings, comparison, plan, tuning } = result;
  if (result.matches === 0) return [];
  if (plan.tune)
    return tuning
      ? [`predicted ${formatPercent(tuning.best.score)}, was ${formatPercent(tuning.start.score)}`]
      : [];
  const told = (name: string, { value, range }: { value: string; range: string }, isRangeKnown = true) =>
    `${style.name(formatEntrant(name))} ${value}${isRangeKnown ? ` (${range})` : ''}`;
  const [first] = ranking(result);
  const rating = first === undefined ? undefined : ratings?.[first];
  if (plan.kind === 'tournament' && first !== undefined && rating) {
    return [`first ${told(nameOf(result, first), formatEloRange(rating))}`];
  }
  const figures = figuresOf(result);
  if (!figures || figures.score === null) return [];
  // Of the first few series nothing is known.
  const isRangeKnown = figures.scoreLow !== null || figures.scoreHigh !== null;
  if (!comparison) return [told(figures.a, formatScoreRange(figures), isRangeKnown)];
  const { better, notBetter } = comparison;
  const [answer, evidence] = better >= notBetter ? ['better', better] : ['not better', notBetter];
  const shown = formatPercent(Math.min(1, Math.max(0, evidence)), 0);
  return [told(figures.a, formatEloRange(figures), isRangeKnown), `${answer}: ${shown} of the evidence`];
}
