import type { SeenMatch, SeenRound, Spectators } from '../../arena/index.js';
import { outcomeFor, roundOutcome } from '../../match/index.js';
import type { Replay, ReplayRound } from '../replay.js';
import { Agents } from './agents.js';
import type { MatchRow } from './answers.js';
import { Tallies } from './tallies.js';

/** All of the latest matches are kept, whether somebody looks or not. */
const LATEST = 200;

/** What spectators have of the matches: those under way, the latest, and who did what against whom. */
export class Gallery implements Spectators {
  readonly agents = new Agents();
  readonly tallies = new Tallies();
  readonly underWay = new Map<string, SeenMatch>();
  /** Those that ended, the latest last. */
  readonly latest = new Map<string, SeenMatch>();

  matchStarted(match: SeenMatch): void {
    this.underWay.set(match.matchId, match);
  }

  matchEnded(match: SeenMatch): void {
    const { matchId, a, b } = match;
    this.underWay.delete(matchId);
    this.latest.set(matchId, match);
    if (this.latest.size > LATEST) {
      const [oldest] = this.latest.keys();
      this.latest.delete(oldest ?? '');
    }
    const forgotten = this.agents.played([a, b], match.end?.endedAt ?? 0);
    if (forgotten.size > 0) this.tallies.forget(forgotten);
    this.tallies.add(match, this.agents.of(a).id, this.agents.of(b).id);
  }

  matchForgotten(match: SeenMatch): void {
    this.underWay.delete(match.matchId);
  }

  rowOf(match: SeenMatch): MatchRow {
    const { matchId, game, wagerLamports, sandbox, startedAt, rounds, end } = match;
    return {
      ...{ matchId, game, wagerLamports, sandbox, startedAt, rounds: rounds.length },
      a: this.agents.of(match.a),
      b: this.agents.of(match.b),
      score: end?.score ?? rounds.at(-1)?.score ?? [0, 0],
      end: end && { winner: end.winner, termination: end.termination, endedAt: end.endedAt },
    };
  }
}

/** A match as it is played again, from side a. */
export function replayOf(match: SeenMatch): Replay {
  const { matchId, game, a, b, wagerLamports, sandbox, startedAt, rounds, end, serverSeedHash, draws } =
    match;
  const outcome = end && outcomeFor('a', end.winner);
  const payoutLamports = !end || outcome === 'loss' ? 0 : end.payoutLamports;
  return {
    ...{ matchId, game, side: 'a', wagerLamports, sandbox, playMoney: true, startedAt },
    mine: { name: a.name, strategy: null, strategyVersion: null },
    theirs: { name: b.name, strategy: null, strategyVersion: null },
    endedAt: end?.endedAt ?? null,
    rounds: rounds.map(roundOf),
    // What both sides see before they move, others see once they have.
    turn: null,
    end: end && {
      outcome: outcome ?? 'draw',
      score: end.score,
      termination: end.termination,
      payoutLamports,
      feeLamports: end.feeLamports,
      netLamports: payoutLamports - wagerLamports,
      settled: true,
    },
    fairness: { serverSeedHash, serverSeed: end?.serverSeed ?? '', draws },
  };
}

function roundOf(seen: SeenRound): ReplayRound {
  const { round, score, scoreBefore, decideMsA, decideMsB, timeoutMs, taunts } = seen;
  const result = { ...seen.result };
  return {
    ...{ round, score, timeoutMs, result, state: { ...seen.state }, source: null, reason: null },
    outcome: roundOutcome('winner' in result ? result.winner : null, 'a', scoreBefore, score),
    ...{ decideMs: decideMsA, theirDecideMs: decideMsB, otherAnswer: null },
    taunts: taunts.map(({ by, tauntId }) => ({ by: by === 'a' ? 'mine' : 'theirs', tauntId })),
  };
}
