import { isDeepStrictEqual } from 'node:util';
import { type AnyGame, gameOf, isGameId } from '../../games/index.js';
import type { PastEncounter, RoundRecord, StoredMatch } from '../../history/index.js';
import { toRound } from '../../match/index.js';
import { type Decision, Drive, type StrategyHost } from '../../strategy/index.js';

/** One turn that was asked again. */
export interface Rerun {
  readonly record: RoundRecord;
  /** The canonical moves, or the move data where they are not legal moves; null where no move came in time. */
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
  const { game: id, matchId, side, outcome, netLamports } = match;
  if (!isGameId(id)) return;
  const game = gameOf(id);
  const drive = new Drive(host);
  const history = past.map((encounter) => ({
    ...encounter,
    game: id,
    rounds: encounter.rounds.map(toRound),
  }));
  const opponent = { id: match.opponentId, name: match.opponentName, history };
  drive.start({ game: id, matchId, side, opponent, wager: match.wagerLamports });
  let score: RoundRecord['score'] = [0, 0];
  for (const record of match.rounds) {
    if (record.state !== null) yield await ask(drive, game, record, score, record.state);
    drive.round(toRound(record));
    score = record.score;
  }
  const [mine, theirs] = match.score;
  drive.end({ outcome, score: { mine, theirs } }, netLamports);
}

async function ask(
  drive: Drive,
  game: AnyGame,
  record: RoundRecord,
  [mine, theirs]: RoundRecord['score'],
  state: Record<string, unknown>,
): Promise<Rerun> {
  const timeoutMs = record.timeoutMs || game.turnTimeoutMs;
  const decision = await drive.turn({ round: record.round, state, score: { mine, theirs }, timeoutMs });
  const recorded = canonical(game, record.move, state);
  const move = canonical(game, decision.move, state);
  return { record, recorded, move, same: isDeepStrictEqual(recorded, move), decision };
}

/** The same move, in whichever words it went out. */
function canonical(game: AnyGame, move: unknown, state: object): unknown {
  return move === null ? null : (game.parseMove(move, state) ?? move);
}
