import type { Turn } from 'botpit';
import {
  allRounds,
  bell,
  mean,
  median,
  mode,
  type Opponents,
  plain,
  RoundFeed,
  within,
  withNotes,
} from './support/lookback.js';

type CrashTurn = Turn<'crash'>;

const cashout = (value: number) => Math.round(within(value, 1.01, 10) * 100) / 100;

/** The other side's cashouts in these rounds. */
const seen = (rounds: CrashTurn['rounds']) =>
  rounds.flatMap(({ result }) => (result.opponent_move ? [result.opponent_move.cashout] : []));

/** The cashout that would have won most of these rounds, by what the crash point allows. */
function bestAgainst(theirs: readonly number[]): number {
  let best = 1.3;
  let most = -Infinity;
  for (const one of theirs) {
    for (const mine of [1.01, cashout(one + 0.01)]) {
      let score = 0;
      for (const other of theirs) {
        if (mine > other) score += 2 / mine - 1 / other;
        else if (mine < other) score += 1 / mine - 2 / other;
      }
      if (score > most) {
        most = score;
        best = mine;
      }
    }
  }
  return best;
}

const aboveTheMean: Opponents<'crash'>[string] = {
  'a tenth above the mean of the other side': withNotes(
    () => ({ feed: new RoundFeed<'crash'>(), sum: 0, count: 0 }),
    (turn, notes) => {
      notes.feed.each(turn, ({ result }) => {
        if (!result.opponent_move) return;
        notes.sum += result.opponent_move.cashout;
        notes.count++;
      });
      return notes.count === 0 ? 1.6 : cashout((1.1 * notes.sum) / notes.count);
    },
  ),
  'a hundredth above the mean of the last five': plain((turn) =>
    cashout(mean(seen(allRounds(turn)).slice(-5), 1.5) + 0.01),
  ),
  'above the mean crash point of the match': plain((turn) =>
    cashout(
      1.05 *
        mean(
          turn.rounds.map(({ result }) => result.crash_point),
          1.7,
        ),
    ),
  ),
  'about a twentieth above a fading mean': withNotes(
    () => ({ feed: new RoundFeed<'crash'>(), level: 1.5 }),
    (turn, notes) => {
      notes.feed.each(turn, ({ result }) => {
        if (result.opponent_move) notes.level += 0.1 * (result.opponent_move.cashout - notes.level);
      });
      return cashout(notes.level * 1.05 + 0.02 * bell(turn));
    },
  ),
  'above the mean of the last hundred matches': plain((turn) =>
    cashout(mean(seen(allRounds(turn)), 1.4) + 0.05),
  ),
  'above the median of the last forty': plain((turn) =>
    cashout(median(seen(allRounds(turn)).slice(-40), 1.4) + 0.02),
  ),
  'a quarter above the mean of the match': plain((turn) => cashout(1.25 * mean(seen(turn.rounds), 1.2))),
  'above the mean of both sides': plain((turn) =>
    cashout(
      0.03 +
        mean(
          turn.rounds.flatMap(({ result: { your_move: own, opponent_move: other } }) => [
            own?.cashout ?? 1.5,
            other?.cashout ?? 1.5,
          ]),
          1.5,
        ),
    ),
  ),
};

