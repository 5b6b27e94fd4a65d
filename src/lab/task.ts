import { BotpitError } from '../errors.js';
import { addDifference, type SeriesCounts } from '../stats/index.js';
import { describeThrown } from '../strategy/index.js';
import { isMirrored, type Pairing, type RunPlan, seedOf, seriesCount, type Task, taskOf } from './plan.js';
import type { OpenPlayer } from './players/opening.js';
import { type Fault, LANES, type Lane, type Player } from './players/player.js';
import { type LostMatch, lostIn } from './seat.js';
import { type Observe, Series } from './series.js';
import { type Conduct, FaultCount, type MatchTally } from './tally.js';

/** A match of a task that is known to end the thread. */
export interface LostTask extends LostMatch {
  /** The number of the task. */
  readonly task: number;
  /** The pairing in the task's slot. */
  readonly pairing: number;
}

/** What came of a task: plain data, a line of the run's file. */
export interface TaskResult {
  readonly task: number;
  /** For each pairing of the slot. */
  readonly tallies: readonly MatchTally[];
  /** Of a slot of two pairings: how much more the first got than the second, by pairs and by the whole series. */
  readonly gains?: { readonly pairs: SeriesCounts; readonly series: SeriesCounts };
  /** Whether nobody but the opponents in third places drew random numbers, as far as can be seen. */
  readonly drewNone?: true;
  /** It was stopped: its tallies are of the matches so far, and it has to be played again to count. */
  readonly stopped?: true;
}

export interface TaskOptions {
  /** By entrant. */
  readonly openers: readonly OpenPlayer[];
  readonly lost?: readonly LostTask[];
  /** Told before anybody is called: -1 for the match while a player is being opened. */
  readonly asking?: (task: number, pairing: number, lane: Lane, match: number, player: 0 | 1) => void;
  /** Told before a series begins, for what makes other random numbers repeatable than `turn.random()`. */
  readonly reseed?: (seed: string) => void;
  readonly observing?: Observe | undefined;
  /** Told whenever the players of the other lane take their turn. */
  readonly entering?: (lane: Lane) => void;
  /** Whether anybody drew from the other random numbers since `reseed`. Without it, nobody knows. */
  readonly drewOthers?: () => boolean;
  /** Told which series is about to be played, between which entrants. */
  readonly playing?: (series: Series, entrants: Pairing) => void;
  /** Told how long may be waited for an answer where that is longer than for a move, and 0 when it is there. */
  readonly waiting?: (ms: number) => void;
  /** Asked after every pair of matches: where the answer is no, the task is stopped there. */
  readonly proceed?: () => boolean | Promise<boolean>;
  /** Awaited at the end of a series, before its result counts. */
  readonly settle?: () => Promise<void>;
}

/** Plays one task of a plan: the same result every time, but for decision times. Never rejects. */
export async function playTask(plan: RunPlan, number: number, options: TaskOptions): Promise<TaskResult> {
  const task = taskOf(plan, number);
  const pairings = plan.slots[task.slot] ?? [];
  const points: number[][] = [];
  const tallies: MatchTally[] = [];
  let drewNone = true;
  for (const [index] of pairings.entries()) {
    // Only what is compared pair by pair is kept pair by pair.
    const scores: number[] | null = pairings.length > 1 ? [] : null;
    const { tally, stopped, ...played } = await playPairing(plan, task, index, options, scores);
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
  };
}

function gainsOf(first: readonly number[], second: readonly number[]) {
  const pairs: SeriesCounts = {};
  const series: SeriesCounts = {};
  first.forEach((points, pair) => {
    addDifference(pairs, 2, { first: points, second: second[pair] ?? 0 });
  });
  const sum = (points: readonly number[]) => points.reduce((total, one) => total + one, 0);
  addDifference(series, 2 * first.length, { first: sum(first), second: sum(second) });
  return { pairs, series };
}

/** What both players remember of whether they look at earlier matches, by entrant: see `ThreadPlayer`. */
type History = [boolean, boolean];

interface Played {
  readonly tally: MatchTally;
  readonly drewNone: boolean;
  readonly stopped: boolean;
}

async function playPairing(
  plan: RunPlan,
  task: Task,
  index: number,
  options: TaskOptions,
  scores: number[] | null,
): Promise<Played> {
  const history: History = [false, false];
  // Twice at most: whoever looks back once, has it kept from then on.
  for (;;) {
    if (scores) scores.length = 0;
    const played = await playOnce(plan, task, index, options, history, scores);
    if (played !== null) return played;
  }
}

/** For all players of a series to end: a program may write down what it has learned. */
const CLOSE_MS = 10_000;

