import type { RoundRecord } from '../history/index.js';
import type { Round } from '../strategy/index.js';

/** A round as strategies see it. What the arena said is taken for what its game says: nothing else can be told apart. */
export function toRound(record: RoundRecord): Round {
  const [mine, theirs] = record.score;
  const { round, state, result, outcome } = record;
  return { round, state, result, outcome, score: { mine, theirs } } as unknown as Round;
}
