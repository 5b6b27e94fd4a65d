import type { SeenMatch, SeenRound, Spectators } from '../../arena/index.js';
import { outcomeFor, roundOutcome } from '../../match/index.js';
import type { Replay, ReplayRound } from '../replay.js';
import { Agents, pageAgent } from './agents.js';
import type { MatchRow } from './answers.js';
import { Tallies } from './tallies.js';

/** All of the latest matches are kept, whether somebody looks or not. */
const LATEST = 200;

/** What spectators have of the matches: those under way, the latest, and who did what against whom. */
export class Gallery implements Spectators {
  readonly agents = new Agents();
  readonly tallies = new Tallies();
  /** In the order in which they began. */
  readonly underWay = new Set<SeenMatch>();
  /** A ring: the next match that ends takes the place of the oldest. */
  readonly #latest: SeenMatch[] = [];
  #next = 0;

  matchStarted(match: SeenMatch): void {
    this.underWay.add(match);
  }

  matchEnded(match: SeenMatch): void {
    this.underWay.delete(match);
    this.#latest[this.#next] = match;
    this.#next = (this.#next + 1) % LATEST;
    const { agents, tallies } = this;
    const forgotten = agents.forgetSome();
    if (forgotten.size > 0) tallies.forget(forgotten);
    tallies.add(match, agents.of(match.a), agents.of(match.b));
  }

  matchForgotten(match: SeenMatch): void {
    this.underWay.delete(match);
  }

  /** Those that ended, the latest last. */
  latest(): SeenMatch[] {
    return [...this.#latest.slice(this.#next), ...this.#latest.slice(0, this.#next)];
  }

  rowOf(match: SeenMatch): MatchRow {
    const { matchId, game, wagerLamports, sandbox, startedAt, rounds, end } = match;
    return {
      ...{ matchId, game, wagerLamports, sandbox, startedAt, rounds: rounds.length },
      a: pageAgent(this.agents.of(match.a)),
      b: pageAgent(this.agents.of(match.b)),
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
    fairness: {
      ...{ serverSeedHash, serverSeed: end?.serverSeed ?? '', draws },
      resigned: end?.termination === 'resign' && outcome === 'loss',
      interrupted: false,
    },
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
