import type { GameId } from '../../games/index.js';
import type { FaultKind, RunResult } from '../../lab/index.js';
import { errorsOf, isNormalized } from '../../stats/index.js';
import { formatJson } from '../text/output.js';
import { tuneJson } from './format-lab-tune.js';
import { figuresOf, type LabFigures, pairingFigures, ranking, rivals } from './lab-figures.js';

/** Null where nothing was played, and of a tournament `b` and the ends of the score. */
type ResultFigures = Omit<LabFigures, 'a' | 'b'> & { readonly a: string | null; readonly b: string | null };

/** Of a comparison: what was asked, the evidence for either answer (1 is enough), and the difference in normalized Elo. */
interface TestFigures {
  readonly elo0: number;
  readonly elo1: number;
  readonly alpha: number;
  readonly beta: number;
  /** Whether `elo0` and `elo1` are in normalized Elo. */
  readonly normalized: boolean;
  readonly evidenceBetter: number;
  readonly evidenceNotBetter: number;
  readonly normalizedElo: number | null;
  readonly normalizedEloLow: number | null;
  readonly normalizedEloHigh: number | null;
}

/** A line of the lab's `--json` output, before its keys are put into snake case. */
export type LabEvent =
  | ({ readonly event: 'lab_pairing'; readonly seed: string } & LabFigures)
  | {
      readonly event: 'lab_rating';
      readonly game: GameId;
      readonly name: string;
      readonly group: number;
      readonly elo: number | null;
      readonly eloLow: number | null;
      readonly eloHigh: number | null;
      readonly matches: number;
      readonly score: number;
      /** Where some of the field beat each other in a circle: what α-rank gives it of 1; else null. */
      readonly alphaRank: number | null;
    }
  | {
      readonly event: 'lab_faults';
      readonly game: GameId;
      readonly name: string;
      /** How often what. */
      readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
      readonly first: string | null;
    }
  | {
      /** Of a run by a queue. */
      readonly event: 'lab_worker';
      readonly game: GameId;
      readonly name: string;
      readonly series: number;
      /** In the pairing in which it is farthest from the others: its score, and that of all. */
      readonly score: number;
      readonly scoreOfAll: number;
      readonly chiSquared: number;
      /** Whether it has played something else than the others. */
      readonly odd: boolean;
    }
  | ({
      readonly event: 'lab_result';
      readonly seed: string;
      /** When the run was played that the result is from, where it is a kept one; ISO 8601. */
      readonly keptRun: string | null;
      readonly nothingPlayed: boolean;
    } & ResultFigures &
      Partial<TestFigures>);

/**
 * A result as lines of JSON. The last is `lab_result`: of a match or a comparison `event, time, game, a, b, matches, wins,
 * losses, draws, score, score_low, score_high, elo, elo_low, elo_high, verdict, unit, units, seed, kept_run, nothing_played`, all from the side of `a`, which is
 * the new strategy of a comparison (see `LabFigures`, `LabVerdict`), which has those of `TestFigures` too; of a tournament the same fields for the first of the
 * ranking, `b` being null for the rest of the field, the Elo its rating, and the ends of the score null.
 *
 * Before it come one `lab_pairing` a pairing with the same fields, where there are several pairings; in a tournament one
 * `lab_rating` an entrant, best first, with `name, group, elo, elo_low, elo_high, matches, score, alpha_rank`; and one `lab_faults` for
 * each entrant that did something wrong, with `name, faults` (how often what), `first`; of a run by a queue one `lab_worker` for
 * each worker.
 * @param timeMs epoch milliseconds
 */
