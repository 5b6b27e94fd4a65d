import { availableParallelism } from 'node:os';
import { BotpitError } from '../errors.js';
import type { GameId, Side } from '../games/index.js';
import type { MoveCounts, PairSummary } from '../stats/index.js';
import { isThenable, resolveStrategy, type Situation, type StrategySnapshot } from '../strategy/index.js';
import { moveIn } from './answer.js';
import { InlineExecutor } from './executor.js';
import { type ExploitOptions, learnedResponder, type Observation } from './exploit/index.js';
import type { MatchLog } from './match-log.js';
import { declarationIn, hostedOpener, type OpenPlayer, openerOf } from './opening.js';
import { fittingMatches, measurePace } from './pace.js';
import type { Player } from './player.js';
import { type Contender, type LabOptions, locate, prepareMatch } from './request.js';
import type { EntrantResult, RunResult } from './result.js';
import { playRun } from './run.js';
import type { Standings } from './standings.js';

/** What a response that was learned from a strategy's moves gains on it: a lower bound of what can be gained. */
export interface ExploitEstimate {
  readonly game: GameId;
  /** Decisions of the strategy that the response was learned from. */
  readonly observations: number;
  /** Of other matches, from the side of the response. */
  readonly summary: PairSummary;
  /** What the response played in them, by situation. */
  readonly moves: MoveCounts;
  /** What the strategy did wrong in them: a match that it forfeits is no proof of a better move. */
  readonly conduct: Pick<EntrantResult, 'name' | 'faults' | 'firstFault'>;
  /** False where it was stopped: `summary` is of fewer matches than were asked for. */
  readonly complete: boolean;
}

export interface EstimateOptions extends LabOptions, ExploitOptions {
  /** Told from time to time how many matches have been played of those in which the strategy is watched, or of the proof. */
  readonly onMatches?: (part: 'watching' | 'proof', matches: number, of: number) => void;
  /** Told what is played where `fitsAMinute` has lowered it, and the speed that was measured. */
  readonly onFitted?: (
    matches: { readonly watched: number; readonly proof: number },
    perSecond: number,
  ) => void;
}

/** Matches in which a strategy is watched at most: against lots, and then against the response to what was seen there. */
const WATCHED_MATCHES = 2_000;
const MATCHES = 10_000;
const PROOF_LANES = 40;

/**
 * Watches a strategy, learns a response, and plays it: on matches that nothing was learned from. How many `jobs` play
 * these at a time does not change the result. It is watched in half as many matches as prove the response, twice over, and in
 * no more than 2,000 each time.
 * @throws BotpitError as `match` does, `usage` for a game without a decision, `strategy/no-move` where there is none to see
 * @throws the reason of `signal` where that stops it before the first match of the proof
 */
export async function estimateExploit(
  contender: Contender,
  options: EstimateOptions,
): Promise<ExploitEstimate> {
  const { game, seed = 'exploit', jobs = availableParallelism(), signal, cwd = process.cwd() } = options;
  // The same in all parts, whatever is edited meanwhile.
  const snapshot =
    typeof contender === 'string'
      ? (await declarationIn(locate(contender, cwd), game, options.startTimeoutMs)).snapshot
      : null;
  const seen: Observation[] = [];
  const against = async (opponent: Contender, count: number, watch: boolean, part: string) => {
    // Each lane has a thread of its own to start: where nothing is counted, one is enough; else as few as tell something.
    const series = watch ? ('all' as const) : Math.max(1, Math.floor(count / PROOF_LANES));
    const given = { ...options, matches: count, series, seed: `${seed}/${part}` };
    const { plan, openers } = await prepareMatch(opponent, contender, given);
    const [one, other] = openers as [OpenPlayer, OpenPlayer];
    const watched = snapshot === null ? other : openerBy(snapshot);
    // What is seen is counted in the order in which it was played.
    const executor = watch
      ? new InlineExecutor([one, watching(watched, seen)])
      : new InlineExecutor([one, watched], jobs);
    const onProgress = ({ matches, underWay, matchesAtMost }: Standings) =>
      options.onMatches?.(watch ? 'watching' : 'proof', matches + underWay, matchesAtMost);
    const result = await playRun(plan, { executor, signal, onProgress, onPlaying: onProgress });
    if (watch) signal?.throwIfAborted();
    return result;
  };
  const matches = options.matches ?? (await fittingProof(contender, { ...options, jobs }));
  const watchedMatches = watchedFor(matches);
  const watchedFirst = await against('random', watchedMatches, true, 'random');
  if (seen.length === 0) throw noMove(watchedFirst);
  const first = await learnedResponder(game, seen, options);
  await against(first, watchedMatches, true, 'response');
  const response = await learnedResponder(game, seen, options);
  const { pairings, entrants, complete } = await against(response, matches, false, 'proof');
  const summary = pairings[0]?.summary;
  const [responder, watched] = entrants;
  if (!summary) signal?.throwIfAborted();
  if (!summary || !responder || !watched) throw new Error('no match was played');
  const { name, faults, firstFault } = watched;
  const conduct = { name, faults, firstFault };
  return { game, observations: seen.length, summary, moves: responder.moves, conduct, complete };
}

