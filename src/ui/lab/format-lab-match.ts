import type { RunPlan, ShownMatch } from '../../lab/index.js';
import { formatAsked } from '../records/format-record.js';
import { formatName, formatOutcome, formatRound, formatScore, GAP } from '../session/format-match.js';
import type { Style } from '../text/output.js';
import { clean } from '../text/text.js';

/** Who met whom, in which run. */
export function formatLabMatchHead(plan: RunPlan, match: ShownMatch, style: Style): string[] {
  const [mine, theirs] = namesIn(plan, match);
  return [
    `${style.bold(match.game)}  ${style.name(formatName(mine))} vs ${style.name(formatName(theirs))}${GAP}side ${match.side}`,
    style.dim(`match ${match.number} of the run${GAP}seed ${clean(plan.seed, 60)}${GAP}the lab, no money`),
  ];
}

/**
 * A match of a run, round by round, as the first of the two saw it.
 * @param rounds how many of them; the end is told with all of them only
 */
export function formatLabMatch(
  plan: RunPlan,
  match: ShownMatch,
  style: Style,
  rounds = match.rounds.length,
): string[] {
  const { game, outcome, score } = match;
  const lines = match.rounds.slice(0, rounds).flatMap(({ score: after, state, ...round }) => {
    const seen = { ...state };
    const told = {
      event: 'round',
      game,
      ...round,
      result: { ...round.result },
      score: pairOf(after),
    } as const;
    return [formatRound(told, seen, null, style), ...formatAsked(seen, style)];
  });
  const head = [...formatLabMatchHead(plan, match, style), '', ...lines];
  if (rounds < match.rounds.length) return head;
  return [
    ...head,
    ...(match.turn ? [`  round ${match.turn.round}`, ...formatAsked({ ...match.turn.state }, style)] : []),
    ...faultLines(plan, match, style),
    '',
    `${style.bold(formatOutcome(outcome, style))} ${formatScore(pairOf(score))}`,
  ];
}

function faultLines(plan: RunPlan, match: ShownMatch, style: Style): string[] {
  const names = namesIn(plan, match);
  return match.faults.map(({ player, kind, detail }) =>
    style.bad(`  ${formatName(names[player])}: ${kind}: ${clean(detail, 200)}`),
  );
}

/** What `show --json` writes of it. */
export type LabMatchEvent = {
  readonly event: 'lab_match';
  readonly runId: string;
  readonly number: number;
  /** The strategy that the match is seen from, and the other. */
  readonly strategy: string;
  readonly strategyVersion: string | null;
  readonly opponent: string;
  readonly opponentVersion: string | null;
  readonly seed: string;
  readonly score: readonly [number, number];
  readonly rounds: readonly LabRound[];
} & Pick<ShownMatch, 'matchId' | 'game' | 'side' | 'outcome' | 'turn' | 'faults'>;

type LabRound = Pick<ShownMatch['rounds'][number], 'round' | 'state' | 'result' | 'outcome'> & {
  readonly move: object;
  readonly score: readonly [number, number];
};

export function labMatchEvent(plan: RunPlan, match: ShownMatch): LabMatchEvent {
  const { matchId, number, game, side, outcome, turn, faults, score, moves } = match;
  const [mine, theirs] = match.pairing.map((place) => plan.entrants[place]);
  return {
    event: 'lab_match',
    ...{ runId: matchId.split('-')[1] ?? '', number, matchId, game, seed: plan.seed, side },
    ...{ strategy: mine?.name ?? '', strategyVersion: mine?.version ?? null },
    ...{ opponent: theirs?.name ?? '', opponentVersion: theirs?.version ?? null },
    ...{ outcome, score: pairOf(score), turn, faults },
    rounds: match.rounds.map(({ round, state, result, outcome, score }, index) => ({
      ...{ round, state, move: moves[index] ?? {}, result, outcome, score: pairOf(score) },
    })),
  };
}

function namesIn({ entrants }: RunPlan, { pairing: [first, second] }: ShownMatch): readonly [string, string] {
  return [entrants[first]?.name ?? '', entrants[second]?.name ?? ''];
}

function pairOf({
  mine,
  theirs,
}: {
  readonly mine: number;
  readonly theirs: number;
}): readonly [number, number] {
  return [mine, theirs];
}