const raisingAfterALoss: Opponents<'crash'>[string] = {
  'a quarter more, and back after a win': withNotes(
    () => ({ feed: new RoundFeed<'crash'>(), level: 1.3 }),
    (turn, notes) => {
      notes.feed.each(turn, ({ outcome }) => {
        if (outcome === 'loss') notes.level = Math.min(notes.level * 1.25, 8);
        if (outcome === 'win') notes.level = 1.3;
      });
      return cashout(notes.level);
    },
  ),
  'up 0.4, down 0.2': plain((turn) =>
    cashout(
      turn.rounds.reduce(
        (level, { outcome }) =>
          within(level + (outcome === 'loss' ? 0.4 : outcome === 'win' ? -0.2 : 0), 1.1, 5),
        1.5,
      ),
    ),
  ),
  'double what lies above 1 after a crash': withNotes(
    () => ({ feed: new RoundFeed<'crash'>(), risk: 0.2 }),
    (turn, notes) => {
      notes.feed.each(turn, ({ result }) => {
        const own = result.your_move?.cashout ?? 1;
        notes.risk = own > result.crash_point ? Math.min(notes.risk * 2, 9) : 0.2;
      });
      return cashout(1 + notes.risk);
    },
  ),
  'half as much again, loosely': withNotes(
    () => ({ feed: new RoundFeed<'crash'>(), level: 1.5 }),
    (turn, notes) => {
      notes.feed.each(turn, ({ outcome }) => {
        if (outcome === 'loss') notes.level = Math.min(notes.level * 1.5, 6);
        if (outcome === 'win') notes.level = Math.max(notes.level * 0.8, 1.2);
      });
      return cashout(notes.level + 0.03 * bell(turn));
    },
  ),
  'a ladder': withNotes(
    () => ({ feed: new RoundFeed<'crash'>(), step: 1 }),
    (turn, notes) => {
      notes.feed.each(turn, ({ outcome }) => {
        notes.step = within(notes.step + (outcome === 'loss' ? 1 : outcome === 'win' ? -1 : 0), 0, 5);
      });
      return [1.1, 1.3, 1.6, 2, 2.6, 3.5][notes.step] as number;
    },
  ),
  'above what beat it': withNotes(
    () => ({ feed: new RoundFeed<'crash'>(), level: 1.4 }),
    (turn, notes) => {
      notes.feed.each(turn, ({ outcome, result }) => {
        if (outcome === 'loss') notes.level = (result.opponent_move?.cashout ?? 1.5) + 0.1;
      });
      return cashout(notes.level);
    },
  ),
};

const readingTheHistory: Opponents<'crash'>[string] = {
  'above the mean of this round in earlier matches': plain((turn) =>
    cashout(
      0.01 +
        mean(
          turn.opponent.history.flatMap(({ rounds }) => seen(rounds.slice(turn.round - 1, turn.round))),
          1.5,
        ),
    ),
  ),
  'above the median of twenty rounds of earlier matches': plain((turn) =>
    cashout(
      0.01 +
        median(
          turn.opponent.history
            .slice(-20)
            .flatMap(({ rounds }) => seen(rounds))
            .slice(-20),
          1.5,
        ),
    ),
  ),
  'the best answer to the last ten matches': plain((turn) =>
    bestAgainst(turn.opponent.history.slice(-10).flatMap(({ rounds }) => seen(rounds))),
  ),
  'above what opened the last match': plain((turn) =>
    cashout(0.02 + (seen(turn.opponent.history.at(-1)?.rounds ?? [])[0] ?? 1.4)),
  ),
  'above what came most often': plain((turn) =>
    cashout(
      0.01 +
        mode(
          turn.opponent.history.flatMap(({ rounds }) => seen(rounds)),
          1.5,
        ),
    ),
  ),
  'above the mean at this score': plain((turn) => {
    const lead = Math.sign(turn.score.mine - turn.score.theirs);
    const like = turn.opponent.history.flatMap(({ rounds }) =>
      rounds.filter((_, i) => {
        const score = rounds[i - 1]?.score ?? { mine: 0, theirs: 0 };
        return Math.sign(score.mine - score.theirs) === lead;
      }),
    );
    return cashout(0.03 + mean(seen(like), 1.5));
  }),
  'above this round of the last match': plain((turn) =>
    cashout(0.02 + (seen(turn.opponent.history.at(-1)?.rounds ?? [])[turn.round - 1] ?? 1.5)),
  ),
  'the best answer to the last thirty rounds': plain((turn) => bestAgainst(seen(allRounds(turn)).slice(-30))),
};

/** Of each kind, the first half is what `adaptive` was tried on while it was written. */
export const opponents: Opponents<'crash'> = {
  'above the mean': aboveTheMean,
  'raising after a loss': raisingAfterALoss,
  'reading the history': readingTheHistory,
};
