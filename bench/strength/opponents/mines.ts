import type { Turn } from 'botpit';
import {
  allRounds,
  mean,
  median,
  type Opponents,
  plain,
  RoundFeed,
  within,
  withNotes,
} from './support/lookback.js';

type MinesTurn = Turn<'mines'>;

const tiles = (value: number) => Math.round(within(value, 1, 20));

/** The other side's tiles in these rounds. */
const seen = (rounds: MinesTurn['rounds']) =>
  rounds.flatMap(({ result }) => (result.opponent_move ? [result.opponent_move.tiles] : []));

const last = (turn: MinesTurn) => turn.rounds.at(-1)?.result;

const stepping: Opponents<'mines'>[string] = {
  'up after a loss, down after a win': withNotes(
    () => ({ feed: new RoundFeed<'mines'>(), level: 3 }),
    (turn, notes) => {
      notes.feed.each(turn, ({ outcome }) => {
        notes.level = tiles(notes.level + (outcome === 'loss' ? 1 : outcome === 'win' ? -1 : 0));
      });
      return tiles(Math.min(notes.level, 6));
    },
  ),
  'one to six and again': withNotes(
    () => ({ next: 0 }),
    (_turn, notes) => (notes.next++ % 6) + 1,
  ),
  'up after a safe round, back after a mine': plain((turn) =>
    turn.rounds.reduce(
      (level, { result }) => (result.mine_at >= (result.your_move?.tiles ?? 0) ? Math.min(level + 1, 7) : 1),
      2,
    ),
  ),
  'there and back': withNotes(
    () => ({ next: 0 }),
    (_turn, notes) => [1, 2, 3, 4, 5, 4, 3, 2][notes.next++ % 8] as number,
  ),
  'by the number of the round': plain((turn) => tiles(Math.min(turn.round + 1, 5))),
  'up after a win, down after a loss': withNotes(
    () => ({ feed: new RoundFeed<'mines'>(), level: 3 }),
    (turn, notes) => {
      notes.feed.each(turn, ({ outcome }) => {
        notes.level = within(notes.level + (outcome === 'win' ? 1 : outcome === 'loss' ? -1 : 0), 1, 5);
      });
      return notes.level;
    },
  ),
};

const aboveTheMean: Opponents<'mines'>[string] = {
  'one above the mean of the other side': plain((turn) => tiles(mean(seen(allRounds(turn)), 3) + 1)),
  'above the mean of the last five': plain((turn) => tiles(mean(seen(allRounds(turn)).slice(-5), 3) + 0.6)),
  'above the mean of what was safe': plain((turn) =>
    tiles(
      0.5 +
        mean(
          allRounds(turn)
            .slice(-20)
            .map(({ result }) => result.mine_at),
          3,
        ),
    ),
  ),
  'one above the mean of the match': plain((turn) => tiles(Math.floor(mean(seen(turn.rounds), 2)) + 1)),
  'one above the median': plain((turn) => tiles(median(seen(allRounds(turn)).slice(-25), 3) + 1)),
  'above a fading mean': withNotes(
    () => ({ feed: new RoundFeed<'mines'>(), level: 3 }),
    (turn, notes) => {
      notes.feed.each(turn, ({ result }) => {
        if (result.opponent_move) notes.level += 0.15 * (result.opponent_move.tiles - notes.level);
      });
      return tiles(Math.ceil(notes.level) + (turn.random() < 0.2 ? 1 : 0));
    },
  ),
};

const overdue: Opponents<'mines'>[string] = {
  'bold after an early mine': plain((turn) => ((last(turn)?.mine_at ?? 4) < 3 ? 5 : 1)),
  'what was not safe last time': plain((turn) => tiles(7 - (last(turn)?.mine_at ?? 3))),
  'two early mines in a row': plain((turn) => {
    const early = turn.rounds.slice(-2).filter(({ result }) => result.mine_at < 4).length;
    return [2, 4, 6][early] as number;
  }),
  'careful after a late mine': plain((turn) => ((last(turn)?.mine_at ?? 0) > 5 ? 2 : 4)),
  'the longer it was safe the less': plain((turn) => {
    const safe = mean(
      turn.rounds.map(({ result }) => result.mine_at),
      4,
    );
    return safe < 3 ? 6 : safe < 6 ? 3 : 1;
  }),
  'across matches': plain((turn) => {
    const before = allRounds(turn).at(-1)?.result.mine_at ?? 3;
    return before <= 2 ? 5 : before <= 5 ? 3 : 2;
  }),
};

/** Of each kind, the first half is what `adaptive` was tried on while it was written. */
export const opponents: Opponents<'mines'> = {
  stepping,
  'above the mean': aboveTheMean,
  overdue,
};
