import type { GameId } from '../../games/index.js';
import type { RunResult, Setting, TuningResult } from '../../lab/index.js';
import { quoteSh } from '../../lib/quote.js';
import { isSameJson } from '../../lib/shape.js';
import { joinSpec, splitSpec } from '../../lib/strategy-spec.js';
import { predictedInterval } from '../../stats/index.js';
import { formatTable } from '../text/format-table.js';
import { formatMatches, formatPercent } from '../text/format-units.js';
import { formatJson, type Style } from '../text/output.js';
import { clean, squeeze } from '../text/text.js';
import { formatEntrant, labelled, nameOf } from './lab-figures.js';

/** Columns of a line that is to be copied. */
const MOST_COPIED = 4_000;

/**
 * What a tune has found, and how to set it. The verdict is not in it.
 * @param notes what stands below the first line
 * @param columns to keep within
 */
export function formatTuning(
  result: RunResult,
  notes: readonly string[],
  style: Style,
  columns: number,
): string[] {
  const { tuning, plan } = result;
  const head = tuningHead(result);
  if (!tuning) return [style.bold(style.notice(head)), ...notes].map((line) => squeeze(line, columns));
  const { best, start, rounds, course, trials } = tuning;
  const line = (label: string, ...parts: string[]) => labelled(label, parts, style);
  const found = hasFound(tuning);
  const rows = tuningRows(tuning).map(([param = '', was = '', is = '', of = '']) => [
    ...[param, was, style.bold(is), of],
  ]);
  const table = ['PARAMETER', 'WAS', 'FOUND', 'OF'].map((word) => style.dim(word));
  const played = `${trials.length} settings in ${course.length}${course.length < rounds ? ` of ${rounds}` : ''} rounds`;
  return (
    [
      style.bold(head),
      ...notes,
      '',
      line(result.game, style.bold(formatMatches(result.matches)), played, `seed ${clean(plan.seed)}`),
      ...(found ? [line('found', rangeOf(best), 'a prediction: the verdict decides')] : []),
      line('as it was', rangeOf(start)),
      '',
      ...formatTable([table, ...rows]).split('\n'),
    ]
      .map((text) => squeeze(text, columns))
      // Whole, as they are to be copied. A file of a stranger's may hold anything.
      .concat(
        found
          ? [
              '',
              'To play so, in the config or by the name:',
              clean(configOf(best.setting), MOST_COPIED),
              clean(quoteSh(foundSpec(result)), MOST_COPIED),
            ]
          : [],
      )
  );
}

/** What a tune has come to, in a sentence. */
export function tuningHead(result: RunResult): string {
  const { tuning } = result;
  const name = formatEntrant(nameOf(result, 0));
  if (!tuning) return `The first round is not over: nothing is known yet of the parameters of ${name}.`;
  const { best, start } = tuning;
  return hasFound(tuning)
    ? `${name} is predicted to score ${formatPercent(best.score)} with other parameters, and ${formatPercent(start.score)} as it is.`
    : `No parameters are predicted to be better than those that ${name} has.`;
}

/** Of each parameter: its name, what it was, what was found, and among what. */
export function tuningRows({ params, best }: TuningResult): string[][] {
  return params.map(({ name, type, min, max, options, default: was }) => {
    const numbers = type === 'boolean' ? 'true, false' : `${min} to ${max}`;
    const of = type === 'choice' ? clean(options.join(', '), 40) : numbers;
    return [clean(name, 40), String(was), String(best.setting[name]), of];
  });
}

/** Whether anything else than what is there is predicted to be better. */
export function hasFound({ best, start }: TuningResult): boolean {
  return !isSameJson(best.setting, start.setting);
}

/** The strategy with what was found; as it was given where nothing is known yet. */
export function foundSpec({ plan, tuning }: RunResult): string {
  const { name, params } = splitSpec(plan.entrants[0]?.spec ?? '');
  return joinSpec({ name, params: { ...params, ...tuning?.best.setting } });
}

/** `"params": { "caution": 0.4 }` */
export function configOf(setting: Setting): string {
  const parts = Object.entries(setting).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `"params": { ${parts.join(', ')} }`;
}

function rangeOf(predicted: TuningResult['best']): string {
  const { low, high } = predictedInterval(predicted);
  // What is certain has no range: a strategy against itself.
  if (low === high) return formatPercent(predicted.score);
  return `${formatPercent(predicted.score)} (${formatPercent(low)} to ${formatPercent(high)})`;
}

/** Lines of `--json` of a tune, before their keys are put into snake case. */
export type TuneEvent =
  | {
      readonly event: 'lab_tune_round';
      readonly game: GameId;
      /** From 1. */
      readonly round: number;
      readonly rounds: number;
      /** That had been played. */
      readonly matches: number;
      /** What was predicted to be best then. */
      readonly params: Setting;
      readonly score: number;
      readonly scoreLow: number;
      readonly scoreHigh: number;
      /** The mean of what the settings of the round scored. */
      readonly tried: number;
    }
  | {
      readonly event: 'lab_tune';
      readonly game: GameId;
      readonly strategy: string;
      readonly against: readonly string[];
      readonly seed: string;
      readonly matches: number;
      readonly settings: number;
      /** Whether all rounds were played. */
      readonly complete: boolean;
      /** Null before the first round is over. */
      readonly params: Setting | null;
      readonly start: Setting | null;
      /** What is predicted, with 95 %. */
      readonly score: number | null;
      readonly scoreLow: number | null;
      readonly scoreHigh: number | null;
      readonly startScore: number | null;
      /** When the run was played that the result is from, where it is a kept one; ISO 8601. */
      readonly keptRun: string | null;
      readonly nothingPlayed: boolean;
    };

/**
 * A tune as lines of JSON: a `lab_tune_round` for each round that is over, and `lab_tune`. The lines of the comparison with
 * the parameters as they were follow: see `labJson`.
 * @param timeMs epoch milliseconds
 */
export function tuneJson(result: RunResult, timeMs = Date.now()): string[] {
  const { game, plan, tuning, kept } = result;
  const { course = [], rounds = 0, best = null, start = null, trials = [] } = tuning ?? {};
  const events: TuneEvent[] = course.map(({ setting, score, deviation, matches, tried }, i) => {
    const { low, high } = predictedInterval({ score, deviation });
    const figures = { score, scoreLow: low, scoreHigh: high, tried };
    return { event: 'lab_tune_round', game, round: i + 1, rounds, matches, params: setting, ...figures };
  });
  const ends = best && predictedInterval(best);
  events.push({
    event: 'lab_tune',
    game,
    strategy: nameOf(result, 0),
    against: plan.entrants.slice(1).map(({ name }) => name),
    seed: plan.seed,
    matches: result.matches,
    settings: trials.length,
    complete: result.complete,
    params: best?.setting ?? null,
    start: start?.setting ?? null,
    score: best?.score ?? null,
    scoreLow: ends?.low ?? null,
    scoreHigh: ends?.high ?? null,
    startScore: start?.score ?? null,
    keptRun: kept?.at.toISOString() ?? null,
    nothingPlayed: kept?.isWhole === true,
  });
  return events.map((event) => formatJson({ event, timeMs }));
}
