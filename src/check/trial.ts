import { type AnyGame, type GameId, opponentOf, SIDES, type Side } from '../games/index.js';
import { realClock } from '../lib/clock.js';
import { type MatchState, playRound, resultFor, seededDraws, startMatch, viewFor } from '../match/index.js';
import { Decider, type Decision, type Match, type Round, type StrategyHost } from '../strategy/index.js';

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
export async function tryOut(host: StrategyHost, game: AnyGame): Promise<Trial> {
  const decisions: Decision[] = [];
  const decider = new Decider(host, realClock);
  for (const [index, side] of SIDES.entries()) {
    await playMatch(host, decider, game, side, index + 1, (decision) => decisions.push(decision));
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
  host: StrategyHost,
  decider: Decider,
  game: AnyGame,
  side: Side,
  rngSeed: number,
  told: (decision: Decision) => void,
): Promise<void> {
  const matchId = `trial-${rngSeed}`;
  const draws = seededDraws(rngSeed);
  const theirDraws = seededDraws(-rngSeed);
  const opponent = { id: 'trial', name: 'trial', history: [] };
  host.matchStart({ game: game.id, matchId, side, opponent, wager: 0 } as unknown as Match);
  let match: MatchState = startMatch(game, draws);
  while (!match.ended) {
    const { round } = match;
    const state = viewFor(game, match, side) as Record<string, unknown>;
    const timeoutMs = Math.min(game.turnTimeoutMs, TURN_MS);
    const asked = { matchId, round, state, score: own(match, side), timeoutMs };
    const decision = await new Promise<Decision>((done) => decider.decide(game, asked, 0, done));
    told(decision);
    if (decision.reason === 'late') return;
    let index = 0;
    const theirs = game.randomMove(viewFor(game, match, opponentOf(side)), () => theirDraws(round, index++));
    const mine = decision.raw ? game.parseMove(decision.move, state) : decision.move;
    const played = {
      [side]: mine && { move: mine, elapsedMs: 0 },
      [opponentOf(side)]: { move: theirs, elapsedMs: 0 },
    };
    const step = playRound(game, match, played.a ?? null, played.b ?? null, draws);
    match = step.match;
    const result = resultFor(game, step.round, side);
    const { winner } = step.round.resolved;
    const outcome = winner === null ? 'tie' : winner === side ? 'win' : 'loss';
    host.roundEnd({ round, state, result, outcome, score: own(match, side) } as unknown as Round);
  }
  const outcome = match.ended.winner === null ? 'draw' : match.ended.winner === side ? 'win' : 'loss';
  host.matchEnd({ matchId, game: game.id as GameId, outcome, score: own(match, side), netLamports: 0 });
}

function own({ score: [a, b] }: MatchState, side: Side): { mine: number; theirs: number } {
  return side === 'a' ? { mine: a, theirs: b } : { mine: b, theirs: a };
}
