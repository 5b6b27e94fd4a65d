import type { Comparison, RunPlan, RunResult } from '../../lab/index.js';
import { quoteSh } from '../../lib/quote.js';
import { errorsOf, gauntletOf, isNormalized } from '../../stats/index.js';
import { formatCount, formatMatches, formatPercent } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean } from '../text/text.js';
import {
  comparisonFigures,
  confidenceOf,
  figuresOf,
  formatConfidence,
  formatEloRange,
  formatEntrant,
  isOverField,
  type LabFigures,
  nameOf,
  ranking,
  rivals,
  signedPercent,
} from './lab-figures.js';

/** Suggestions beyond so many times the matches would be no more than guesses. */
const MOST_TIMES = 50;
/** Shorter series are not worth suggesting. */
const SHORT_SERIES = 100;

/**
 * The verdict of a result in sentences, one a line: the answer, or what to do to get one.
 * @param isOfTune whether it is the verdict on what a tune has found
 */
export function formatVerdict(result: RunResult, style: Style, isOfTune = false): string[] {
  const { plan, matches, complete } = result;
  if (matches === 0) return [style.bold(style.notice('Nothing was played.'))];
  const lines =
    plan.kind === 'compare'
      ? compared(result, style, isOfTune)
      : result.ratings
        ? ranked(result, style)
        : played(result, style);
  if (complete) return lines;
  const all = plan.slots.flat().length * plan.matches;
  const so = `So far ${formatCount(matches)} of ${plan.test ? 'at most ' : ''}${formatMatches(all)}: the run is not finished.`;
  return [...lines, style.notice(so)];
}

function played(result: RunResult, style: Style): string[] {
  const figures = figuresOf(result);
  if (!figures) return [];
  const [a, b] = [formatEntrant(figures.a), formatEntrant(figures.b)];
  const tail = `${eloOf(figures, '95 %')} after ${formatMatches(figures.matches)}.`;
  if (figures.verdict === 'no_verdict') return noVerdict(result, style);
  if (figures.verdict === 'better') return [style.bold(style.good(`${a} beats ${b}: ${tail}`))];
  if (figures.verdict !== 'undecided') return [style.bold(style.bad(`${a} loses to ${b}: ${tail}`))];
  const summary = result.pairings[0]?.summary;
  if (summary && !summary.enough) return [tooFew(summary.unit, summary.units, result, style, false)];
  const said = style.bold(`${a} and ${b} cannot be told apart: ${tail}`);
  const more = `Four times the matches halve the range: --matches ${4 * result.plan.matches}`;
  return result.complete ? [said, more] : [said];
}

/** The lines below say who did what. */
function noVerdict(result: RunResult, style: Style): string[] {
  const names = result.absent.map((place) => formatEntrant(nameOf(result, place))).join(' and ');
  const said = `No verdict: ${names} forfeited more than 3 % of the matches.`;
  return [style.bold(style.bad(said)), 'Mend what went wrong, then run it again.'];
}

function tooFew(
  unit: 'pairs' | 'series',
  count: number,
  { plan, complete }: RunResult,
  style: Style,
  isOfTune: boolean,
): string {
  const what = unit === 'series' ? 'series' : count === 1 ? 'pair' : 'pairs';
  const said = `No verdict from ${formatCount(count)} ${what}: it takes ten at least`;
  // One that was stopped has more to come.
  if (!complete) return style.bold(style.notice(`${said}.`));
  const shorter = Math.max(1, Math.floor(plan.matches / 40));
  const advice =
    unit === 'series' && plan.series > shorter
      ? `shorter series make more of them: ${given(`--series ${shorter}`, plan, isOfTune)}`
      : `more matches make more of them: ${given(`--matches ${Math.max(400, 10 * plan.matches)}`, plan, isOfTune)}`;
  return style.bold(style.notice(`${said}; ${advice}`));
}

/** An option, or the command that takes it: options of a tune are those of its search, and would make another one. */
function given(option: string, { entrants, game }: RunPlan, isOfTune: boolean): string {
  if (!isOfTune) return option;
  const [a, b, ...against] = entrants.map(({ spec }) => clean(quoteSh(spec)));
  const field = against.length > 0 ? ['--against', ...against] : [];
  return `\`${['botpit lab compare', a, b, '--game', game, ...field, option].join(' ')}\``;
}

function compared(result: RunResult, style: Style, isOfTune: boolean): string[] {
  const figures = comparisonFigures(result);
  const { comparison, plan } = result;
  const [a, b] = [formatEntrant(figures.a), formatEntrant(figures.b)];
  const field = isOverField(result) ? ' against this field' : '';
  const confidence = formatConfidence(confidenceOf(result));
  const gain =
    comparison && isOverField(result)
      ? `${signedPercent(comparison.gain)} of the points (${confidence}: ${signedPercent(comparison.gain95.low)} to ${signedPercent(comparison.gain95.high)}), worth ${eloOf(figures, confidence)}`
      : eloOf(figures, confidence);
  const tail = `${gain} after ${formatMatches(result.matches)}.`;
  if (figures.verdict === 'no_verdict') return noVerdict(result, style);
  if (comparison?.same) {
    const said = `${a} and ${b} are the same code and draw no random numbers: there is no difference to find.`;
    return [style.bold(style.notice(said))];
  }
  if (figures.verdict === 'better')
    return [style.bold(style.good(`${a} is better than ${b}${field}: ${tail}`)), ...sureness(plan, 'Better')];
  if (figures.verdict === 'undecided') {
    if (comparison && !comparison.enough)
      return [tooFew(comparison.units, comparison.unitCount, result, style, isOfTune)];
    const said = `Undecided whether ${a} is better than ${b}${field}: ${tail}`;
    return [style.bold(style.notice(said)), ...(comparison ? whatToDo(result, comparison, isOfTune) : [])];
  }
  const isWorse = comparison !== null && comparison.gain95.high < 0;
  const lines = [
    style.bold(style.bad(`${a} ${isWorse ? 'is worse than' : 'is not better than'} ${b}${field}: ${tail}`)),
  ];
  if (!isWorse && plan.test)
    lines.push(`If it is any better, then by less than ${plan.test.elo1} ${unitOf(plan.test)}.`);
  return [...lines, ...sureness(plan, 'Not better')];
}

