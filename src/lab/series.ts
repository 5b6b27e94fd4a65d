import { type GameId, opponentOf } from '../games/index.js';
import {
  MatchLog,
  type MatchSeries,
  matchSeries,
  type NumberedMove,
  reseedableDraws,
} from '../match/index.js';
import { addMove } from '../stats/index.js';
import { refusedMove } from '../strategy/index.js';
import type { Keeping } from './kept.js';
import { sideOfFirst } from './plan.js';
import { type Lane, MoveReader, type Player, type Watcher } from './players/player.js';
import { faultIn, givenUp, type LostMatch, lostIn, Seat } from './players/seat.js';
import {
  type ConductSum,
  type MatchTally,
  moveName,
  SeriesTally,
  type SeriesTallyOptions,
  situationName,
} from './tally.js';

export interface SeriesOptions extends SeriesTallyOptions {
  readonly game: GameId;
  /** Match n of a lane is played with draws of its seed + n: equal seeds make the second lane the mirror of the first. */
  readonly drawSeeds: readonly [number, number];
  /** For an answer that is not there at once: of each of the two. */
  readonly moveTimeoutsMs: readonly number[];
  readonly lost: readonly LostMatch[];
  /** About so many pairs are looked at more closely: moves and decision times. Evenly spread. */
  readonly sampledPairs: number;
  /** Where between two of them the first lies, from 0 to 1: another place for each series, as a learner changes in it. */
  readonly sampledFrom: number;
  /** Where what the two do is counted. */
  readonly conduct: readonly [ConductSum, ConductSum];
  readonly watcher: Watcher;
  /** Told of every match; absent where none is kept. */
  readonly keeping?: Keeping | undefined;
}

/**
 * A lane of matches and its mirror, between two strategies that may learn from one match to the next. Each lane has players
 * of its own. The mirror plays the draws of the lane in the same order with the sides swapped, so that the luck of a draw
 * and of a side falls to both strategies alike, and no memory meets the same draw twice. Match n of the lane and match n of
 * the mirror are a pair; they are played one after the other. Each match is a plain loop as long as both answer at once;
 * only a promise is waited for.
 */
export class Series {
  readonly #options: SeriesOptions;
  readonly #series: MatchSeries;
  readonly #lanes: readonly [readonly [Seat, Seat], readonly [Seat, Seat]];
  /** Of the match at hand. */
  #first: Seat;
  #second: Seat;
  /** Of each lane: what one is told is nothing to the other. */
  readonly #logs: readonly [MatchLog, MatchLog];
  /** Of the match at hand. */
  #log: MatchLog;
  readonly #asking: Watcher['asking'];
  readonly #entering: Watcher['entering'];
  readonly #observing: Watcher['observing'];
  readonly #keeping: Keeping | undefined;
  readonly #seedDraws: (rngSeed: number) => void;
  #lane: Lane = 0;
  readonly #sampleEvery: number;
  readonly #sampleFrom: number;
  readonly #tally: SeriesTally;
  readonly #moves: MoveReader;
  #sampled = true;
  #isPlaying = false;

