import { type Opening, openCommitment } from '../fairness.js';
import { isGameId } from '../games/index.js';
import type { MatchRecord, RoundRecord } from '../history/index.js';
import { keptRounds, roundOutcome, toldOutcome, toRound, withResult } from '../match/index.js';
import type { HeardGameOver, HeardRoundResult } from '../protocol/index.js';
import { type Settlement, settlementOf } from '../wager.js';
import { type Draft, editMatch, emit, warn } from './draft.js';
import { type Deadline, due } from './loop-events.js';
import { closeTurn, considerTaunt, type Hand, placeOf } from './match.js';
import * as money from './money-guard.js';
import { counted, ownScore, showsMineFirst, turnedRound } from './score.js';
import type { Following, MatchState, Playing } from './state.js';

/** Of the states and results of one match together; a long match of the games that are known has a tenth of it. */
const MOST_CHARACTERS = 64 * 1024;
/** Ended matches that are remembered. */
const REMEMBERED = 100;

const UNTOLD = 'The arena never told how this match ended';

/** The arena has told the result of a round. */
export function roundEnded(d: Draft, m: Hand, message: HeardRoundResult): void {
  const { round, result } = message;
  const order = withResult(m.order, round);
  if (!order) return;
  m.order = order;
  const turn = m.turn?.round === round ? m.turn : null;
  // The next turn may have overtaken the end of this one.
  if (turn || (m.turn !== null && m.turn.round < round && round <= order.kept)) {
    d.effects.push({ do: 'cancel-move' });
    closeTurn(d, m);
  }
  if (turn && m.game && !turn.decision) {
    m.fallbacks += 1;
    m.timeouts += 1;
  }
  const side = m.side ?? 'a';
  const before = m.score;
  if (message.score) m.score = ownScore(message.score, side, d.next.isMineFirst);
  const decision = turn?.decision;
  const record: RoundRecord = {
    round,
    state: turn?.state ?? null,
    move: turn?.moveData ?? null,
    source: decision?.source ?? null,
    reason: decision?.reason ?? null,
    decideMs: decision?.decideMs ?? null,
    askedAt: turn?.askedAt ?? null,
    timeoutMs: turn?.timeoutMs ?? null,
    outcome: roundOutcome(result.winner, side, before, m.score),
    score: m.score,
    result,
  };
  if (!keepRound(d, m, record)) return;
  // Rounds beyond those that the game can have are not progress.
  m.progressAt = d.world.now;
  const told = toRound(record);
  if (m.isTold) d.effects.push({ do: 'round-end', round: told });
  const { outcome, score } = record;
  const { matchId, game } = m.found;
  emit(d, { event: 'round', matchId, game, round, outcome, score, result });
  considerTaunt(d, m, { on: 'round_end', round: told });
}

/** As many, and as large, as the game may need. What an arena tells beyond that is counted. */
function keepRound(d: Draft, m: Hand, record: RoundRecord): boolean {
  const characters = m.roundCharacters + JSON.stringify([record.state, record.result]).length;
  const { game } = m.found;
  if (record.round <= keptRounds(game) && characters <= MOST_CHARACTERS) {
    m.roundCharacters = characters;
    m.rounds = [...m.rounds, record];
    return true;
  }
  m.roundsLeftOut += 1;
  if (m.roundsLeftOut > 1) return false;
  const message = `The arena tells more rounds than ${game} can have, or larger ones. They are played and counted, but not recorded and not passed on.`;
  emit(d, { event: 'warning', ...placeOf(m, record.round), code: 'rounds_left_out', message });
  return false;
}

/** How a match ended, as far as that is known. */
type Ending = Pick<MatchRecord, 'settled' | 'outcome' | 'score' | 'rounds' | 'sandbox' | 'serverSeed'> &
  Settlement &
  Opening;

/** The arena has told the end of the match at hand. */
export function ended(d: Draft, phase: Playing, message: HeardGameOver): void {
  const m = editMatch(d, phase);
  const { winner, final_score: finalScore, server_seed: serverSeed, match_id: matchId } = message;
  const { agentId, rules } = d.world;
  const side = m.side ?? 'a';
  const won = winner === null ? null : winner === agentId;
  const isTurned =
    finalScore !== undefined &&
    !d.next.isMineFirst &&
    showsMineFirst(finalScore, side, won, m.found.game, m.rounds.length);
  if (isTurned) {
    d.next.isMineFirst = true;
    const text = 'This arena puts my own score first; scores are read that way from now on.';
    emit(d, { event: 'warning', ...placeOf(m), code: 'score_order', message: text });
  }
  const score = finalScore ? ownScore(finalScore, side, d.next.isMineFirst) : m.score;
  const outcome = toldOutcome(winner, agentId, score);
  remember(d, matchId);
  const ending: Ending = {
    settled: true,
    outcome,
    score,
    rounds: isTurned ? m.rounds.map(turnedRound) : m.rounds,
    sandbox: rules.sandbox && (message.is_sandbox ?? true),
    serverSeed,
    ...settlementOf(outcome, m.found.wagerLamports, message, rules.sandbox),
    ...openCommitment(serverSeed, m.found.serverSeedHash, m.found.draws),
  };
  close(d, m, { do: 'next' }, ending);
}

