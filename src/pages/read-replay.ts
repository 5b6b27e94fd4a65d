import {
  type Fields,
  isDurationMs,
  isObject,
  isPositive,
  isWhole,
  kind,
  misfitIn,
  oneOf,
  optional,
  orNull,
} from '../lib/shape.js';
import { anything, flag, object, score, text } from './kinds.js';
import type { Replay } from './replay.js';

/** More than any match has. */
const MOST_ROUNDS = 1000;

const lamports = kind<number>('a whole number of lamports', isWhole);
const time = orNull(
  kind<number>(
    'a time in milliseconds',
    (value) => Number.isFinite(value) && Math.abs(value as number) <= 8.64e15,
  ),
);
const duration = orNull(kind<number>('milliseconds', isDurationMs));

const PLAYER = { name: text, strategy: orNull(text), strategyVersion: orNull(text) };
const TAUNT = { by: oneOf('mine', 'theirs'), tauntId: text };
const ANSWER = { strategy: text, move: anything, problem: orNull(text) };
const ROUND = {
  round: kind('a whole number from 1', isPositive),
  state: orNull(object),
  move: anything,
  result: object,
  outcome: oneOf('win', 'loss', 'tie'),
  score,
  source: oneOf('strategy', 'fallback', null),
  reason: orNull(text),
  decideMs: duration,
  theirDecideMs: duration,
  timeoutMs: duration,
};
const TURN = {
  round: kind('a whole number from 1', isPositive),
  state: object,
  askedAt: kind('a time in milliseconds', isDurationMs),
  timeoutMs: kind('milliseconds', isDurationMs),
};
const END = {
  outcome: oneOf('win', 'loss', 'draw'),
  score,
  termination: orNull(text),
  note: optional(orNull(text)),
  payoutLamports: lamports,
  feeLamports: lamports,
  netLamports: lamports,
  settled: flag,
};
const FAIRNESS = {
  serverSeedHash: text,
  serverSeed: text,
  draws: orNull(text),
  hashUsedIn: optional(orNull(text)),
  resigned: optional(flag),
  interrupted: optional(flag),
};
const MATCH = {
  matchId: text,
  game: text,
  side: oneOf('a', 'b'),
  wagerLamports: kind('a whole number of lamports from 0', (value) => isWhole(value) && value >= 0),
  sandbox: flag,
  playMoney: flag,
  startedAt: time,
  endedAt: time,
};

/**
 * The match in a file that anybody may have changed: what comes out can be drawn and checked, and may still not be true.
 * @throws Error that names what is wrong
 */
export function readReplay(json: string): Replay {
  let match: unknown;
  try {
    match = JSON.parse(json);
  } catch {
    throw new Error(json === '' ? 'nothing is there' : 'it is not whole JSON');
  }
  check(MATCH, match, 'the match');
  const { mine, theirs, rounds, turn, end, fairness } = match as Record<string, unknown>;
  check(PLAYER, mine, 'mine');
  check(PLAYER, theirs, 'theirs');
  each(ROUND, rounds, 'rounds', MOST_ROUNDS).forEach((round, i, all) => {
    each(TAUNT, round.taunts, `rounds[${i}].taunts`, MOST_ROUNDS);
    if (round.otherAnswer !== null) check(ANSWER, round.otherAnswer, `rounds[${i}].otherAnswer`);
    const before = all[i - 1];
    if (before && (round.round as number) <= (before.round as number))
      throw new Error(`rounds[${i}] is not after the one before it`);
  });
  if (turn !== null) check(TURN, turn, 'turn');
  if (end !== null) check(END, end, 'end');
  if (turn !== null && end !== null) throw new Error('a turn waits, and the match has ended');
  if (fairness !== null) check(FAIRNESS, fairness, 'fairness');
  return match as Replay;
}

function check(fields: Fields, value: unknown, place: string): void {
  if (!isObject(value)) throw new Error(`${place} is not an object`);
  const misfit = misfitIn(fields, value);
  if (misfit !== null) throw new Error(`${place}.${misfit}`);
}

function each(item: Fields, value: unknown, place: string, most: number): Record<string, unknown>[] {
  if (!Array.isArray(value)) throw new Error(`${place} is not a list`);
  if (value.length > most) throw new Error(`${place} has more than ${most} entries`);
  value.forEach((one, i) => {
    check(item, one, `${place}[${i}]`);
  });
  return value as Record<string, unknown>[];
}
