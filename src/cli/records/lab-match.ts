import { BotpitError } from '../../errors.js';
import type { PastEncounter, RoundRecord } from '../../history/index.js';
import {
  type KeptMatch,
  keptIn,
  type MatchPlace,
  numberOf,
  placeOf,
  planIn,
  type RunPlan,
  rebuilt,
  type Setting,
  type ShownMatch,
} from '../../lab/index.js';
import { isObject } from '../../lib/shape.js';
import { queryOf } from '../../lib/strategy-spec.js';
import { KEPT_MATCHES } from '../../strategy/index.js';
import { clean, formatCount, formatLabMatch, formatLabMatchHead, labMatchEvent } from '../../ui/index.js';
import type { Io } from '../command.js';
import { findRun } from '../lab/files.js';
import type { Found } from './found.js';

/** `run.jsonl#123`, or with the id of a run in the data folder. */
const OF_RUN = /^(.+)#([^#]*)$/s;

/**
 * The match of a run of the lab that an argument names.
 * @param folders data folders
 * @returns null where it is not the name of one
 * @throws BotpitError `usage` where there is no such run or match, or where the run did not keep it; `lab/run-file`
 */
export async function findLabMatch(named: string, folders: readonly string[], io: Io): Promise<Found | null> {
  const [, of, digits] = OF_RUN.exec(named) ?? [];
  if (of === undefined || (digits === '' && of.endsWith('.jsonl'))) {
    if (!/\.jsonl#?$/.test(named)) return null;
    const run = clean(of ?? named, 80);
    throw new BotpitError('usage', `which match of ${run}?`, {
      hint: `Name it by its number, such as ${run}#1; \`botpit lab runs show\` lists those that were kept.`,
    });
  }
  const path = await findRun(of, folders, io);
  // Ids of arenas may have that sign in them.
  if (path === null) return null;
  const plan = await planIn(path);
  const number = /^[1-9]\d*$/.test(digits ?? '') ? Number(digits) : Number.NaN;
  const place = placeOf(plan, number);
  const shownName = clean(of, 80);
  if (place === null) {
    const most = formatCount(plan.slots.flat().length * plan.matches);
    throw new BotpitError('usage', `${shownName} has no match ${clean(digits ?? '', 20)}`, {
      hint: `Its matches have the numbers from 1 to ${most}.`,
    });
  }
  for await (const { matches, setting } of keptIn(path, plan, place.task)) {
    const ofPairing = matches[place.pairing] ?? [];
    const kept = ofPairing.find(({ lane, match }) => lane === place.lane && match === place.match);
    if (kept) return foundIn(path, plan, place, kept, ofPairing, setting);
  }
  throw new BotpitError('usage', `${shownName} did not keep match ${number}`, {
    hint: await whatIsKept(path, plan, number),
  });
}

const MOST_NAMED = 5;

/** Of all that are kept, the nearest are named. */
async function whatIsKept(path: string, plan: RunPlan, wanted: number): Promise<string> {
  if (plan.keep === undefined)
    return 'It was played without --keep, which says what to keep: all, lost, forfeited or a number.';
  const numbers: number[] = [];
  for await (const { task, matches } of keptIn(path, plan)) {
    for (const [pairing, list] of matches.entries())
      for (const { lane, match } of list) numbers.push(numberOf(plan, { task, pairing, lane, match }));
  }
  if (numbers.length === 0) return `It was played with --keep ${plan.keep}, and has none so far.`;
  const nearest = numbers
    .toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))
    .slice(0, MOST_NAMED);
  const named = nearest.toSorted((a, b) => a - b).join(', ');
  const more = numbers.length > MOST_NAMED ? ` and ${formatCount(numbers.length - MOST_NAMED)} more` : '';
  return `It was played with --keep ${plan.keep}, and has ${named}${more}.`;
}

function foundIn(
  path: string,
  plan: RunPlan,
  place: MatchPlace,
  kept: KeptMatch,
  ofPairing: readonly KeptMatch[],
  setting: Setting | undefined,
): Found {
  const shown = shownIn(path, plan, place, kept);
  const { matchId, game, side, outcome, score, faults } = shown;
  const opponent = plan.entrants[shown.pairing[1]]?.name ?? '';
  const rounds = recordsOf(shown);
  const told = withSetting(plan, setting);
  const [mine] = faults.filter(({ player }) => player === 0);
  return {
    match: {
      ...{ matchId, game, side, outcome, rounds },
      ...{ opponentId: opponent, opponentName: opponent, score: [score.mine, score.theirs] },
      ...{ wagerLamports: 0, netLamports: 0 },
    },
    turn: shown.turn && {
      ...{ ...BLANK, round: shown.turn.round, state: { ...shown.turn.state }, result: {} },
      ...{ outcome: 'loss', score: [score.mine, score.theirs], reason: REASONS[mine?.kind ?? ''] ?? 'threw' },
    },
    frames: null,
    past() {
      const earlier = ofPairing.filter(({ lane, match }) => lane === place.lane && match < place.match);
      // With gaps it would be told of an opponent that it has never met.
      if (earlier.length < place.match) return null;
      return earlier.slice(-KEPT_MATCHES).map((one): PastEncounter => {
        const past = shownIn(path, plan, { ...place, match: one.match }, one);
        return {
          matchId: past.matchId,
          game,
          side: past.side,
          outcome: past.outcome,
          rounds: recordsOf(past),
        };
      });
    },
    head: (style) => formatLabMatchHead(told, shown, style),
    lines: (style, count) => formatLabMatch(told, shown, style, count),
    json: () => ({ event: labMatchEvent(told, shown), timeMs: Date.now() }),
    page: async () => (await import('../../pages/index.js')).replayOfLab(told, shown),
  };
}

/** A tune plays each series with other parameters: by them the strategy is told from itself. */
function withSetting(plan: RunPlan, setting: Setting | undefined): RunPlan {
  if (!isObject(setting)) return plan;
  const entrants = plan.entrants.map((entrant, place) =>
    place === 0 ? { ...entrant, name: `${entrant.name}${queryOf(setting)}` } : entrant,
  );
  return { ...plan, entrants };
}

function shownIn(path: string, plan: RunPlan, place: MatchPlace, kept: KeptMatch): ShownMatch {
  const shown = rebuilt(plan, place, kept);
  if (typeof shown !== 'string') return shown;
  const number = numberOf(plan, place);
  throw new BotpitError('lab/run-file', `match ${number} of ${path} cannot be shown: ${shown}`, {
    hint: 'The file was damaged or edited, or another version of botpit wrote it.',
  });
}

const BLANK = { move: null, source: null, decideMs: null, askedAt: null, timeoutMs: null } as const;

/** What the lab says of a fault, in the words of the records. */
const REASONS: Readonly<Record<string, RoundRecord['reason']>> = {
  threw: 'threw',
  illegal: 'illegal',
  late: 'late',
  hung: 'late',
  crashed: 'crashed',
};

function recordsOf({ rounds, moves }: ShownMatch): RoundRecord[] {
  return rounds.map(({ round, state, result, outcome, score }, index) => ({
    ...{ ...BLANK, round, state: { ...state }, result: { ...result }, outcome },
    ...{ score: [score.mine, score.theirs], move: moves[index], source: 'strategy', reason: null },
  }));
}
