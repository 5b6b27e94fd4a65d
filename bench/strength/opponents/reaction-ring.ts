import type { Turn } from 'botpit';
import { bell, type Opponents, RoundFeed, within, withNotes } from './support/lookback.js';

type RingTurn = Turn<'reaction_ring'>;

const guess = (value: number) => Math.round(within(value, 1, 1000));

/** A strategy around a centre that `move` takes on after each round. */
function drifting(
  move: (centre: number, turn: RingTurn, round: number) => number,
  spread = 0,
): Opponents<'reaction_ring'>[string][string] {
  return withNotes(
    () => ({ centre: 500, round: 0 }),
    (turn, notes) => {
      notes.centre = move(notes.centre, turn, notes.round++);
      return guess(notes.centre + (spread > 0 ? spread * bell(turn) : 0));
    },
  );
}

/** Turned back at the ends. */
const bounced = (value: number, lo: number, hi: number) =>
  value < lo ? 2 * lo - value : value > hi ? 2 * hi - value : value;

const drift: Opponents<'reaction_ring'>[string] = {
  'a walk of 10 a round': drifting((centre, turn) => bounced(centre + 10 * bell(turn), 200, 800)),
  'a walk of 5 a round, loosely': drifting((centre, turn) => bounced(centre + 5 * bell(turn), 250, 750), 20),
  'a wave of 300 rounds': drifting(
    (_centre, _turn, round) => 500 + 200 * Math.sin((2 * Math.PI * round) / 300),
    10,
  ),
  'a walk that is drawn to the middle': drifting(
    (centre, turn) => 500 + 0.98 * (centre - 500) + 20 * bell(turn),
    10,
  ),
  'a jump now and then': drifting(
    (centre, turn) => (turn.random() < 0.01 ? 250 + 500 * turn.random() : centre),
    15,
  ),
  'a walk by the match': drifting(
    (centre, turn) => (turn.round === 1 ? bounced(centre + 25 * bell(turn), 200, 800) : centre),
    5,
  ),
  'drawn to the targets': withNotes(
    () => ({ feed: new RoundFeed<'reaction_ring'>(), centre: 500 }),
    (turn, notes) => {
      notes.feed.each(turn, ({ result }) => {
        notes.centre += 0.1 * (result.target - notes.centre);
      });
      return guess(notes.centre);
    },
  ),
  'a slow wave, wide': drifting(
    (_centre, _turn, round) => 500 + 250 * Math.sin((2 * Math.PI * round) / 1500),
    40,
  ),
};

/** Of each kind, the first half is what `adaptive` was tried on while it was written. */
export const opponents: Opponents<'reaction_ring'> = { drifting: drift };
