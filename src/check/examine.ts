import { type AnyGame, type GameId, gameOf } from '../games/index.js';
import { within } from '../lib/clock.js';
import { closing } from '../lib/closing.js';
import {
  type Isolation,
  isFault,
  openStrategy,
  type StrategyHost,
  type StrategyReport,
} from '../strategy/index.js';
import { type Instrumented, type InstrumentReport, instrument, reportIn } from './instrument.js';
import { EDGES, type Edge, type Practice, practise } from './practice.js';

export interface Subject {
  /** As `--strategy` takes it. */
  readonly spec: string;
  readonly isolation: Isolation;
  readonly seed: string;
  /** Default: as in play. */
  readonly memoryMb?: number;
}

/** What one game showed. */
export interface Examined {
  readonly game: AnyGame;
  readonly main: Practice;
  readonly edges: ReadonlyMap<Edge, Practice>;
  /** The same questions put to another start of the strategy; null where the first did not get through them. */
  readonly again: Practice | null;
  /** One a match of `again`; none of a program. */
  readonly reports: readonly InstrumentReport[];
  /** Crashes and restarts of the strategy, and errors of its hooks. */
  readonly troubles: readonly string[];
  readonly edgeTroubles: readonly string[];
  /** Lines that it printed. */
  readonly printed: readonly string[];
  /** What is said of one that it printed where answers go; null where there was none. */
  readonly strayed: string | null;
  /** What is said of the taunts that it asked for and that there are not. */
  readonly taunts: readonly string[];
}

const MATCHES = 200;
const EDGE_MATCHES = 4;
/** Enough to see whether memory grows. */
const AGAIN_MATCHES = 120;
const TOTAL_MS = 18_000;
const LEAST_MS = 1_500;
const LOAD_TIMEOUT_MS = 10_000;
const CLOSE_MS = 2_000;

export interface ExamineLimits {
  /** For all games together, where the strategy does not answer more slowly than that. Default 18,000. */
  readonly totalMs?: number;
  /** See `PracticeOptions`. */
  readonly turnMs?: number | undefined;
}

/**
 * One game after another, so that nothing disturbs the times. Games for which no time is left are left out.
 * @throws BotpitError if it no longer loads
 */
export async function* examine(
  subject: Subject,
  games: readonly GameId[],
  { totalMs = TOTAL_MS, turnMs }: ExamineLimits = {},
): AsyncGenerator<Examined> {
  const instrumented = await instrument(subject.spec);
  await using _instrumented = closing(() => instrumented?.remove());
  const startMs = performance.now();
  for (const id of games) {
    const leftMs = totalMs - (performance.now() - startMs);
    if (leftMs <= 0) return;
    const budgetMs = Math.max(LEAST_MS, totalMs / games.length);
    yield await examineGame(subject, instrumented, id, budgetMs, turnMs);
  }
}

async function examineGame(
  subject: Subject,
  instrumented: Instrumented | null,
  id: GameId,
  budgetMs: number,
  turnMs: number | undefined,
): Promise<Examined> {
  const game = gameOf(id);
  const seed = `${subject.seed} ${id}`;
  const startAt = performance.now();
  const after = (share: number) => startAt + share * budgetMs;
  const log = new HostLog();
  const first = await withHost(subject, seed, log.take, async (host) => {
    const main = await practise(host, id, { matches: MATCHES, seed, turnMs, endAt: after(0.5) });
    const troubles = log.takeTroubles();
    const edges = new Map<Edge, Practice>();
    for (const edge of main.broken ? [] : EDGES) {
      const history = edge === 'long history' ? main.past : [];
      const kind = { edge, seed: `${seed} ${edge}`, history };
      const options = { matches: EDGE_MATCHES, turnMs, endAt: after(0.75), ...kind };
      edges.set(edge, await practise(host, id, options));
    }
    return { main, edges, troubles, edgeTroubles: log.takeTroubles() };
  });
  const { main } = first;
  const { printed, strayed, taunts } = log;
  const parts = { game, ...first, printed, strayed, taunts };
  if (main.broken || main.matches === 0) return { ...parts, again: null, reports: [] };
  const watched = new HostLog();
  const spec = instrumented?.spec ?? subject.spec;
  const again = await withHost({ ...subject, spec }, seed, watched.take, (host) =>
    practise(host, id, { matches: Math.min(AGAIN_MATCHES, main.matches), seed, turnMs, endAt: after(1) }),
  );
  return { ...parts, again, reports: watched.reports };
}

/** What a strategy printed, and what went wrong with it. */
class HostLog {
  readonly printed: string[] = [];
  readonly reports: InstrumentReport[] = [];
  readonly taunts: string[] = [];
  strayed: string | null = null;
  #troubles: string[] = [];

  readonly take = (report: StrategyReport): void => {
    if (report.kind === 'output') {
      this.printed.push(report.line);
      return;
    }
    const seen = reportIn(report.message);
    if (seen) this.reports.push(seen);
    else if (report.code === 'strategy/unknown-taunt') this.taunts.push(report.message);
    else if (isFault(report.code)) this.#troubles.push(report.message);
    else this.strayed ??= report.message;
  };

  takeTroubles(): string[] {
    const taken = this.#troubles;
    this.#troubles = [];
    return taken;
  }
}

/**
 * Loads the strategy as a session does, and closes it afterwards.
 * @throws BotpitError as `openStrategy`
 */
export async function withHost<T>(
  { spec, ...options }: Subject,
  seed: string,
  report: (report: StrategyReport) => void,
  run: (host: StrategyHost) => T | Promise<T>,
): Promise<T> {
  const host = await openStrategy(spec, { ...options, seed, report, loadTimeoutMs: LOAD_TIMEOUT_MS });
  await using _host = closing(() => within(CLOSE_MS, host.close()));
  return await run(host);
}