async function playOnce(
  plan: RunPlan,
  task: Task,
  index: number,
  options: TaskOptions,
  history: History,
  scores: number[] | null,
): Promise<Played | null> {
  const { lost = [], asking, observing, reseed, entering, playing, waiting, proceed, settle } = options;
  const pairing = plan.slots[task.slot]?.[index] ?? [0, 0];
  const place = placeOf(plan, task);
  reseed?.(place);
  const known: LostMatch[] = lost.filter((one) => one.task === task.number && one.pairing === index);
  const hooks = [new FaultCount(), new FaultCount()] as const;
  const lanes: (readonly [Player, Player])[] = [];
  const opened: Player[] = [];
  try {
    for (const lane of LANES) {
      entering?.(lane);
      const open = async (player: 0 | 1) => {
        const one = await openOne(plan, task, index, { lane, player }, options, { history, hooks, known });
        opened.push(one);
        return one;
      };
      lanes.push([await open(0), await open(1)]);
    }
  } catch (error) {
    await Promise.all(opened.map((player) => player.close()));
    throw error;
  }
  const series = new Series(
    {
      game: plan.game,
      length: task.length,
      drawSeeds: drawSeeds(plan, task, index),
      moveTimeoutMs: plan.moveTimeoutMs,
      lost: known,
      sampledPairs: sampledPairs(plan),
      sampledFrom: (task.series * GOLDEN) % 1,
      checkpoints: checkpoints(plan),
      ...(asking ? { asking: (lane, match, player) => asking(task.number, index, lane, match, player) } : {}),
      ...(observing ? { observing } : {}),
      ...(entering ? { entering } : {}),
      ...(scores ? { pairEnded: (points: number) => scores.push(points) } : {}),
      ...(waiting ? { waiting } : {}),
      ...(proceed ? { proceed } : {}),
      ...(settle ? { settle } : {}),
    },
    lanes as [readonly [Player, Player], readonly [Player, Player]],
  );
  playing?.(series, pairing);
  const outcome = await series.play();
  const compared = lanes.flatMap((players) => players.filter((_, seat) => (pairing[seat] ?? 2) < 2));
  // Only whoever compares two of the same code wants to know.
  const drewNone =
    plan.test?.sameCode === true &&
    !compared.some((player) => player.drew()) &&
    options.drewOthers?.() === false;
  waiting?.(CLOSE_MS);
  await Promise.all(lanes.flat().map((player) => player.close()));
  waiting?.(0);
  if (outcome.kind === 'missed-history') {
    for (const [first, second] of lanes) {
      history[0] ||= first.missedHistory;
      history[1] ||= second.missedHistory;
    }
    return null;
  }
  const { tally, stopped } = outcome;
  const [one, other] = tally.conduct;
  const conduct = [withHooks(one, hooks[0]), withHooks(other, hooks[1])] as const;
  return { tally: { ...tally, conduct }, drewNone, stopped };
}

/** What tells the random numbers of a series from all others. */
function placeOf(plan: RunPlan, { slot, series }: Task): string {
  return `${plan.seed}/${slot}/${series}`;
}

function drawSeeds(plan: RunPlan, task: Task, index: number): [number, number] {
  const place = placeOf(plan, task);
  const pairing = plan.slots[task.slot]?.[index] ?? [0, 0];
  if (isMirrored(plan, pairing)) {
    const seed = seedOf(place);
    return [seed, seed];
  }
  return [seedOf(`${place}/${index}/0`), seedOf(`${place}/${index}/1`)];
}

/**
 * Opens one player of one lane; a stand-in where it cannot be opened, whose matches are all lost.
 * @throws BotpitError `strategy/changed`
 */
async function openOne(
  plan: RunPlan,
  task: Task,
  index: number,
  { lane, player }: { readonly lane: Lane; readonly player: 0 | 1 },
  { openers, asking }: TaskOptions,
  shared: {
    readonly history: History;
    readonly hooks: readonly [FaultCount, FaultCount];
    known: LostMatch[];
  },
): Promise<Player> {
  const { history, hooks, known } = shared;
  const pairing = plan.slots[task.slot]?.[index] ?? [0, 0];
  asking?.(task.number, index, lane, -1, player);
  const never = lostIn(known, lane, -1, player);
  try {
    if (never) throw new Error('it never came to a match');
    return await (openers[pairing[player]] as OpenPlayer)({
      seed: `${placeOf(plan, task)}/${lane}/${player}`,
      opponentName: plan.entrants[pairing[1 - player] ?? 0]?.name ?? '',
      moveTimeoutMs: plan.moveTimeoutMs,
      startTimeoutMs: plan.startTimeoutMs,
      keepsHistory: history[player],
      trouble: (detail) => hooks[player].add({ kind: 'hook', detail }, 'hook'),
      calling: asking && ((match) => asking(task.number, index, lane, match, player)),
    });
  } catch (error) {
    // No fault that counts: what would play is not what the run is about.
    if (error instanceof BotpitError && error.code === 'strategy/changed') throw error;
    const fault: Fault = { kind: 'threw', detail: describeThrown(error) };
    if (!never) known.push({ lane, match: -1, player, fault, forGood: true });
    return ABSENT;
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

function withHooks(conduct: Conduct, { faults, first }: FaultCount): Conduct {
  const firstFault = conduct.firstFault ?? first;
  return {
    faults: { ...conduct.faults, ...faults },
    ...(firstFault === undefined ? {} : { firstFault }),
    moves: conduct.moves,
    times: conduct.times,
  };
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
