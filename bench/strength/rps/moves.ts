import { defineStrategy, type Strategy, type Turn } from 'botpit';

/** Moves as numbers: 0 rock, 1 paper, 2 scissors, so that move + 1 beats it and move + 2 loses to it. */
const CHOICES = ['rock', 'paper', 'scissors'] as const;

/** What has been played in this session, oldest first. */
export interface Log {
  /** Of the opponent described here, and of the bot that it meets. */
  readonly own: number[];
  readonly your: number[];
  /** Where the match at hand begins. */
  start: number;
  matchId: string;
  told: number;
  matches: number;
}

export interface Look extends Log {
  readonly turn: Turn<'rps'>;
  /** From 0. */
  readonly now: number;
  random(): number;
}

/** A whole number, or whatever lies outside of 0 to 2: it counts on round the three moves. */
type Mover = (look: Look) => number;

/** An rps player from what it plays next. @param make a new player; called once a session */
export function player(make: () => Mover): () => Strategy {
  return () =>
    defineStrategy({
      games: ['rps'],
      move(turn) {
        turn.memory.mover ??= make();
        const log = logOf(turn);
        const move = (turn.memory.mover as Mover)({
          ...log,
          turn,
          now: log.own.length,
          random: () => turn.random(),
        });
        return CHOICES[mod3(move)] ?? 'rock';
      },
    }) as Strategy;
}

export const mod3 = (value: number) => ((value % 3) + 3) % 3;
export const any = ({ random }: Look) => Math.floor(random() * 3);

/** With probability `chance` any move. */
export const noisy =
  (chance: number, mover: Mover): Mover =>
  (look) =>
    look.random() < chance ? any(look) : mover(look);

/** The index of the largest, the first of equals. */
export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) > (values[best] as number)) best = i;
  }
  return best;
}

/** The index at `u` of weights that add up to `total`. */
export function drawn(weights: ArrayLike<number>, u: number): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] as number;
  let left = u * total;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i] as number;
    if (left < 0) return i;
  }
  return weights.length - 1;
}

/** The same numbers for the same seed: for tables that belong to a player. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

function logOf(turn: Turn<'rps'>): Log {
  turn.memory.log ??= { own: [], your: [], start: 0, matchId: '', told: 0, matches: -1 } satisfies Log;
  const log = turn.memory.log as Log;
  if (turn.matchId !== log.matchId) {
    const before = turn.opponent.history.at(-1);
    if (before?.matchId === log.matchId) add(log, before.rounds.slice(log.told));
    log.matchId = turn.matchId;
    log.told = 0;
    log.matches++;
    log.start = log.own.length;
  }
  add(log, turn.rounds.slice(log.told));
  log.told = turn.rounds.length;
  return log;
}

function add(log: Log, rounds: Turn<'rps'>['rounds']): void {
  for (const { result } of rounds) {
    log.own.push(CHOICES.indexOf(result.your_choice ?? 'rock'));
    log.your.push(CHOICES.indexOf(result.opponent_choice ?? 'rock'));
  }
}
