import { setImmediate } from 'node:timers/promises';
import { type GameId, opponentOf, type Side } from '../games/index.js';
import { within } from '../lib/clock.js';
import { createRng } from '../lib/rng.js';
import {
  type AnyPastMatch,
  type AnyRound,
  MatchLog,
  type MatchSeries,
  matchSeries,
  seededDraws,
} from '../match/index.js';
import { type Decision, Drive, KEPT_MATCHES, type StrategyHost } from '../strategy/index.js';

/**
 * What is out of the ordinary: turns or results that never reach the strategy, an opponent that makes the same moves, or
 * one who has been met a hundred times.
 */
export const EDGES = ['missed turns', 'missed results', 'ties', 'long history'] as const;
export type Edge = (typeof EDGES)[number];

export interface PracticeOptions {
  readonly matches: number;
  /** The same seed and answers give the same questions. */
  readonly seed: string;
  /** `performance.now()` at which no further turn is asked. */
  readonly endAt: number;
  /** The most that a turn may take. Default 3,000; no more than the game allows. */
  readonly turnMs?: number | undefined;
  readonly edge?: Edge;
  /** Whether it is asked for taunts too. Default true. */
  readonly taunts?: boolean;
  /** Earlier matches against every opponent. */
  readonly history?: readonly AnyPastMatch[];
}

/** What the practice matches came to. */
export type Practice = Readonly<
  Pick<Matches, 'matches' | 'decisions' | 'turnMs' | 'broken' | 'mute' | 'past'>
>;

/** Shorter than most games allow: the author of a strategy that hangs should not wait for minutes. */
const TURN_MS = 3_000;

/** A strategy that needs more of a turn than this is late on a bad day. */
export const SLOW_SHARE = 0.5;

/** Each restarts the strategy. */
const MOST_CRASHES = 3;
const TAUNT_MS = 500;
const SWOLLEN_MB = 128;
const OPPONENTS = 10;
const RARE = 0.4;

/** Gives a strategy the turns of many matches against random moves. A hang and repeated crashes end it. */
export async function practise(
  host: StrategyHost,
  game: GameId,
  options: PracticeOptions,
): Promise<Practice> {
  const { matches, endAt } = options;
  const practice = new Matches(host, game, options);
  for (let n = 0; n < matches && !practice.broken && performance.now() < endAt; n++) {
    await practice.play(n);
    // A quick strategy answers synchronously, which would starve everything else until the end.
    await setImmediate();
  }
  return practice;
}

const TRIAL: PracticeOptions = { matches: 2, seed: 'trial', endAt: Infinity, taunts: false };

/** How a strategy does in the turns of two matches, one from each side; `faults` are for a person, each kind once. */
export async function tryOut(host: StrategyHost, game: GameId) {
  const { decisions } = await practise(host, game, TRIAL);
  const faults = new Map(
    decisions.flatMap(({ reason, detail }) => (reason ? [[reason, `${reason}: ${detail ?? ''}`]] : [])),
  );
  return {
    turns: decisions.length,
    slowestMs: Math.max(...decisions.map(({ decideMs }) => decideMs)),
    faults: [...faults.values()],
  };
}

class Matches {
  /** How many were played to their end. */
  matches = 0;
  /** Ended by a hang or by crashes. */
  broken = false;
  /** A question about a taunt was not answered in time. */
  mute = false;
  readonly decisions: Decision[] = [];
  /** The time for each decision. */
  readonly turnMs: number;
  /** The last hundred. */
  readonly past: AnyPastMatch[] = [];
  readonly #host: StrategyHost;
  readonly #series: MatchSeries;
  readonly #options: PracticeOptions;
  readonly #drive: Drive;
  /** For the opponent's moves and for what goes missing. */
  readonly #random: () => number;
  /** Includes the memory of a thread, but not that of a process or a program. */
  readonly #rssBefore = process.memoryUsage.rss();
  #crashes = 0;

  constructor(host: StrategyHost, game: GameId, options: PracticeOptions) {
    this.#host = host;
    this.#series = matchSeries(game, `check-${options.edge?.replace(' ', '-') ?? 'plain'}`);
    this.#options = options;
    this.turnMs = Math.min(this.#series.game.turnTimeoutMs, options.turnMs ?? TURN_MS);
    this.#drive = new Drive(host);
    this.#random = createRng(`${options.seed} opponent`);
  }

  async play(n: number): Promise<void> {
    const { seed, edge, endAt, history = [] } = this.#options;
    const host = this.#host;
    const game = this.#series.gameId;
    const side: Side = n % 2 === 0 ? 'a' : 'b';
    const draws = seededDraws(Math.floor(createRng(`${seed} ${n}`)() * 2 ** 32));
    const log = new MatchLog(this.#series, n, draws);
    const { matchId } = log;
    const name = `check-${edge?.replace(' ', '-') ?? n % OPPONENTS}`;
    const match = { game, matchId, side, opponent: { id: name, name, history }, wager: 1_000_000 };
    this.#drive.start(match);
    await this.#taunt(() => host.taunt({ on: 'match_start', match }));
    const rounds: AnyRound[] = [];
    while (!log.state.ended) {
      const isMissed = edge === 'missed turns' && this.#random() < RARE;
      const mine = isMissed ? null : await this.#ask(log, side);
      if (this.broken || performance.now() > endAt) return;
      log.playFrom(side, mine, this.#theirs(log, side, mine));
      const round = log.lastRoundFor(side);
      const told = isMissed ? { ...round, state: null } : round;
      if (edge === 'missed results' && this.#random() < RARE) continue;
      rounds.push(told);
      this.#drive.round(told);
      await this.#taunt(() => host.taunt({ on: 'round_end', round: told }));
    }
    const end = log.endFor(side);
    this.#drive.end(end);
    this.past.push({ matchId, game, side, outcome: end.outcome, rounds });
    if (this.past.length > KEPT_MATCHES) this.past.shift();
    this.matches += 1;
  }

  async #ask(log: MatchLog, side: Side): Promise<object | null> {
    const { game } = this.#series;
    const turn = log.turnFor(side);
    const decision = await this.#drive.turn({ ...turn, timeoutMs: this.turnMs });
    this.decisions.push(decision.reason === 'late' ? this.#weighed(decision) : decision);
    if (decision.reason === 'crashed') this.#crashes += 1;
    this.broken = decision.reason === 'late' || this.#crashes >= MOST_CRASHES;
    return decision.raw ? game.parseMove(decision.move, turn.state) : decision.move;
  }

  /** A strategy that fills its memory slows down first, and is late before it is full. */
  #weighed(decision: Decision): Decision {
    const grownMb = Math.round((process.memoryUsage.rss() - this.#rssBefore) / 2 ** 20);
    if (grownMb < SWOLLEN_MB) return decision;
    return { ...decision, detail: `${decision.detail}, and ${grownMb} MB of memory were filled meanwhile` };
  }

  #theirs(log: MatchLog, side: Side, mine: object | null): object {
    const { game } = this.#series;
    const view = log.viewFor(opponentOf(side));
    const same = this.#options.edge === 'ties' ? game.parseMove(mine, view) : null;
    return same ?? game.randomMove(view, this.#random);
  }

  async #taunt(ask: () => ReturnType<StrategyHost['taunt']>): Promise<void> {
    if (this.#options.taunts === false) return;
    this.mute ||= (await within(TAUNT_MS, ask())) === undefined;
  }
}
