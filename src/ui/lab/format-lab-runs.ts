import type { RunResult } from '../../lab/index.js';
import { formatTable } from '../text/format-table.js';
import { formatCount, formatCounted, formatPercent, formatTime } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean } from '../text/text.js';
import { figuresOf, formatEloRange, type LabFigures, type LabVerdict, nameOf } from './lab-figures.js';

/** A run that is kept in a file. */
export interface LabRun {
  readonly path: string;
  /** `3/16` of one that is a part; else null. */
  readonly part: string | null;
  readonly result: RunResult;
  readonly isFinished: boolean;
  /** Whether a process plays it. */
  readonly isOpen: boolean;
  /** How much of it has been played, of all that it may take. */
  readonly share: number;
  /** When it was finished, or last written to. Epoch milliseconds. */
  readonly at: number;
  /** What goes on with it, or shows its result. */
  readonly command: string;
}

/** What `lab runs --json` writes of one. */
export interface LabRunEvent {
  readonly event: 'lab_run';
  readonly runId: string;
  readonly path: string;
  readonly part: string | null;
  readonly state: 'finished' | 'playing' | 'stopped';
  readonly share: number;
  readonly at: string;
  readonly kind: RunResult['plan']['kind'];
  readonly game: RunResult['game'];
  readonly entrants: readonly string[];
  readonly versions: readonly string[];
  readonly seed: string;
  readonly matches: number;
  readonly keptMatches: number;
  readonly verdict: LabVerdict | null;
  readonly score: number | null;
  readonly elo: number | null;
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
  readonly command: string;
}

export function labRunEvent(run: LabRun): LabRunEvent {
  const { path, part, result, share, at, command } = run;
  const { plan, runId, game, matches, keptMatches } = result;
  const figures = headline(result);
  return {
    event: 'lab_run',
    ...{ runId, path, part, state: stateOf(run), share, at: new Date(at).toISOString() },
    ...{ kind: plan.kind, game, entrants: plan.entrants.map(({ name }) => name) },
    ...{ versions: plan.entrants.map(({ version }) => version), seed: plan.seed, matches },
    keptMatches: keptMatches?.count ?? 0,
    ...{ verdict: figures?.verdict ?? null, score: figures?.score ?? null, elo: figures?.elo ?? null },
    ...{ eloLow: figures?.eloLow ?? null, eloHigh: figures?.eloHigh ?? null, command },
  };
}

function stateOf({ isFinished, isOpen }: LabRun): LabRunEvent['state'] {
  return isFinished ? 'finished' : isOpen ? 'playing' : 'stopped';
}

type Headline = Pick<LabFigures, 'score' | 'elo' | 'eloLow' | 'eloHigh'> & {
  readonly verdict: LabVerdict | null;
};

/**
 * A run in one number: of two, from the side of the first; of a field, the rating of the strategy that was named first. None of a
 * tune, whose matches are of many settings.
 */
export function headline(result: RunResult): Headline | null {
  if (result.plan.tune) return null;
  if (result.ratings === null || result.plan.kind === 'compare') return figuresOf(result);
  const [rating, entrant] = [result.ratings[0], result.entrants[0]];
  if (!rating || !entrant || entrant.matches === 0) return null;
  const { elo, eloLow, eloHigh } = rating;
  return { score: entrant.score, elo, eloLow, eloHigh, verdict: null };
}

/** Who played whom. */
export function contest({ plan: { kind, entrants } }: RunResult): string {
  const names = entrants.map(({ name }) => clean(name, 32));
  if (kind === 'compare')
    return `${names[0]} or ${names[1]}${names.length > 2 ? `, by ${formatCounted(names.length - 2, 'other')}` : ''}`;
  return names.length === 2 ? `${names[0]} – ${names[1]}` : `${names[0]} and ${names.length - 1} others`;
}

/** A table of runs. @param columns to keep within */
export function formatLabRuns(
  runs: readonly LabRun[],
  style: Style,
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const head = ['RUN', 'WHEN', 'GAME', 'WHO', 'STATE', 'MATCHES', 'KEPT', 'ELO'].map((word) =>
    style.dim(word),
  );
  const rows = runs.map((run) => {
    const { result, part, at, share } = run;
    const state = stateOf(run);
    // A part is not the end of its run.
    const told =
      state !== 'finished' ? `${state} at ${formatPercent(share, 0)}` : part === null ? state : 'played';
    return [
      `${result.runId}${part === null ? '' : ` ${part}`}`,
      formatTime(at).slice(0, 16),
      result.game,
      contest(result),
      state === 'stopped' ? style.notice(told) : told,
      formatCount(result.matches),
      result.keptMatches === undefined ? '' : formatCount(result.keptMatches.count),
      eloOf(result),
    ];
  });
  const layout = { columns, right: [5, 6], drop: [6, 2, 5, 1, 7], shorten: 3 };
  return formatTable([head, ...rows], layout).split('\n');
}

function eloOf(result: RunResult): string {
  const figures = headline(result);
  if (!figures || figures.score === null) return '–';
  const { value, range } = formatEloRange(figures);
  return `${value.replace(' Elo', '')} (${range})`;
}

/** Runs that ask the same, night after night: the same kind, game and names, whatever their versions and seeds. */
export interface Trend {
  readonly runs: readonly LabRun[];
}

/** @param runs oldest first */
export function trendOf(runs: readonly LabRun[]): Trend[] {
  const byQuestion = new Map<string, LabRun[]>();
  for (const run of runs) {
    const key = questionOf(run.result);
    const asked = byQuestion.get(key) ?? [];
    byQuestion.set(key, asked);
    asked.push(run);
  }
  return [...byQuestion.values()].map((asked) => ({ runs: asked }));
}

export function questionOf({ plan }: RunResult): string {
  return JSON.stringify([plan.kind, plan.game, plan.entrants.map(({ name }) => name)]);
}

/** What the runs of a trend have asked. */
export function trendHead(first: RunResult): string {
  const place = first.ratings ? ` (rating of ${clean(nameOf(first, 0), 32)})` : '';
  return `${first.game}  ${contest(first)}${place}`;
}

export function verdictOf(result: RunResult): string {
  return (headline(result)?.verdict ?? '').replace('_', ' ');
}

export function formatTrend(trends: readonly Trend[], style: Style, columns?: number): string[] {
  return trends.flatMap(({ runs }, index) => {
    const [first] = runs;
    if (!first) return [];
    const head = ['WHEN', 'ELO', 'MATCHES', 'VERSION', 'VERDICT'].map((word) => style.dim(word));
    const rows = runs.map(({ at, result }) => [
      formatTime(at).slice(0, 16),
      eloOf(result),
      formatCount(result.matches),
      clean(result.plan.entrants[0]?.version ?? '', 12),
      verdictOf(result),
    ]);
    return [
      ...(index === 0 ? [] : ['']),
      style.bold(trendHead(first.result)),
      ...formatTable([head, ...rows], { columns, right: [2], drop: [3, 2, 4] }).split('\n'),
    ];
  });
}
