import { isDeepStrictEqual } from 'node:util';
import { type AnyGame, gameOf, isGameId } from '../../games/index.js';
import type { PastEncounter, RoundRecord, StoredMatch } from '../../history/index.js';
import { realClock } from '../../lib/clock.js';
import {
  Decider,
  type Decision,
  type Match,
  type PastMatch,
  type Round,
  type StrategyHost,
} from '../../strategy/index.js';

/** One turn that was asked again. */
export interface Rerun {
  readonly record: RoundRecord;
  /** The canonical moves, or the move data where they are none; null where there was none in time. */
  readonly recorded: unknown;
  readonly move: unknown;
  readonly same: boolean;
  readonly decision: Decision;
}

/**
 * Asks a strategy the turns of a recorded match, as they were asked: whatever it answers, what was recorded comes next.
 * @param past what was known of the opponent before, oldest first
 */
export async function* rerun(
  host: StrategyHost,
  match: StoredMatch,
  past: readonly PastEncounter[],
): AsyncGenerator<Rerun> {
  if (!isGameId(match.game)) return;
  const game = gameOf(match.game);
  const decider = new Decider(host, realClock);
  host.matchStart(toMatch(match, past));
  let score: RoundRecord['score'] = [0, 0];
  for (const record of match.rounds) {
    if (record.state !== null) yield await ask(decider, game, match.matchId, record, score, record.state);
    host.roundEnd(toRound(record));
    score = record.score;
  }
  const [mine, theirs] = match.score;
  const { matchId, outcome, netLamports } = match;
  host.matchEnd({ matchId, game: match.game, outcome, score: { mine, theirs }, netLamports });
}

async function ask(
  decider: Decider,
  game: AnyGame,
  matchId: string,
  record: RoundRecord,
  [mine, theirs]: RoundRecord['score'],
  state: Record<string, unknown>,
): Promise<Rerun> {
  const timeoutMs = record.timeoutMs || game.turnTimeoutMs;
  const asked = { matchId, round: record.round, state, score: { mine, theirs }, timeoutMs };
  const decision = await new Promise<Decision>((done) => decider.decide(game, asked, 0, done));
  const recorded = canonical(game, record.move, state);
  const move = canonical(game, decision.move, state);
  return { record, recorded, move, same: isDeepStrictEqual(recorded, move), decision };
}

/** The same move, in whichever words it went out. */
function canonical(game: AnyGame, move: unknown, state: object): unknown {
  return move === null ? null : (game.parseMove(move, state) ?? move);
}

// What the arena said is taken for what its game says: nothing else can be told apart.

function toMatch(match: StoredMatch, past: readonly PastEncounter[]): Match {
  const history = past.map(
    (encounter) => ({ ...encounter, rounds: encounter.rounds.map(toRound) }) as PastMatch,
  );
  return {
    game: match.game,
    matchId: match.matchId,
    side: match.side,
    opponent: { id: match.opponentId, name: match.opponentName, history },
    wager: match.wagerLamports,
  } as Match;
}

function toRound({ round, state, result, outcome, score: [mine, theirs] }: RoundRecord): Round {
  return { round, state, result, outcome, score: { mine, theirs } } as unknown as Round;
}