  /** @param lanes the two players of each */
  constructor(
    options: SeriesOptions,
    [lane, mirror]: readonly [readonly [Player, Player], readonly [Player, Player]],
  ) {
    this.#options = options;
    this.#series = matchSeries(options.game, 'lab');
    this.#moves = new MoveReader(this.#series);
    this.#tally = new SeriesTally(options);
    this.#asking = options.watcher.asking;
    this.#entering = options.watcher.entering;
    this.#observing = options.watcher.observing;
    this.#keeping = options.keeping;
    const seatsOf = ([first, second]: readonly [Player, Player]) =>
      [new Seat(0, first, options.conduct[0]), new Seat(1, second, options.conduct[1])] as const;
    this.#lanes = [seatsOf(lane), seatsOf(mirror)];
    [this.#first, this.#second] = this.#lanes[0];
    const { draws, seed } = reseedableDraws();
    this.#seedDraws = seed;
    this.#logs = [new MatchLog(this.#series, 0, draws), new MatchLog(this.#series, 0, draws)];
    this.#log = this.#logs[0];
    this.#sampleEvery = Math.max(1, Math.floor(options.length / options.sampledPairs));
    this.#sampleFrom = Math.floor(options.sampledFrom * this.#sampleEvery);
  }

  /**
   * @returns the result, and whether it was stopped before all was played; null where a player looked for earlier matches
   * that had not been kept: play again, keeping them
   */
  async play(): Promise<{ readonly tally: MatchTally; readonly stopped: boolean } | null> {
    const { length, watcher } = this.#options;
    const known = [...this.#options.lost];
    let stopped = false;
    for (let match = 0; match < length; match++) {
      if (match > 0 && watcher.proceed) {
        const goesOn = watcher.proceed();
        if (goesOn !== true && !(await goesOn)) {
          stopped = true;
          break;
        }
      }
      for (let half = 0; half < 2; half++) {
        const lane = half as Lane;
        if (known.length > 0 && this.#isLost(known, lane, match)) continue;
        const pending = this.#playMatch(lane, match);
        if (pending !== undefined) {
          await pending;
          for (const seat of this.#lanes[lane]) {
            const lost = givenUp(seat, lane, match);
            if (lost) known.push(lost);
          }
        }
        if (this.#first.player.missedHistory || this.#second.player.missedHistory) return null;
      }
    }
    await watcher.settle?.();
    return { tally: this.#tally.of(this.#options.conduct), stopped };
  }

  /** What a player left running has failed: it loses the match at hand; where there is none, it costs nothing. */
  failLate(player: 0 | 1, detail: string): void {
    const seat = player === 0 ? this.#first : this.#second;
    if (this.#isPlaying) {
      seat.fault ??= { kind: 'threw', detail };
      seat.giveUp?.();
    } else seat.conduct.fault({ kind: 'hook', detail }, 'after a match');
  }

  /** Counts a match that is lost unplayed; one that both lose is drawn. */
  #isLost(known: readonly LostMatch[], lane: Lane, match: number): boolean {
    this.#enter(lane, match);
    const seats = this.#lanes[lane];
    const lost = seats.map(({ number }) => lostIn(known, lane, match, number));
    if (!lost[0] && !lost[1]) return false;
    const [one = null, other = null] = lost.map((by) => by && faultIn(by, match));
    if (one) seats[0].conduct.fault(one, this.#place(match));
    if (other) seats[1].conduct.fault(other, this.#place(match));
    this.#keeping?.unplayed(lane, match, [one, other]);
    this.#tally.count(lane, match, lost[0] && lost[1] ? 1 : lost[0] ? 0 : 2);
    return true;
  }

  /** The players of a lane take their turn. */
  #enter(lane: Lane, match: number): void {
    const seats = this.#lanes[lane];
    this.#lane = lane;
    this.#first = seats[0];
    this.#second = seats[1];
    this.#entering?.(lane);
    if (lane === 0) this.#sampled = match % this.#sampleEvery === this.#sampleFrom;
    this.#seedDraws(this.#options.drawSeeds[lane] + match);
  }

  #playMatch(lane: Lane, match: number): Promise<void> | undefined {
    this.#enter(lane, match);
    const first = this.#first;
    const second = this.#second;
    const log = this.#logs[lane];
    this.#log = log;
    log.restart(match);
    this.#isPlaying = true;
    first.side = sideOfFirst(lane, match);
    second.side = opponentOf(first.side);
    first.fault = null;
    second.fault = null;
    first.player.matchStart(log, first.side);
    second.player.matchStart(log, second.side);
    while (log.state.ended === null && first.fault === null && second.fault === null) {
      const pending = this.#playRound();
      if (pending !== undefined) return this.#finish(pending);
    }
    this.#end();
    return undefined;
  }

  /** The rest of a match in which somebody answered with a promise. */
  async #finish(pending: Promise<void>): Promise<void> {
    const first = this.#first;
    const second = this.#second;
    await pending;
    while (this.#log.state.ended === null && first.fault === null && second.fault === null) {
      const next = this.#playRound();
      if (next !== undefined) await next;
    }
    this.#end();
  }

  #playRound(): Promise<void> | undefined {
    const first = this.#first;
    const second = this.#second;
    this.#asking?.(this.#lane, this.#log.index, 0);
    const one = first.ask(this.#sampled);
    this.#asking?.(this.#lane, this.#log.index, 1);
    const other = second.ask(this.#sampled);
    if (first.isPending || second.isPending) return this.#awaitRound(one, other);
    this.#resolve(one, other);
    return undefined;
  }

  async #awaitRound(one: unknown, other: unknown): Promise<void> {
    const first = this.#first;
    const second = this.#second;
    const { moveTimeoutsMs, watcher } = this.#options;
    const startingMs = Math.max(
      ...[first, second].map(({ isPending, player }) => (isPending && player.startingMs) || 0),
    );
    if (startingMs > 0) watcher.waiting?.(Math.max(...moveTimeoutsMs) + startingMs);
    const answers = await Promise.all([this.#await(first, one), this.#await(second, other)]);
    if (startingMs > 0) watcher.waiting?.(0);
    this.#resolve(answers[0], answers[1]);
  }

  async #await(seat: Seat, answer: unknown): Promise<unknown> {
    if (!seat.isPending) return answer;
    // Whatever goes wrong from now on is its doing.
    this.#asking?.(this.#lane, this.#log.index, seat.number);
    return seat.wait(answer, this.#options.moveTimeoutsMs[seat.number] ?? 0, this.#sampled);
  }

  #resolve(one: unknown, other: unknown): void {
    const first = this.#first;
    const second = this.#second;
    const moveOne = this.#toMove(first, one);
    const moveOther = this.#toMove(second, other);
    if (this.#observing !== undefined) this.#observe(moveOne, moveOther);
    if (moveOne === null || moveOther === null) return;
    if (this.#sampled) this.#note(moveOne, moveOther);
    if (first.side === 'a') this.#log.playNumbered(moveOne, moveOther);
    else this.#log.playNumbered(moveOther, moveOne);
    first.player.roundEnd();
    second.player.roundEnd();
  }

  /** Null, and a fault of the seat, where the answer is not a legal move. */
  #toMove(seat: Seat, answer: unknown): NumberedMove | null {
    if (seat.fault !== null) return null;
    const played = this.#moves.read(answer, this.#log, seat.side);
    if (played === null) {
      seat.fault = { kind: 'illegal', detail: refusedMove(answer, this.#series.game) };
    }
    return played;
  }

  #observe(one: NumberedMove | null, other: NumberedMove | null): void {
    if (one !== null) this.#observing?.(this.#log, 0, this.#first.side, one.move);
    if (other !== null) this.#observing?.(this.#log, 1, this.#second.side, other.move);
  }

  #note(one: NumberedMove, other: NumberedMove): void {
    this.#noteOf(this.#first, one);
    this.#noteOf(this.#second, other);
  }

  #noteOf({ side, conduct }: Seat, { move }: NumberedMove): void {
    const name = moveName(this.#options.game, move as Record<string, unknown>);
    addMove(conduct.moves, situationName(this.#log, side), name);
  }

  #end(): void {
    this.#isPlaying = false;
    const log = this.#log;
    const first = this.#first;
    const second = this.#second;
    if (first.fault !== null || second.fault !== null) this.#forfeit(log);
    if (this.#keeping !== undefined) this.#keeping.ended(this.#lane, log, [first.fault, second.fault]);
    first.player.matchEnd();
    second.player.matchEnd();
    this.#tally.count(this.#lane, log.index, log.winner === null ? 1 : log.winner === first.side ? 2 : 0);
  }

  /** Whoever did something wrong has lost the match at hand. */
  #forfeit(log: MatchLog): void {
    const first = this.#first;
    const second = this.#second;
    for (const { fault, conduct } of [first, second]) {
      if (fault) conduct.fault(fault, `${this.#place(log.index)}, round ${log.state.round}`);
    }
    log.winner = first.fault && second.fault ? null : first.fault ? second.side : first.side;
  }

  #place(match: number): string {
    return `match ${match + 1}${this.#lane === 0 ? '' : ' of the mirror'}`;
  }
}