/** Ends the match at hand without a word from the arena: it counts as lost. */
export function giveUp(d: Draft, phase: Playing, following: Following, why = UNTOLD): void {
  const m = editMatch(d, phase);
  const { found, score, rounds } = m;
  warn(d, 'unsettled', `${why}; ${found.wagerLamports > 0 ? 'its wager counts' : 'it counts'} as lost.`);
  close(d, m, following, {
    settled: false,
    outcome: 'loss',
    score,
    rounds,
    sandbox: d.world.rules.sandbox,
    serverSeed: '',
    ...settlementOf('loss', found.wagerLamports, { payout_lamports: 0 }, false),
    ...openCommitment('', found.serverSeedHash, null),
  });
}

function close(d: Draft, m: Hand, following: Following, ending: Ending): void {
  const { found } = m;
  const { now, epochMs } = d.world;
  const { matchId, game } = found;
  d.effects.push({ do: 'cancel-move' });
  closeTurn(d, m);
  // Each field by itself, as a match is: see `begin`.
  const record: MatchRecord = {
    matchId,
    game,
    opponentId: found.opponentId,
    opponentName: found.opponentName,
    side: m.side ?? 'a',
    wagerLamports: found.wagerLamports,
    serverSeedHash: found.serverSeedHash,
    startedAt: found.startedAt,
    endedAt: epochMs,
    fallbacks: m.fallbacks,
    timeouts: m.timeouts,
    taunts: m.taunts,
    roundsLeftOut: m.roundsLeftOut,
    draws: found.draws,
    ...ending,
  };
  const { outcome, score, payoutLamports, feeLamports, netLamports, unconfirmed } = record;
  const paid = { outcome, score, payoutLamports, feeLamports, netLamports, unconfirmed };
  const { fair, commitmentOver } = record;
  const durationMs = Math.round(now - m.beganAt);
  emit(d, { event: 'match_end', matchId, game, ...paid, fair, commitmentOver, durationMs });
  if (m.isTold && isGameId(game)) {
    const [mine, theirs] = score;
    const end = { matchId, game, outcome, score: { mine, theirs }, netLamports };
    d.effects.push({ do: 'match-end', end });
  }
  d.next.tally = counted(d.next.tally, record);
  d.effects.push({ do: 'settle', record, intent: d.next.money.untold?.intent ?? null });
  money.told(d);
  d.next.phase = { name: 'settling', following };
}

/** A frame about one of the latest matches that ended has come late. */
export function remember(d: Draft, matchId: string): void {
  const others = d.next.ended.includes(matchId) ? d.next.ended.filter((id) => id !== matchId) : d.next.ended;
  d.next.ended = [...others.slice(1 - REMEMBERED), matchId];
}

/** A match that makes no progress for longer than a turn and this is stuck. */
const STALL_MS = 60_000;
/** The turn that is believed before the arena has been asked: whatever it claims, a silent connection is renewed then. */
const BELIEVED_TURN_MS = 30_000;

type Progress = Pick<MatchState, 'longestTurnMs' | 'progressAt' | 'turn'>;

/** @param renewedAt when the connection was renewed for want of progress; null before */
export function stallDeadline(match: Progress, renewedAt: number | null, now: number): Deadline<'stall'> {
  return due('stall', Math.max(STALL_MS / 4, stallsAt(match, renewedAt) - now));
}

function stallsAt({ longestTurnMs, progressAt, turn }: Progress, renewedAt: number | null): number {
  const turnEndsAt =
    renewedAt === null ? progressAt + Math.min(longestTurnMs, BELIEVED_TURN_MS) : renewedAt + longestTurnMs;
  // The strategy may think until then.
  const thinksUntil = turn?.decision === null ? turn.deadlineAt : 0;
  return Math.max(turnEndsAt, thinksUntil) + STALL_MS;
}

/**
 * A match that the arena has forgotten, or never goes on with, is not to keep a bot busy for ever. What counts is that the match
 * makes progress, not that something is said about it. The first time the connection may be to blame: an arena that still has
 * the match announces it once more. The second time the match is.
 */
export function mayStall(d: Draft, phase: Playing) {
  const m = editMatch(d, phase);
  const { now } = d.world;
  const { renewedAt } = m.stall;
  const watchFrom = (from: number | null) => {
    m.stall = { renewedAt: from, deadline: stallDeadline(m, from, now) };
  };
  if (renewedAt !== null && m.progressAt > renewedAt) return watchFrom(null);
  const isStuck = stallsAt(m, renewedAt) <= now && d.next.isConnected;
  if (!isStuck) return watchFrom(renewedAt);
  if (renewedAt !== null) return giveUp(d, phase, { do: 'next' });
  watchFrom(now);
  warn(d, 'stalled', 'This match makes no progress; the connection is renewed.');
  d.effects.push({ do: 'drop' });
}