function watchedFor(matches: number): number {
  return Math.min(WATCHED_MATCHES, 2 * Math.ceil(matches / 4));
}

/** Matches of the proof where none are named. */
async function fittingProof(
  contender: Contender,
  options: EstimateOptions & { readonly jobs: number },
): Promise<number> {
  const { plan, sources } = await prepareMatch('random', contender, { ...options, fitsAMinute: false });
  if (sources === null || !options.fitsAMinute) return MATCHES;
  const perSecond = 1_000 / (await measurePace(plan, sources, options.signal));
  // As many are watched in all, one at a time: what is seen counts in the order in which it was played.
  const proof = fittingMatches(MATCHES, (60 * perSecond) / (1 + 1 / options.jobs));
  if (proof < MATCHES) options.onFitted?.({ watched: watchedFor(proof), proof }, perSecond);
  return proof;
}

function noMove({ entrants }: RunResult): BotpitError {
  const { name = '', firstFault = null } = entrants[1] ?? {};
  return new BotpitError('strategy/no-move', `${name} made no legal move`, {
    ...(firstFault === null ? {} : { hint: `In ${firstFault}.` }),
  });
}

/** A file of the user's is run in a thread of its own, as nobody watches over this one. */
function openerBy(snapshot: StrategySnapshot): OpenPlayer {
  return resolveStrategy(snapshot.spec).kind === 'file' ? hostedOpener(snapshot) : openerOf(snapshot);
}

function watching(open: OpenPlayer, seen: Observation[]): OpenPlayer {
  return async (options) => new WatchedPlayer(await open(options), seen);
}

/** A player whose moves are written down. */
class WatchedPlayer implements Player {
  readonly #player: Player;
  readonly #seen: Observation[];
  #log: MatchLog | undefined;
  #side: Side = 'a';

  constructor(player: Player, seen: Observation[]) {
    this.#player = player;
    this.#seen = seen;
  }

  get missedHistory(): boolean {
    return this.#player.missedHistory;
  }

  get startingMs(): number | null {
    return this.#player.startingMs;
  }

  matchStart(log: MatchLog, side: Side): void {
    this.#log = log;
    this.#side = side;
    this.#player.matchStart(log, side);
  }

  move(): unknown {
    const answer = this.#player.move();
    if (!isThenable(answer)) return this.#note(answer);
    return answer.then((given) => this.#note(given));
  }

  abandon(): void {
    this.#player.abandon();
  }

  roundEnd(): void {
    this.#player.roundEnd();
  }

  matchEnd(): void {
    this.#player.matchEnd();
  }

  drew(): boolean {
    return this.#player.drew();
  }

  close(): Promise<void> {
    return this.#player.close();
  }

  #note(answer: unknown): unknown {
    const log = this.#log as MatchLog;
    const side = this.#side;
    const state = log.viewFor(side);
    const move = bare(moveIn(log.game, answer, state), log.game.moveKey);
    if (move !== null) {
      const at = { game: log.gameId, side, round: log.state.round, score: log.scoreFor(side), state };
      this.#seen.push({ at: at as unknown as Situation, move, before: this.#before(log) });
    }
    return answer;
  }

  #before(log: MatchLog): Observation['before'] {
    if (log.state.round === 1) return null;
    const { your_move: mine, opponent_move: theirs } = log.lastRoundFor(this.#side).result;
    const own = bare(mine, log.game.moveKey);
    const other = bare(theirs, log.game.moveKey);
    return own === null || other === null ? null : { own, other };
  }
}

/** The value that stands for a move; null for what is none. */
function bare(move: object | null, key: string): string | number | null {
  const value = (move as Record<string, unknown> | null)?.[key];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
