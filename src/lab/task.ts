import { BotpitError } from '../errors.js';
import { addDifference, type SeriesCounts, sum } from '../stats/index.js';
import { describeThrown } from '../strategy/index.js';
import { Keeper } from './kept.js';
import {
  drawSeeds,
  moveTimeoutOf,
  numberOf,
  type Pairing,
  planId,
  type RunPlan,
  seedPlace,
  seriesCount,
  type Task,
  taskOf,
} from './plan.js';
import type { OpenPlayer } from './players/opening.js';
import { type Fault, LANES, type Lane, type Player, type Watcher } from './players/player.js';
import { type LostMatch, lostIn } from './players/seat.js';
import type { PlayerDialogue } from './players/thread-player.js';
import { Series } from './series.js';
import { ConductSum, type MatchTally, type TaskResult } from './tally.js';
import type { Setting } from './tune/space.js';

/** A match of a task that is known to end the thread. */
export interface LostTask extends LostMatch {
  /** The number of the task. */
  readonly task: number;
  /** The pairing in the task's slot. */
  readonly pairing: number;
}

export interface TaskOptions extends Watcher {
  /** By entrant. */
  readonly openers: readonly OpenPlayer[];
  readonly lost?: readonly LostTask[];
  /** The folder to which the dialogues with programs are written; undefined where they are not wanted. */
  readonly logPrograms?: string | undefined;
  /**
   * Told before the series of a pairing begins. `seed` is for what makes other random numbers repeatable than
   * `turn.random()`.
   */
  readonly beginning?: (task: number, pairing: number, seed: string) => void;
  /** Whether anybody drew from the other random numbers since `beginning`. Without it, nobody knows. */
  readonly drewOthers?: () => boolean;
  /** What the parameters of the first entrant are set to; without it, to what its name says. */
  readonly setting?: Setting | undefined;
  /** Told which series is about to be played, between which entrants. */
  readonly playing?: (series: Series, entrants: Pairing) => void;
}

/**
 * Plays one task of a plan: the same result every time, but for decision times. A strategy that fails loses matches.
 * @throws BotpitError `strategy/changed` where a strategy would not be what it was when the run began
 */
export async function playTask(plan: RunPlan, number: number, options: TaskOptions): Promise<TaskResult> {
  const task = taskOf(plan, number);
  const pairings = plan.slots[task.slot] ?? [];
  const points: number[][] = [];
  const tallies: MatchTally[] = [];
  let drewNone = true;
  const keeper = plan.keep === undefined || number < 0 ? undefined : new Keeper(plan, task);
  for (const [index] of pairings.entries()) {
    // Only what is compared pair by pair is kept pair by pair.
    const scores: number[] | null = pairings.length > 1 ? [] : null;
    const { tally, stopped, ...played } = await new SeriesOfTask(plan, task, index, options, keeper).play(
      scores,
    );
    tallies.push(tally);
    drewNone &&= played.drewNone;
    if (stopped) return { task: number, tallies, stopped };
    if (scores) points.push(scores);
  }
  const [first, second] = points;
  return {
    task: number,
    tallies,
    ...(first && second ? { gains: gainsOf(first, second) } : {}),
    ...(drewNone ? { drewNone } : {}),
    ...(keeper ? { kept: keeper.matches() } : {}),
    ...(options.setting ? { setting: options.setting } : {}),
  };
}

function gainsOf(first: readonly number[], second: readonly number[]) {
  const pairs: SeriesCounts = {};
  const series: SeriesCounts = {};
  first.forEach((points, pair) => {
    addDifference(pairs, 2, { first: points, second: second[pair] ?? 0 });
  });
  addDifference(series, 2 * first.length, { first: sum(first), second: sum(second) });
  return { pairs, series };
}

/** For all players of a series to end: a program may write down what it has learned. */
const CLOSE_MS = 10_000;

/** The series of one pairing of a task. */
class SeriesOfTask {
  readonly #plan: RunPlan;
  readonly #task: Task;
  readonly #index: number;
  readonly #options: TaskOptions;
  readonly #keeper: Keeper | undefined;
  readonly #pairing: Pairing;
  /** What tells its random numbers from those of all others. */
  readonly #place: string;
  /** Whether the players of an entrant look at earlier matches: see `ThreadPlayer`. */
  readonly #history: [boolean, boolean] = [false, false];

  constructor(plan: RunPlan, task: Task, index: number, options: TaskOptions, keeper: Keeper | undefined) {
    this.#plan = plan;
    this.#task = task;
    this.#index = index;
    this.#options = options;
    this.#keeper = keeper;
    this.#pairing = plan.slots[task.slot]?.[index] ?? [0, 0];
    this.#place = seedPlace(plan, task);
  }

  /** @param scores where the points of pairs are kept */
  async play(scores: number[] | null) {
    // Twice at most: whoever looks back once, has it kept from then on.
    for (;;) {
      if (scores) scores.length = 0;
      const played = await this.#playOnce(scores);
      if (played !== null) return played;
    }
  }

