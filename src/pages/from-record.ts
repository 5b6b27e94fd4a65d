import { transcriptOf } from '../evidence/index.js';
import {
  type Evidence,
  type Frame,
  LOCAL_ARENA,
  type RoundRecord,
  type StoredMatch,
} from '../history/index.js';
import type { Replay, ReplayEnd, ReplayFairness, ReplayRound } from './replay.js';

/**
 * A match of the records, as the pages show it: seen from the bot that played it.
 * @param agentName what the arena called that bot; null where that is not known
 */
export function replayOf({ match, frames, hashUsedIn }: Evidence, agentName: string | null = null): Replay {
  const { matchId, game, side, wagerLamports, sandbox, startedAt, endedAt } = match;
  const { serverSeedHash, serverSeed, draws } = match;
  return {
    ...{ matchId, game, side },
    mine: {
      name: agentName ?? match.bot ?? match.strategy,
      strategy: match.strategy,
      strategyVersion: match.strategyVersion,
    },
    theirs: { name: match.opponentName || match.opponentId, strategy: null, strategyVersion: null },
    ...{ wagerLamports, sandbox },
    playMoney: match.arena === LOCAL_ARENA,
    ...{ startedAt, endedAt },
    rounds: match.rounds.map((round) => roundOf(round, match)),
    turn: null,
    end: endOf(match),
    fairness: { serverSeedHash, serverSeed, draws, hashUsedIn, ...howItEnded(match, frames) },
  };
}

function roundOf(record: RoundRecord, { taunts }: StoredMatch): ReplayRound {
  const { round, state, move, result, outcome, score, source, reason, decideMs, timeoutMs } = record;
  return {
    ...{ round, state, move, result, outcome, score, source, reason, decideMs },
    theirDecideMs: null,
    timeoutMs,
    taunts: taunts
      // Those from before the first round are shown with it.
      .filter((taunt) => Math.max(1, taunt.round) === round)
      .map(({ by, tauntId }) => ({ by: by === 'me' ? ('mine' as const) : ('theirs' as const), tauntId })),
    otherAnswer: null,
  };
}

function endOf(match: StoredMatch): ReplayEnd {
  const { outcome, score, payoutLamports, feeLamports, netLamports, settled } = match;
  return { outcome, score, termination: null, payoutLamports, feeLamports, netLamports, settled };
}

/** What the end is held against; nothing where no frames were kept. */
function howItEnded(
  { matchId, game }: StoredMatch,
  frames: readonly Frame[],
): Pick<ReplayFairness, 'resigned' | 'interrupted'> {
  if (frames.length === 0) return {};
  const { resigned, interrupted } = transcriptOf(frames, matchId, game);
  return { resigned, interrupted };
}
