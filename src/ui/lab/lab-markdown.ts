import type { RunResult } from '../../lab/index.js';
import { formatCount, formatMatches, formatPercent, formatTime } from '../text/format-units.js';
import { createStyle } from '../text/output.js';
import { clean } from '../text/text.js';
import { circleLines, formatFaults, formatWorkers } from './format-lab.js';
import { headline, type LabRun, type Trend, trendHead, verdictOf } from './format-lab-runs.js';
import { configOf, hasFound, tuningHead, tuningRows } from './format-lab-tune.js';
import { formatVerdict } from './format-lab-verdict.js';
import { figuresOf, formatEloRange, formatScoreRange, nameOf, ranking } from './lab-figures.js';

/** Rows of a table of ratings, and nights of a trend. */
const MOST_ROWS = 30;
const MOST_NIGHTS = 14;

/**
 * A result as Markdown, for the summary of a CI job or a comment on a pull request: the verdict, the numbers, who did what
 * wrong, earlier runs of the same question, and the command. Names of strategies are shown as they are, and mean nothing there.
 * @param earlier of the same question, oldest first
 * @param tuned the tune that has found what the run compares, where that is so
 */
export function labMarkdown(
  result: RunResult,
  command: string,
  earlier: readonly LabRun[],
  tuned = result.plan.tune ? result : undefined,
): string {
  const plain = createStyle(false);
  const [verdict = '', ...more] =
    tuned === result ? [tuningHead(result)] : formatVerdict(result, plain, tuned !== undefined);
  const faults = [...formatFaults(result.entrants, plain), ...formatWorkers(result, plain)];
  const blocks = [
    `### ${MARKS[headline(result)?.verdict ?? 'undecided']} ${escaped(verdict)}`,
    more.map(escaped).join('  \n'),
    tuned === result ? '' : numbers(result),
    circleLines(result).map(escaped).join('  \n'),
    tuned ? found(tuned) : '',
    faults.map((line) => `- ${escaped(line.trim())}`).join('\n'),
    trend(result, earlier),
    `<details><summary>The command</summary>\n\n${fenced(command)}\n\n</details>`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const MARKS = { better: '✅', not_better: '❌', worse: '❌', undecided: '❔', no_verdict: '⚠️' } as const;

function numbers(result: RunResult): string {
  if (result.ratings && result.plan.kind !== 'compare') {
    const { circle } = result;
    const rows = ranking(result)
      .slice(0, MOST_ROWS)
      .map((place, index) => {
        const { elo, eloLow, eloHigh } = result.ratings?.[place] ?? { elo: 0, eloLow: 0, eloHigh: 0 };
        const { value, range } = formatEloRange({ elo, eloLow, eloHigh });
        const score = formatPercent(result.entrants[place]?.score ?? 0.5);
        const rank = circle ? [formatPercent(circle.shares[place] ?? 0)] : [];
        return [String(index + 1), code(nameOf(result, place)), value, range, ...rank, score];
      });
    return table([['#', 'strategy', 'Elo', '95 %', ...(circle ? ['α-rank'] : []), 'score'], ...rows]);
  }
  const figures = figuresOf(result);
  if (!figures) return '';
  const [score, elo] = [formatScoreRange(figures), formatEloRange(figures)];
  const { a, b, game, matches, wins, draws, losses, units, unit } = figures;
  return table([
    ['', game],
    ['strategies', `${code(a)} and ${code(b)}`],
    ['Elo', figures.scoreLow === null ? elo.value : `**${elo.value}** (${elo.range})`],
    ['score', figures.scoreLow === null ? score.value : `${score.value} (${score.range})`],
    [
      'matches',
      `${formatCount(matches)}: ${formatCount(wins)} won, ${formatCount(draws)} drawn, ${formatCount(losses)} lost`,
    ],
    ['from', `${formatCount(units)} ${unit}, seed ${code(result.plan.seed)}`],
  ]);
}

/** What a tune has found. */
function found({ tuning }: RunResult): string {
  if (!tuning) return '';
  const rows = tuningRows(tuning).map((cells) => cells.map(code));
  const config = hasFound(tuning) ? `\n\n${fenced(configOf(tuning.best.setting), 'json')}` : '';
  return `${table([['parameter', 'was', 'found', 'of'], ...rows])}${config}`;
}

function trend(result: RunResult, earlier: readonly LabRun[]): string {
  const nights = earlier.slice(-MOST_NIGHTS);
  if (nights.length === 0) return '';
  return `**Trend**\n\n${table([NIGHT, ...nights.map(nightOf), night('now', result)])}`;
}

/** What `trend` of `lab runs` shows, as Markdown: a table for each question. */
export function trendMarkdown(trends: readonly Trend[]): string {
  const blocks = trends.flatMap(({ runs }) => {
    const [first] = runs;
    if (!first) return [];
    const rows = runs.map((run) => [...nightOf(run), verdictOf(run.result)]);
    return [`### ${escaped(trendHead(first.result))}`, table([[...NIGHT, 'verdict'], ...rows])];
  });
  return `${blocks.join('\n\n')}\n`;
}

const NIGHT = ['when', 'Elo', 'range', 'matches', 'version'];

function nightOf({ at, result }: LabRun): string[] {
  return night(formatTime(at).slice(0, 16), result);
}

function night(when: string, result: RunResult): string[] {
  const figures = headline(result);
  const { value, range } = formatEloRange(figures ?? { elo: 0, eloLow: null, eloHigh: null });
  const version = code(result.plan.entrants[0]?.version ?? '');
  return [when, figures ? value : '–', figures ? range : '–', formatMatches(result.matches), version];
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A name as code: nothing in it is a link, a mention, a tag or the end of a cell. */
function code(text: string): string {
  return `\`${clean(text, 80).replaceAll('`', "'").replaceAll('|', '¦').trim() || ' '}\``;
}

/** A sentence with names in it. */
function escaped(text: string): string {
  return (
    clean(text, 500)
      .replaceAll('&', '&amp;')
      .replace(/[\\`*_{}[\]<>|~#]/g, (character) => `&#${character.charCodeAt(0)};`)
      // No mention, no reference to an issue, and no address that is made a link.
      .replace(/@|&#35;/g, (mark) => `${mark === '@' ? '&#64;' : mark}&#8203;`)
      .replaceAll('://', '&#58;&#47;&#47;')
      .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`)
  );
}

function fenced(text: string, language = 'sh'): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${clean(text, 4_000)}\n${fence}`;
}