  async #playOnce(scores: number[] | null) {
    const { lost = [], beginning, entering, playing, waiting, drewOthers } = this.#options;
    const { number, series: place, length } = this.#task;
    beginning?.(number, this.#index, this.#place);
    const known: LostMatch[] = lost.filter((one) => one.task === number && one.pairing === this.#index);
    const conduct = [new ConductSum(), new ConductSum()] as const;
    const hooks = [new ConductSum(), new ConductSum()] as const;
    const lanes: (readonly [Player, Player])[] = [];
    const opened: Player[] = [];
    try {
      for (const lane of LANES) {
        entering?.(lane);
        const open = async (player: 0 | 1) => {
          const one = await this.#open(lane, player, hooks[player], known);
          opened.push(one);
          return one;
        };
        lanes.push([await open(0), await open(1)]);
      }
    } catch (error) {
      await Promise.all(opened.map((player) => player.close()));
      throw error;
    }
    const { game, test } = this.#plan;
    const series = new Series(
      {
        game,
        length,
        drawSeeds: drawSeeds(this.#plan, this.#task, this.#index),
        moveTimeoutsMs: this.#pairing.map((entrant) => moveTimeoutOf(this.#plan, entrant)),
        lost: known,
        sampledPairs: sampledPairs(this.#plan),
        sampledFrom: (place * GOLDEN) % 1,
        checkpoints: checkpoints(this.#plan),
        conduct,
        watcher: this.#options,
        keeping: this.#keeper?.begin(this.#index),
        scores,
      },
      lanes as [readonly [Player, Player], readonly [Player, Player]],
    );
    playing?.(series, this.#pairing);
    const played = await series.play();
    const compared = lanes.flatMap((players) => players.filter((_, seat) => (this.#pairing[seat] ?? 2) < 2));
    // Only whoever compares two of the same code wants to know.
    const drewNone =
      test?.sameCode === true && !compared.some((player) => player.drew()) && drewOthers?.() === false;
    waiting?.(CLOSE_MS);
    await Promise.all(lanes.flat().map((player) => player.close()));
    waiting?.(0);
    if (played === null) {
      for (const [first, second] of lanes) {
        this.#history[0] ||= first.missedHistory;
        this.#history[1] ||= second.missedHistory;
      }
      return null;
    }
    // After all else, as they cost nothing: what is told of first is what a match was lost by.
    for (const player of [0, 1] as const) conduct[player].add(hooks[player]);
    return { ...played, drewNone };
  }

  /**
   * Opens one player of one lane; a stand-in where it cannot be opened, whose matches are all lost.
   * @param known what is lost already, and what is from now on
   * @throws BotpitError `strategy/changed`
   */
  async #open(lane: Lane, player: 0 | 1, hooks: ConductSum, known: LostMatch[]): Promise<Player> {
    const { entrants, startTimeoutMs } = this.#plan;
    const { openers, asking, setting } = this.#options;
    asking?.(lane, -1, player);
    const never = lostIn(known, lane, -1, player);
    try {
      if (never) throw new Error('it never came to a match');
      return await (openers[this.#pairing[player]] as OpenPlayer)({
        seed: `${this.#place}/${lane}/${player}`,
        opponentName: entrants[this.#pairing[1 - player] ?? 0]?.name ?? '',
        moveTimeoutMs: moveTimeoutOf(this.#plan, this.#pairing[player]),
        startTimeoutMs,
        keepsHistory: this.#history[player],
        dialogue: this.#dialogue(lane, player),
        trouble: (detail) => hooks.fault({ kind: 'hook', detail }, 'hook'),
        calling: asking && ((match) => asking(lane, match, player)),
        params: this.#pairing[player] === 0 ? setting : undefined,
      });
    } catch (error) {
      // No fault that counts: what would play is not what the run is about.
      if (error instanceof BotpitError && error.code === 'strategy/changed') throw error;
      const fault: Fault = { kind: 'threw', detail: describeThrown(error) };
      if (!never) known.push({ lane, match: -1, player, fault, forGood: true });
      return ABSENT;
    }
  }

  /** Named so that a match of the run leads to it: `lab runs show` and `show` give its number. */
  #dialogue(lane: Lane, player: 0 | 1): PlayerDialogue | undefined {
    const { logPrograms: folder } = this.#options;
    if (folder === undefined) return undefined;
    const plan = this.#plan;
    const { number: task, series } = this.#task;
    const [own, other] = [this.#pairing[player], this.#pairing[1 - player] ?? 0].map(
      (place) => place as number,
    );
    const names = [own, other].map((place) => plan.entrants[place ?? 0]?.name ?? '');
    const safeName = (names[0] ?? '').replace(/[^\w.-]+/g, '-').slice(0, 40);
    const part = `${task < 0 ? 'trial' : `series-${series + 1}`}-${own}v${other}-${lane === 0 ? 'lane' : 'mirror'}`;
    const where =
      task < 0 ? 'the trial before the run' : `series ${series + 1}${lane === 0 ? '' : ', mirror'}`;
    return {
      file: { folder, group: planId(plan), name: `${part}-${safeName}` },
      title: `${names[0]} against ${names[1]}, ${plan.game}, ${where}`,
      matchTitle: (match) =>
        task < 0
          ? 'trial match'
          : `match ${numberOf(plan, { task, pairing: this.#index, lane, match })} of the run`,
    };
  }
}

/** Pairs of a whole pairing that are looked at more closely, and of one series at least and at most. */
const SAMPLED = { pairs: 160, least: 1, most: 64 } as const;

/** Multiples of it, without their whole parts, lie as evenly as can be. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

function sampledPairs(plan: RunPlan): number {
  const each = Math.ceil(SAMPLED.pairs / seriesCount(plan));
  return Math.min(SAMPLED.most, Math.max(SAMPLED.least, each));
}

/** Points of the course that a run of few series has nevertheless. */
const COURSE_POINTS = 50;

function checkpoints(plan: RunPlan): number {
  return Math.max(0, Math.ceil(COURSE_POINTS / seriesCount(plan)) - 1);
}

const idle = () => undefined;

/** Sits in for a strategy that could not be opened; it is never asked. */
const ABSENT: Player = {
  missedHistory: false,
  startingMs: null,
  matchStart: idle,
  move: idle,
  abandon: idle,
  roundEnd: idle,
  matchEnd: idle,
  drew: () => true,
  close: async () => undefined,
};
