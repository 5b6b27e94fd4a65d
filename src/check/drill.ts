import { setImmediate } from 'node:timers/promises';
import { type AnyGame, type GameId, opponentOf, type Side } from '../games/index.js';
import { realClock } from '../lib/clock.js';
import { createRng } from '../lib/rng.js';
import { type MatchState, playRound, resultFor, seededDraws, startMatch, viewFor } from '../match/index.js';
import {
  Decider,
  type Decision,
  type Match,
  type PastMatch,
  type Round,
  type StrategyHost,
} from '../strategy/index.js';

/**
 * What is out of the ordinary: turns or results that never reach the strategy, an opponent that makes the same moves, or
 * one who has been met a hundred times.
 */
export const EDGES = ['missed turns', 'missed results', 'ties', 'long history'] as const;
export type Edge = (typeof EDGES)[number];

export interface DrillOptions {
  readonly matches: number;
  /** The same seed and answers give the same questions. */
  readonly seed: string;
  /** `performance.now()` at which no further turn is asked. */
  readonly endAt: number;
  readonly edge?: Edge;
  /** Earlier matches against every opponent. */
  readonly history?: readonly PastMatch[];
}

export interface Drilled {
  /** Those that came to their end. */
  readonly matches: number;
  readonly decisions: readonly Decision[];
  /** Ended by a hang or by crashes. */
  readonly broken: boolean;
  /** A question about a taunt was not answered in time. */
  readonly mute: boolean;
  /** The last hundred. */
  readonly past: readonly PastMatch[];
}

/** Shorter than most games allow: a strategy that hangs is not to keep its author waiting for minutes. */
export const TURN_MS = 3_000;

/** Each restarts the strategy. */
const MOST_CRASHES = 3;
const TAUNT_MS = 500;
const KEPT = 100;
const SWOLLEN_MB = 128;
const OPPONENTS = 10;
const RARE = 0.4;

/** Gives a strategy the turns of many matches against random moves. A hang and repeated crashes end it. */
export async function drill(host: StrategyHost, game: AnyGame, options: DrillOptions): Promise<Drilled> {
  const one = new Drill(host, game, options);
  await one.run();
  return one;
}

class Drill implements Drilled {
  matches = 0;
  broken = false;
  mute = false;
  readonly decisions: Decision[] = [];
  readonly past: PastMatch[] = [];
  readonly #host: StrategyHost;
  readonly #game: AnyGame;
  readonly #options: DrillOptions;
  readonly #decider: Decider;
  /** For the opponent's moves and for what goes missing. */
  readonly #random: () => number;
  /** A thread's memory is in it; that of a process or a program is not. */
  readonly #rssBefore = process.memoryUsage.rss();
  #crashes = 0;

  constructor(host: StrategyHost, game: AnyGame, options: DrillOptions) {
    this.#host = host;
    this.#game = game;
    this.#options = options;
    this.#decider = new Decider(host, realClock);
    this.#random = createRng(`${options.seed} opponent`);
  }

  async run(): Promise<void> {
    const { matches, endAt } = this.#options;
    for (let n = 0; n < matches && !this.broken && performance.now() < endAt; n++) {
      await this.#play(n);
      // A quick strategy answers within the call, and nothing else would get its turn until the end.
      await setImmediate();
    }
  }

  async #play(n: number): Promise<void> {
    const { seed, edge, endAt, history = [] } = this.#options;
    const host = this.#host;
    const game = this.#game;
    const side: Side = n % 2 === 0 ? 'a' : 'b';
    const matchId = `check-${edge?.replace(' ', '-') ?? 'plain'}-${n}`;
    const draws = seededDraws(Math.floor(createRng(`${seed} ${n}`)() * 2 ** 32));
    const name = `check-${edge?.replace(' ', '-') ?? n % OPPONENTS}`;
    const opponent = { id: name, name, history };
    const about = { game: game.id, matchId, side, opponent, wager: 1_000_000 } as unknown as Match;
    host.matchStart(about);
    await this.#taunt(() => host.taunt({ on: 'match_start', match: about }));
    const rounds: Round[] = [];
    let match: MatchState = startMatch(game, draws);
    while (!match.ended) {
      const { round } = match;
      const state = viewFor(game, match, side) as Record<string, unknown>;
      const isMissed = edge === 'missed turns' && this.#random() < RARE;
      const mine = isMissed ? null : await this.#ask(matchId, round, state, own(match, side));
      if (this.broken || performance.now() > endAt) return;
      const theirs = this.#theirs(match, side, mine);
      const played = { [side]: timed(mine), [opponentOf(side)]: timed(theirs) };
      const step = playRound(game, match, played.a ?? null, played.b ?? null, draws);
      match = step.match;
      const { winner } = step.round.resolved;
      const outcome = winner === null ? 'tie' : winner === side ? 'win' : 'loss';
      const told = {
        round,
        state: isMissed ? null : state,
        result: resultFor(game, step.round, side),
        outcome,
        score: own(match, side),
      } as unknown as Round;
      if (edge === 'missed results' && this.#random() < RARE) continue;
      rounds.push(told);
      host.roundEnd(told);
      await this.#taunt(() => host.taunt({ on: 'round_end', round: told }));
    }
    const { winner } = match.ended;
    const outcome = winner === null ? 'draw' : winner === side ? 'win' : 'loss';
    const id = game.id as GameId;
    host.matchEnd({ matchId, game: id, outcome, score: own(match, side), netLamports: 0 });
    this.past.push({ matchId, game: id, side, outcome, rounds });
    if (this.past.length > KEPT) this.past.shift();
    this.matches += 1;
  }

  async #ask(matchId: string, round: number, state: Record<string, unknown>, score: Score) {
    const timeoutMs = Math.min(this.#game.turnTimeoutMs, TURN_MS);
    const asked = { matchId, round, state, score, timeoutMs };
    const decision = await new Promise<Decision>((done) => this.#decider.decide(this.#game, asked, 0, done));
    this.decisions.push(decision.reason === 'late' ? this.#weighed(decision) : decision);
    if (decision.reason === 'crashed') this.#crashes += 1;
    this.broken = decision.reason === 'late' || this.#crashes >= MOST_CRASHES;
    return decision.raw ? this.#game.parseMove(decision.move, state) : decision.move;
  }

  /** A strategy that fills its memory slows down first, and is late before it is full. */
  #weighed(decision: Decision): Decision {
    const grownMb = Math.round((process.memoryUsage.rss() - this.#rssBefore) / 2 ** 20);
    if (grownMb < SWOLLEN_MB) return decision;
    return { ...decision, detail: `${decision.detail}, and ${grownMb} MB of memory were filled meanwhile` };
  }

  #theirs(match: MatchState, side: Side, mine: object | null): object {
    const view = viewFor(this.#game, match, opponentOf(side));
    const same = this.#options.edge === 'ties' ? this.#game.parseMove(mine, view) : null;
    return same ?? this.#game.randomMove(view, this.#random);
  }

  async #taunt(ask: () => unknown): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), TAUNT_MS);
    });
    this.mute ||= (await Promise.race([ask(), late])) === 'late';
    clearTimeout(timer);
  }
}

type Score = { mine: number; theirs: number };

function timed(move: object | null): { move: object; elapsedMs: number } | null {
  return move && { move, elapsedMs: 0 };
}

function own({ score: [a, b] }: MatchState, side: Side): Score {
  return side === 'a' ? { mine: a, theirs: b } : { mine: b, theirs: a };
}
