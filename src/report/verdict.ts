import type { Comparison, EntrantResult, FaultKind, PairingResult } from '../lab/index.js';
import { errorsOf } from '../stats/index.js';
import { type Context, chance, eloKind, nameOf } from './context.js';
import {
  AT_95,
  count,
  eloRange,
  eloText,
  formatTimes,
  type Html,
  html,
  likelihood,
  listed,
  matchCount,
  oneLine,
  percent,
  percentRange,
  signed,
  signedPercent,
} from './html.js';
import { standing } from './standing.js';

/** A number with its name, and what belongs to it. */
interface Fact {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

/** What the run has found, in a sentence and in numbers. */
export function verdictSection(context: Context): Html {
  const { result } = context;
  const { comparison, pairings } = result;
  const [only] = pairings;
  if (only === undefined) return section('open', html`Nothing has been played yet.`, [], null);
  if (comparison !== null) return comparisonSection(context, comparison);
  return result.entrants.length > 2 ? fieldSection(context) : matchSection(context, only);
}

function section(tone: string, sentence: Html, facts: readonly Fact[], more: Html | null): Html {
  return html`<section aria-labelledby="verdict-title">
<h2 id="verdict-title">Verdict</h2>
<p class="verdict ${tone}">${sentence}</p>
${more}<dl class="facts">${facts.map(
    ({ name, value, note }) => html`
<div><dt>${name}</dt><dd>${value}${note !== undefined && html`<small>${note}</small>`}</dd></div>`,
  )}
</dl>
</section>`;
}

function matchSection(context: Context, { first, second, summary }: PairingResult): Html {
  const [a, b] = [nameOf(context, first), nameOf(context, second)];
  const { score, score95 } = summary;
  const facts = [
    { name: 'Score', value: percent(score), note: `${percentRange(score95)} ${AT_95}` },
    { name: 'Elo difference', value: eloText(score), note: `${eloRange(score95)} ${AT_95}` },
    ...pairingFacts(summary),
  ];
  facts.push({
    name: 'Judged by',
    value: `${count(summary.units)} ${summary.unit}`,
    ...(summary.enough ? {} : { note: 'fewer than ten tell nothing' }),
  });
  if (context.result.absent.length > 0)
    return section('open', noVerdict(context), facts, note(context, first));
  if (score95.low > 0.5) return section('better', html`${a} beats ${b}.`, facts, note(context, first));
  if (score95.high < 0.5) return section('worse', html`${b} beats ${a}.`, facts, note(context, first));
  const open = html`${a} and ${b} cannot be told apart by ${matchCount(summary.matches)}.`;
  return section('open', open, facts, note(context, first));
}

function noVerdict(context: Context): Html {
  const names = context.result.absent.map(
    (place, index) => html`${index > 0 && ' and '}${nameOf(context, place)}`,
  );
  return html`No verdict: ${names} forfeited more than 3 % of the matches.`;
}

function note(context: Context, first: number): Html {
  return html`<p>The numbers are those of ${nameOf(context, first)}.</p>`;
}

function pairingFacts(summary: PairingResult['summary']): Fact[] {
  const { wins, draws, losses, superiority, netPerWager, net95, breakEvenScore, standpoint } = summary;
  return [
    { name: 'Won, drawn, lost', value: `${count(wins)} – ${count(draws)} – ${count(losses)}` },
    { name: 'Likelihood of superiority', value: likelihood(superiority) },
    {
      name: 'Net per wager, after the fee',
      value: signedPercent(netPerWager, 2),
      note: `${signed(100 * net95.low, 2)} to ${signedPercent(net95.high, 2)} ${AT_95}`,
    },
    {
      name: 'Break-even line',
      value: `${percent(breakEvenScore, 2)} score`,
      note: BREAK_EVEN[standpoint],
    },
  ];
}

const BREAK_EVEN = {
  above: `it is above, ${AT_95} confidence`,
  below: `it is below, ${AT_95} confidence`,
  unclear: 'above or below cannot be told yet',
};

function comparisonSection(context: Context, comparison: Comparison): Html {
  const { result } = context;
  const { verdict, gain, gain95, units, unitCount } = comparison;
  const [a, b] = [nameOf(context, 0), nameOf(context, 1)];
  const direct = result.entrants.length === 2 ? result.pairings[0] : undefined;
  const { test } = result.plan;
  const sure =
    test && 'confidence' in test
      ? `at\u00a0${percent(test.confidence, 0)}, valid at every look`
      : `${AT_95}, corrected for the stop`;
  const facts: Fact[] = [];
  if (direct) {
    const interval = { low: 0.5 + gain95.low, high: 0.5 + gain95.high };
    facts.push(
      { name: 'Score', value: percent(direct.summary.score), note: `${percentRange(interval)} ${sure}` },
      {
        name: 'Elo difference',
        value: eloText(0.5 + gain),
        note: `${eloRange(interval)} ${sure}`,
      },
      ...pairingFacts(direct.summary),
    );
  } else {
    facts.push({
      name: 'Points gained in 100 matches',
      value: signed(100 * gain, 2),
      note: `${signed(100 * gain95.low, 2)} to ${signed(100 * gain95.high, 2)} ${sure}`,
    });
  }
  facts.push({
    name: 'Matches',
    value: count(result.matches),
    note: `judged by ${count(unitCount)} ${units === 'pairs' ? 'pairs, sides swapped' : 'whole series'}`,
  });
  const over = direct ? '' : ' over the field';
  const sentence = {
    better: html`${a} is better than ${b}${over}.`,
    'not better': html`${a} is not better than ${b}${over}.`,
    undecided: html`Undecided whether ${a} is better than ${b}${over}.`,
    'no verdict': noVerdict(context),
  }[verdict];
  const tone = { better: 'better', 'not better': 'worse', undecided: 'open', 'no verdict': 'open' }[verdict];
  return section(tone, sentence, facts, html`${question(context)}${evidence(comparison)}`);
}

function question({ result: { plan, complete } }: Context): Html | null {
  if (plan.test === null) return null;
  const { elo0, elo1 } = plan.test;
  const { alpha, beta } = errorsOf(plan.test);
  const elo = eloKind(plan.test);
  const asked = `Better means by more than ${signed(elo0, 0)} ${elo}, and is wrong ${chance(alpha)} of the time at most. Not better means by less than ${signed(elo1, 0)} ${elo}, and is wrong ${chance(beta)} of the time at most.`;
  const state = complete ? '' : ' The test goes on.';
  return html`<p>${asked}${state}</p>`;
}

/** How far the test has come to either answer. */
function evidence({ better, notBetter }: Comparison): Html {
  const bars = [
    ['Evidence for better', better],
    ['Evidence for not better', notBetter],
  ] as const;
  return html`<dl class="evidence">${bars.map(([name, share]) => {
    const shown = Math.max(0, Math.min(1, share));
    return html`
<div><dt>${name}</dt><dd><span class="bar"><span style="width:${(100 * shown).toFixed(1)}%"></span></span>
<span>${percent(Math.max(0, share), 0)} of what is needed</span></dd></div>`;
  })}
</dl>
`;
}

function fieldSection(context: Context): Html {
  const { result } = context;
  const facts: Fact[] = [
    { name: 'Pairings', value: count(result.pairings.length) },
    { name: 'Matches', value: count(result.matches) },
  ];
  const sentence = result.absent.length > 0 ? noVerdict(context) : standing(context);
  return section('open', sentence, [...bestOf(context), ...facts], null);
}

/** The ratings of the first three. */
function bestOf({ result: { ratings }, order, names }: Context): Fact[] {
  return order.slice(0, 3).flatMap((place, i) => {
    const rating = ratings?.[place];
    if (rating === undefined) return [];
    const note = `${signed(rating.eloLow)} to ${signed(rating.eloHigh)} ${AT_95}`;
    return [{ name: `${i + 1}. ${names[place] ?? ''}`, value: `${signed(rating.elo)} Elo`, note }];
  });
}

const DEEDS: Readonly<Record<FaultKind, string>> = {
  threw: 'threw',
  illegal: 'moved illegally',
  late: 'answered too late',
  hung: 'hung',
  crashed: 'crashed',
  unplayed: 'was out of the series',
  hook: 'failed in a hook',
};

/** What strategies did wrong, by name; null where nobody did. */
export function faultsSection(context: Context): Html | null {
  const all = context.result.entrants.flatMap((entrant, place) =>
    faultsOf(entrant).length > 0 ? [{ place, entrant }] : [],
  );
  if (all.length === 0) return null;
  return html`<section class="alert" aria-labelledby="faults-title">
<h2 id="faults-title">Faults</h2>
<p>A strategy loses the match in which it fails; where both do, it is a draw.</p>
<ul>${all.map(
    ({ place, entrant }) => html`
<li><strong>${nameOf(context, place)}</strong> ${listed(faultsOf(entrant))}.${
      entrant.firstFault !== null &&
      html`
<span class="first-fault">First: <bdi>${oneLine(entrant.firstFault, 300)}</bdi></span>`
    }</li>`,
  )}
</ul>
</section>`;
}

/** `threw twice`, `hung once`: as it may stand after a name. */
function faultsOf({ faults }: EntrantResult): string[] {
  return Object.entries(faults).flatMap(([kind, times]) =>
    times > 0 ? [`${DEEDS[kind as FaultKind]} ${formatTimes(times)}`] : [],
  );
}
