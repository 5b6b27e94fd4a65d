import { openCommitment } from '../fairness.js';
import type { MatchRecord, Namesake, StoredMatch } from '../history/index.js';
import type { HeardGameOver } from '../protocol/index.js';
import { settlementOf } from '../settlement.js';
import { matchOutcome } from './score.js';

/**
 * Which of several matches with the same id an end is of: the one whose commitment the seed opens, else the newest whose
 * end is not known, else one that cannot be told from it.
 * @param namesakes the newest first
 */
export function endedOf(
  namesakes: readonly Namesake[],
  { server_seed: seed }: HeardGameOver,
): Namesake | undefined {
  const cannotTell = (each: Namesake) => seed === '' || each.serverSeedHash === '';
  return (
    namesakes.find((each) => hasSeed(each, seed)) ??
    namesakes.find(({ isOver }) => !isOver) ??
    namesakes.find(cannotTell)
  );
}

/**
 * Whether a match has this seed: it revealed it before, or its commitment opens with it. Not whether that is fair: where
 * draws follow from the seed, its spelling counts as well.
 */
export function hasSeed(
  { serverSeedHash, serverSeed = '' }: Pick<Namesake, 'serverSeedHash'> & Partial<Namesake>,
  seed: string,
): boolean {
  if (seed === '') return false;
  return serverSeed === seed || openCommitment(seed, serverSeedHash, null).commitmentOver !== null;
}

/**
 * The end of a match that was given up for lost, or that an earlier run was in, told by the arena after all. Which side
 * was mine the books may not know; then the winner tells whose the higher score is.
 */
export function lateEnd(
  stored: StoredMatch,
  message: HeardGameOver,
  agentId: string,
  endedAt: number,
): MatchRecord {
  const { winner, final_score: finalScore, server_seed: serverSeed } = message;
  const [first, second] = finalScore ?? sidesOf(stored);
  const ordered = [Math.max(first, second), Math.min(first, second)] as const;
  const own = stored.side === 'a' ? ([first, second] as const) : ([second, first] as const);
  const outcome = matchOutcome(winner, agentId, own);
  const contradicts = (outcome === 'win' && own[0] < own[1]) || (outcome === 'loss' && own[0] > own[1]);
  const score = !contradicts ? own : outcome === 'win' ? ordered : ([ordered[1], ordered[0]] as const);
  const found = { wager_lamports: stored.wagerLamports };
  return {
    ...stored,
    settled: true,
    outcome,
    score,
    sandbox: stored.sandbox && (message.is_sandbox ?? true),
    serverSeed,
    endedAt,
    ...settlementOf(outcome, found, message, stored.sandbox),
    ...openCommitment(serverSeed, stored.serverSeedHash, stored.draws),
  };
}

/** The score that is recorded, in the order of sides. */
function sidesOf({ side, score: [mine, theirs] }: StoredMatch): readonly [number, number] {
  return side === 'a' ? [mine, theirs] : [theirs, mine];
}
