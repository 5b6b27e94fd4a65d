import { EXIT } from '../exit-codes.js';
import { openCommitment } from '../fairness.js';
import type { FoundMatch, MatchRecord, Namesake, StoredMatch } from '../history/index.js';
import { toldOutcome } from '../match/index.js';
import type { HeardGameOver } from '../protocol/index.js';
import { formatSol, type Lamports, settlementOf } from '../wager.js';
import { type Draft, emit, warn } from './draft.js';
import { end, next } from './entry.js';
import { begin, latch } from './found.js';
import { latching, remedyOf } from './limits.js';
import type { EventOf } from './loop-events.js';
import { remember } from './match-end.js';
import { corrected } from './score.js';
import { discrepanciesOf, endBy, limitEnd, WEAK_PROOF } from './session-end.js';
import { NO_TURNS, type StrategyConduct } from './state.js';

/** The arena has told the end of a match that was given up, or that an earlier run was in. */
export function settledLate(d: Draft, { record, said, isHashReused }: EventOf<'settled_late'>): void {
  const { matchId, outcome, netLamports } = record;
  tellCorrected(d, record, said);
  remember(d, matchId);
  d.next.tally = corrected(d.next.tally, record);
  const message = `The arena has told the end of an earlier match after all: ${outcome}, net ${formatSol(netLamports)} SOL.`;
  emit(d, { event: 'warning', matchId, code: 'settled_late', message });
  judge(d, record, isHashReused);
}

/** The match that was at hand is in the books: what is found about it, and what follows. */
export function settled(d: Draft, event: EventOf<'settled'>) {
  const { phase } = d.next;
  if (phase.name !== 'settling') return;
  const { record, said, isHashReused, framesLeftOut, error } = event;
  const { matchId } = record;
  if (framesLeftOut > 0) {
    const message = `${framesLeftOut} frames from the middle of this match are not kept: there were more than such a match needs.`;
    emit(d, { event: 'warning', matchId, code: 'frames_left_out', message });
  }
  tellCorrected(d, record, said);
  if (!record.settled && !error) d.effects.push({ do: 'report-open' });
  const { conduct } = d.next;
  const broken = brokenBy(conduct, d.world.rules.limits.maxFallbacks);
  d.next.conduct = { ...NO_TURNS, inARow: conduct.inARow, lastReason: conduct.lastReason };
  if (broken !== null) strategyBroken(d, broken);
  judge(d, record, isHashReused);
  const { following } = phase;
  if (error) return end(d, endBy(error));
  if (following.do === 'begin') return begin(d, following.beginning);
  if (following.do === 'end') return end(d, following.end);
  if (d.next.isConnected || d.next.stopping) return next(d);
  d.next.phase = { name: 'away' };
}

/** The arena's word replaces what the owner said of a match with `botpit settle`. */
function tellCorrected(
  d: Draft,
  { matchId, settled, netLamports }: MatchRecord,
  said: Lamports | null,
): void {
  if (said === null || !settled || said === netLamports) return;
  const message = `\`botpit settle\` had booked this match with a net of ${formatSol(said)} SOL; the arena says ${formatSol(netLamports)} SOL. The arena's word counts, and the records keep both.`;
  emit(d, { event: 'warning', matchId, code: 'settle_corrected', message });
}

/**
 * What is wrong with the strategy after a match, as a sentence; null where nothing is.
 * @param maxFallbacks in a row; null where nothing is watched
 */
function brokenBy(conduct: StrategyConduct, maxFallbacks: number | null): string | null {
  const { own, fallbacks, mostInARow, lastReason = 'no reason given' } = conduct;
  if (maxFallbacks === null || fallbacks === 0) return null;
  if (own === 0) {
    const turns = fallbacks === 1 ? 'its only turn' : `each of its ${fallbacks} turns`;
    const message = `The strategy made no move of its own in this match: the fallback move was played in ${turns}`;
    return `${message} (last reason: ${lastReason}).`;
  }
  if (mostInARow < maxFallbacks) return null;
  return `The fallback move was played in ${mostInARow} turns in a row (last reason: ${lastReason}).`;
}

/** The strategy does not play. For money that ends it, once the match is over; in practice it is told once. */
function strategyBroken(d: Draft, what: string): void {
  if (!d.world.rules.isReal) {
    if (!d.next.isBrokenTold) warn(d, 'broken_strategy', `${what} With a wager, play would stop here.`);
    d.next.isBrokenTold = true;
    return;
  }
  const limit = 'broken-strategy';
  const message = `${what} Such a bot only loses its wagers.`;
  latch(d, limit, message);
  const tripped = latching(limit, message);
  const remedy = remedyOf(tripped, d.world.rules);
  emit(d, { event: 'limit', limit, message, remedy, until: null });
  // That the arena cheats is the graver finding.
  if (d.next.stopping?.exitCode !== EXIT.unfair)
    d.next.stopping = limitEnd(tripped, remedy, d.world.rules.folderFlag);
}

/** What does not add up in the arena's account of a match. */
function judge(d: Draft, record: MatchRecord, isHashReused: boolean): void {
  for (const discrepancy of discrepanciesOf(record, isHashReused)) {
    if (discrepancy === WEAK_PROOF && d.next.isWeakProofTold) continue;
    if (discrepancy === WEAK_PROOF) d.next.isWeakProofTold = true;
    const { level, code, message, end: how } = discrepancy;
    emit(d, { event: level, matchId: record.matchId, code, message });
    if (!how) continue;
    d.next.stopping = how;
    latch(d, 'fairness', message);
  }
}

/**
 * Whether an end with the id of the match at hand is the late one of an older match with that id: its seed opens the
 * commitment of that one. A seed that opens none is of the match at hand, and a broken promise.
 */
export function isOfNamesake(
  namesakes: readonly Namesake[],
  { server_seed: seed }: HeardGameOver,
  { serverSeedHash }: FoundMatch,
): boolean {
  return namesakes.some((each) => each.serverSeedHash !== serverSeedHash && hasSeed(each, seed));
}

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
  const outcome = toldOutcome(winner, agentId, own);
  const contradicts = (outcome === 'win' && own[0] < own[1]) || (outcome === 'loss' && own[0] > own[1]);
  const score = !contradicts ? own : outcome === 'win' ? ordered : ([ordered[1], ordered[0]] as const);
  return {
    ...stored,
    settled: true,
    outcome,
    score,
    sandbox: stored.sandbox && (message.is_sandbox ?? true),
    serverSeed,
    endedAt,
    ...settlementOf(outcome, stored.wagerLamports, message, stored.sandbox),
    ...openCommitment(serverSeed, stored.serverSeedHash, stored.draws),
  };
}

/** The score that is recorded, in the order of sides. */
function sidesOf({ side, score: [mine, theirs] }: StoredMatch): readonly [number, number] {
  return side === 'a' ? [mine, theirs] : [theirs, mine];
}