function unitOf(test: NonNullable<RunResult['plan']['test']>): string {
  return isNormalized(test) ? 'normalized Elo' : 'Elo';
}

/** How often the test is wrong when it says so. */
function sureness({ test }: RunResult['plan'], verdict: 'Better' | 'Not better'): string[] {
  if (test === null) return [];
  const { alpha, beta } = errorsOf(test);
  const chance = verdict === 'Better' ? alpha : beta;
  const by = verdict === 'Better' && test.elo0 !== 0 ? ` by more than ${test.elo0} ${unitOf(test)}` : '';
  return [`"${verdict}${by}" is wrong ${Number((100 * chance).toPrecision(6))} % of the time at most.`];
}

function whatToDo(
  { plan, complete }: RunResult,
  { better, notBetter, units }: Comparison,
  isOfTune: boolean,
): string[] {
  const share = (evidence: number) => formatPercent(Math.max(0, evidence), 0);
  const lines = [
    `Evidence so far: ${share(better)} of what "better" needs, ${share(notBetter)} of what "not better" needs.`,
  ];
  if (!complete) return lines;
  // Evidence grows about as the matches do.
  const times = 1 / Math.max(better, notBetter, 1 / MOST_TIMES);
  const [enough, many] = [roundUp(plan.matches * times), roundUp(10 * plan.matches)];
  lines.push(
    times < MOST_TIMES
      ? `At this pace ${formatCount(enough)} matches of each pairing would tell: ${given(`--matches ${enough}`, plan, isOfTune)}`
      : `It may take many times the matches to tell: ${given(`--matches ${many}`, plan, isOfTune)} or more`,
  );
  if (units === 'series' && plan.series > SHORT_SERIES) {
    lines.push(
      `A series of ${formatCount(2 * plan.series)} matches (a lane of ${formatCount(plan.series)} and its mirror) counts as one, as a strategy may learn. Sooner decided: shorter series (${given(`--series ${SHORT_SERIES}`, plan, isOfTune)}), or a finite \`memoryDepth\` in all strategies where it is true.`,
    );
  }
  return lines;
}

function ranked(result: RunResult, style: Style): string[] {
  if (result.absent.length > 0) return noVerdict(result, style);
  const { entrants, pairings } = result;
  const isGauntlet = entrants.length > 2 && pairings.every(({ first }) => first === 0);
  if (isGauntlet) return formatGauntlet(result, style);
  const [first] = ranking(result);
  const rating = first === undefined ? undefined : result.ratings?.[first];
  if (first === undefined || !rating) return [];
  const name = formatEntrant(nameOf(result, first));
  const elo = formatEloRange(rating);
  const tail = `${elo.value} over the mean of the field (95 %: ${elo.range}) after ${formatMatches(result.matches)}.`;
  if (result.circle) {
    const values = new Set(result.ratings?.map((one) => one && formatEloRange(one).value));
    const field = result.entrants.length;
    const headline =
      values.size === 1
        ? `All ${field} have the same Elo after ${formatMatches(result.matches)}.`
        : `${name} has the highest Elo of ${field}: ${tail}`;
    return [style.bold(headline), 'Some beat each other in a circle, which Elo cannot show: see below.'];
  }
  const close = rivals(result);
  if (close.length === 0)
    return [style.bold(style.good(`${name} is the best of ${result.entrants.length}: ${tail}`))];
  const names = close.slice(0, 3).map((i) => formatEntrant(nameOf(result, i)));
  const more = close.length > names.length ? ` and ${close.length - names.length} more` : '';
  return [
    style.bold(`${name} leads the field of ${result.entrants.length}: ${tail}`),
    `May be just as strong: ${names.join(', ')}${more}.`,
  ];
}

/** How the first entrant did: nobody else has met. */
function formatGauntlet(result: RunResult, style: Style): string[] {
  const met = result.pairings.filter(({ summary }) => summary.matches > 0);
  const run = gauntletOf(
    met.map(({ second, summary }) => ({ second, score: summary.score, ...summary.score95 })),
  );
  if (run === null) return [];
  const { beaten, lost, open, hardest } = run;
  const [one, other] = [0, hardest.second].map((place) => formatEntrant(nameOf(result, place)));
  const told = open > 0 ? `, loses to ${lost}, and ${open} cannot be told` : ` and loses to ${lost}`;
  const headline = `${one} beats ${beaten} of ${met.length}${told}, after ${formatMatches(result.matches)}.`;
  return [
    style.bold(headline),
    `Hardest for it is ${other}: ${formatPercent(hardest.score)}. The others played against ${one} alone, so their order says little.`,
  ];
}

/** `+14 Elo (95 %: +6 to +22)` */
function eloOf(figures: LabFigures, confidence: string): string {
  const { value, range } = formatEloRange(figures);
  return `${value} (${confidence}: ${range})`;
}

/** To two digits, and even, as matches come in pairs. */
function roundUp(matches: number): number {
  const unit = 10 ** Math.max(1, Math.floor(Math.log10(matches)) - 1);
  return Math.ceil(matches / unit) * unit;
}