export function labJson(result: RunResult, timeMs = Date.now()): string[] {
  if (result.plan.tune) return tuneJson(result, timeMs);
  const { game, pairings, plan } = result;
  const events: LabEvent[] = [];
  if (plan.entrants.length > 2) {
    for (const pairing of pairings)
      events.push({ event: 'lab_pairing', ...pairingFigures(result, pairing), seed: plan.seed });
  }
  if (plan.kind === 'tournament') events.push(...ratingLines(result));
  for (const { name, faults, firstFault } of result.entrants) {
    if (Object.keys(faults).length > 0)
      events.push({ event: 'lab_faults', game, name, faults, first: firstFault });
  }
  for (const { name, series, score, scoreOfAll, chiSquared, isOdd } of result.workers ?? [])
    events.push({ event: 'lab_worker', game, name, series, score, scoreOfAll, chiSquared, odd: isOdd });
  events.push(lastLine(result));
  return events.map((event) => formatJson({ event, timeMs }));
}

function ratingLines(result: RunResult): LabEvent[] {
  return ranking(result).flatMap((i) => {
    const [entrant, rating] = [result.entrants[i], result.ratings?.[i]];
    if (!entrant || !rating) return [];
    const { name, matches, score } = entrant;
    const { group, elo, eloLow, eloHigh } = rating;
    const alphaRank = result.circle?.shares[i] ?? null;
    const figures = { group, elo, eloLow, eloHigh, matches, score, alphaRank };
    return [{ event: 'lab_rating', game: result.game, name, ...figures }];
  });
}

function lastLine(result: RunResult): LabEvent {
  const figures =
    result.plan.entrants.length > 2 && result.plan.kind !== 'compare' ? ofFirst(result) : figuresOf(result);
  const { kept } = result;
  return {
    event: 'lab_result',
    ...(figures ?? nothing(result)),
    ...testFigures(result),
    seed: result.plan.seed,
    keptRun: kept?.at.toISOString() ?? null,
    nothingPlayed: kept?.isWhole === true,
  };
}

function testFigures({ comparison, plan: { test } }: RunResult): Partial<TestFigures> {
  if (comparison === null || test === null) return {};
  const { better, notBetter } = comparison;
  const { elo, eloLow, eloHigh } = comparison.normalized;
  const { alpha, beta } = errorsOf(test);
  return {
    ...{ elo0: test.elo0, elo1: test.elo1, alpha, beta },
    normalized: isNormalized(test),
    ...{ evidenceBetter: better, evidenceNotBetter: notBetter },
    ...{ normalizedElo: elo, normalizedEloLow: eloLow, normalizedEloHigh: eloHigh },
  };
}

/** The first of a field, against all that it met. */
function ofFirst(result: RunResult): ResultFigures | null {
  const [first] = ranking(result);
  const [entrant, rating] = first === undefined ? [] : [result.entrants[first], result.ratings?.[first]];
  if (!entrant || !rating || entrant.matches === 0) return null;
  const tally = { wins: 0, losses: 0, draws: 0 };
  for (const pairing of result.pairings) {
    if (pairing.first !== first && pairing.second !== first) continue;
    const { wins, losses, draws } = pairing.summary;
    tally.wins += pairing.first === first ? wins : losses;
    tally.losses += pairing.first === first ? losses : wins;
    tally.draws += draws;
  }
  return {
    ...nothing(result),
    ...{ a: entrant.name, matches: entrant.matches, ...tally, score: entrant.score },
    ...{ elo: rating.elo, eloLow: rating.eloLow, eloHigh: rating.eloHigh },
    verdict: result.absent.length > 0 ? 'no_verdict' : rivals(result).length === 0 ? 'better' : 'undecided',
  };
}

function nothing(result: RunResult): ResultFigures {
  const { game, plan } = result;
  const [a, b] = plan.entrants.length > 2 ? [] : plan.entrants;
  const [fewest] = result.pairings
    .map(({ summary }) => summary)
    .toSorted((one, other) => one.units - other.units);
  return {
    ...{ game, a: a?.name ?? null, b: b?.name ?? null, matches: 0, wins: 0, losses: 0, draws: 0 },
    ...{ score: null, scoreLow: null, scoreHigh: null, elo: null, eloLow: null, eloHigh: null },
    verdict: 'undecided',
    unit: fewest?.unit ?? 'series',
    units: fewest?.units ?? 0,
  };
}
