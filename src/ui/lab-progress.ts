import type { RunResult, Standings } from '../lab/index.js';
import { formatLabProgress } from './format-lab-progress.js';
import type { SinkMode } from './index.js';
import type { LiveLine } from './lab-live.js';
import { colorFor, Output, type OutputLost, type OutputStream } from './output.js';
import { createStyle } from './style.js';

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

export interface LabProgressOptions {
  /** As `sinkMode` says: a line that is drawn anew, a line now and then, or with `json` and `quiet` nothing at all. */
  readonly mode: SinkMode;
  readonly stderr: OutputStream;
  /** Overrides what the stream and the environment say about colours. */
  readonly color?: boolean | undefined;
  /** Milliseconds, for the rate and for the lines now and then. Default `performance.now`. */
  readonly now?: (() => number) | undefined;
  /** Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The stream can no longer be written to. Nothing throws then, and what is meant for it is dropped. */
  readonly onOutputLost?: OutputLost | undefined;
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
    const { createLiveLine } = await import('./lab-live.js');
    if (state === 'open') live = createLiveLine(stderr, style, (columns) => draw(run, columns));
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
