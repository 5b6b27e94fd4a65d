import { type GameId, opponentOf, SIDES, type Side } from '../games/index.js';
import { MatchLog, type MatchSeries, matchSeries, seededDraws } from '../match/index.js';
import { type Decision, Drive, type StrategyHost } from '../strategy/index.js';

/** How a strategy did in its test turns of one game. */
export interface Trial {
  readonly turns: number;
  readonly slowestMs: number;
  /** What went wrong, for a person, each kind once. */
  readonly faults: readonly string[];
}

/** Shorter than most games allow: a strategy that hangs is not to keep its author waiting for minutes. */
const TURN_MS = 3_000;

/** Gives a strategy the turns of two matches, one from each side, against random moves; a late move ends them. */
export async function tryOut(host: StrategyHost, game: GameId): Promise<Trial> {
  const decisions: Decision[] = [];
  const drive = new Drive(host);
  const series = matchSeries(game, 'trial');
  for (const [index, side] of SIDES.entries()) {
    await playMatch(drive, series, side, index, (decision) => decisions.push(decision));
    if (decisions.at(-1)?.reason === 'late') break;
  }
  const faults = new Map(
    decisions.flatMap(({ reason, detail }) => (reason ? [[reason, `${reason}: ${detail ?? ''}`]] : [])),
  );
  return {
    turns: decisions.length,
    slowestMs: Math.max(...decisions.map(({ decideMs }) => decideMs)),
    faults: [...faults.values()],
  };
}

async function playMatch(
  drive: Drive,
  series: MatchSeries,
  side: Side,
  index: number,
  told: (decision: Decision) => void,
): Promise<void> {
  const { game, gameId } = series;
  const draws = seededDraws(index + 1);
  const theirDraws = seededDraws(-index - 1);
  const log = new MatchLog(series, index, draws);
  const opponent = { id: 'trial', name: 'trial', history: [] };
  drive.start({ game: gameId, matchId: log.matchId, side, opponent, wager: 0 });
  const timeoutMs = Math.min(game.turnTimeoutMs, TURN_MS);
  while (!log.state.ended) {
    const turn = log.turnFor(side);
    const decision = await drive.turn({ ...turn, timeoutMs });
    told(decision);
    if (decision.reason === 'late') return;
    let draw = 0;
    const theirs = game.randomMove(log.viewFor(opponentOf(side)), () => theirDraws(turn.round, draw++));
    const mine = decision.raw ? game.parseMove(decision.move, turn.state) : decision.move;
    log.playFrom(side, mine, theirs, draws);
    drive.round(log.lastRoundFor(side));
  }
  drive.end(log.endFor(side));
}
