import { isHex, type Opening, openingOf, type Revealed } from '../../commitment.js';
import {
  type Check,
  Comparison,
  checkOf,
  compareOutcomes,
  judgeCommitment,
  judgeDraws,
  type Known,
  type Recomputation,
  recompute,
  type Told,
} from '../../recompute/index.js';
import type { Replay, ReplayFairness } from '../replay.js';
import { bytesOf, type SeedDraw, SeedDraws, type Subtle, sha256 } from './draws.js';
import { type Meaning, meaningsOf, minePlaces, ORDER_DRAWS } from './meaning.js';
import { incomplete, isFair, notFair, nothingToCheck, unchecked } from './words.js';

/** What came of checking that a match was fair: one verdict, and each step to it. */
export interface Proof {
  readonly verdict: 'fair' | 'not fair' | 'cannot be checked';
  /** The verdict and why: `fair: all 7 draws follow from the seed that was promised before the match`. */
  readonly sentence: string;
  /** SHA-256 of the revealed seed, in hex; null where there is none. */
  readonly seedHash: string | null;
  /** Every draw that the rules took, in order. */
  readonly draws: readonly ProvenDraw[];
  /** What differs, and what could not be checked, as `botpit verify` tells it. */
  readonly checks: readonly Check[];
  /** Of `mines`, by round: at which places of the hidden order, from 0, there was a mine. */
  readonly mines: ReadonlyMap<number, readonly number[]>;
}

export interface ProvenDraw extends SeedDraw {
  /** Among all draws of the match, from 1. */
  readonly number: number;
  readonly meaning: Meaning | null;
}

const NOTHING = { seedHash: null, draws: [], checks: [], mines: new Map<number, number[]>() } as const;

/**
 * Checks by itself that a match was fair: makes the commitment and every draw from the seed again, plays all rounds again by
 * the rules, and compares. What somebody has concluded before is not looked at.
 * @param subtle of the browser; one gives none to a page that others could have changed on its way
 */
export async function prove(match: Replay, subtle: Subtle | undefined): Promise<Proof> {
  const { fairness } = match;
  if (fairness === null || subtle === undefined || nothingToCheck(match) !== null) {
    const why = nothingToCheck(match) ?? unchecked(match, []);
    return { ...NOTHING, verdict: 'cannot be checked', sentence: `cannot be checked: ${why}` };
  }
  const seedHash = await hashesOf(fairness, subtle);
  const opening = openingOf(fairness, (reading) => seedHash[reading]);
  const source =
    fairness.serverSeed === '' ? null : await SeedDraws.of(subtle, fairness.serverSeed, match.matchId);
  const { check: drawn, played } = await checkDraws(match, { ...fairness, opening }, source);
  const draws = provenDraws(match, source?.taken ?? []);
  const checks = [checkCommitment(match, fairness, opening), drawn, checkOutcomes(match)];
  const isFixed = opening.fair === true && fairness.draws !== null;
  const mines = isFixed && source && match.game === 'mines' ? await minesOf(match, source) : NOTHING.mines;
  const proof = { seedHash: fairness.serverSeed === '' ? null : seedHash.text, draws, checks, mines };
  const wrong = checks.find(({ verdict }) => verdict === 'mismatch');
  if (wrong) return { ...proof, verdict: 'not fair', sentence: `not fair: ${notFair(match, wrong, draws)}` };
  const isWhole = played?.isWhole === true;
  if (drawn.verdict !== 'ok' || !isWhole) {
    const why = drawn.verdict === 'ok' ? incomplete(match) : unchecked(match, checks);
    return { ...proof, verdict: 'cannot be checked', sentence: `cannot be checked: ${why}` };
  }
  const fair = isFair(match, draws.length, played.ended === 'given up');
  return { ...proof, verdict: 'fair', sentence: `fair: ${fair}` };
}

/** The digests of the seed's text and of the bytes that it may stand for. */
async function hashesOf({ serverSeed }: ReplayFairness, subtle: Subtle) {
  const text = await sha256(subtle, new TextEncoder().encode(serverSeed));
  return { text, bytes: isHex(serverSeed) ? await sha256(subtle, bytesOf(serverSeed)) : '' };
}

function checkCommitment(match: Replay, fairness: ReplayFairness, opening: Opening): Check {
  const { serverSeed, draws, hashUsedIn = null } = fairness;
  const serverSeedHash = fairness.serverSeedHash.toLowerCase();
  const judged = judgeCommitment({
    ...{ serverSeed, serverSeedHash, draws, hashUsedIn, opening },
    isForMoney: match.wagerLamports > 0 && !match.sandbox,
    isTold: match.end?.settled === true && match.rounds.length > 0,
  });
  return checkOf('commitment', judged.verdict, judged.summary, { mismatches: [], unchecked: [] });
}

/** Whoever won is told by these names here. */
const [MINE, THEIRS] = ['mine', 'theirs'];

/** The match as the arena told it, for the rules. */
function toldOf(match: Replay): { readonly known: Omit<Known, 'game' | 'draws'>; readonly told: Told } {
  const { side, end, fairness } = match;
  const toSides: Known['toSides'] = ([mine, theirs]) => (side === 'a' ? [mine, theirs] : [theirs, mine]);
  const winners = { win: MINE, loss: THEIRS, draw: null };
  return {
    known: { side, agentId: MINE, opponentId: THEIRS, toSides },
    told: {
      rounds: new Map(
        match.rounds.map(({ round, state, move = null, result, score }) => [
          round,
          { state, sent: move === null ? [] : [move], result: { result, score } },
        ]),
      ),
      over: end?.settled === true ? { winner: winners[end.outcome], final_score: end.score } : null,
      resigned: fairness?.resigned ?? false,
      interrupted: fairness?.interrupted ?? true,
    },
  };
}

async function checkDraws(
  match: Replay,
  revealed: Revealed & { readonly opening: Opening },
  source: SeedDraws | null,
): Promise<{ readonly check: Check; readonly played: Recomputation | null }> {
  const { known, told } = toldOf(match);
  // Without a seed no draw is asked for.
  const run: SeedDraws['run'] = source ? (play) => source.run(play) : async (play) => play(() => 0);
  return run((draws) => {
    let played: Recomputation | null = null;
    const check = judgeDraws(match.game, revealed, (game) => {
      played = recompute({ ...known, game, draws }, told);
      return played;
    });
    return { check, played };
  });
}

/** What the page shows of each round against what the arena told of it. */
function checkOutcomes({ rounds, side }: Replay): Check {
  const compared = new Comparison();
  compareOutcomes(rounds, side, 'outcome', compared);
  const isSame = compared.mismatches.length === 0;
  return isSame
    ? checkOf('record', 'ok', 'every round is shown as its result tells it', compared)
    : checkOf('record', 'mismatch', 'rounds are shown otherwise than their results tell them', compared);
}

function provenDraws({ game, side }: Replay, taken: readonly SeedDraw[]): ProvenDraw[] {
  return taken.map((draw, i) => {
    const units = taken.filter(({ round }) => round === draw.round).map(({ unit }) => unit);
    return { ...draw, number: i + 1, meaning: meaningsOf(game, units, side)[draw.index] ?? null };
  });
}

async function minesOf({ rounds }: Replay, source: SeedDraws): Promise<Proof['mines']> {
  const mines = new Map<number, readonly number[]>();
  for (const { round } of rounds) {
    const draws = await source.make(round, ORDER_DRAWS);
    mines.set(round, minePlaces(draws.map(({ unit }) => unit)));
  }
  return mines;
}
