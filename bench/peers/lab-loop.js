// Strategies through the lab and through a loop written by hand, one after the other: matches a millisecond of both.
import { match } from '../../dist/src/lab/index.js';

const CHOICES = ['rock', 'paper', 'scissors'];
const BEATEN = { rock: 'scissors', paper: 'rock', scissors: 'paper' };
const ANSWER = { rock: 'paper', paper: 'scissors', scissors: 'rock' };

const declared = { games: ['rps'], memoryDepth: 1 };
const lots = { ...declared, name: 'lots', move: (turn) => CHOICES[Math.floor(turn.random() * 3)] };
const ahead = {
  ...declared,
  name: 'ahead',
  move: (turn) =>
    turn.score.mine > turn.score.theirs ? 'rock' : CHOICES[(turn.round + Math.floor(turn.random() * 2)) % 3],
};
const counter = {
  ...declared,
  name: 'counter',
  move: (turn) => ANSWER[turn.rounds.at(-1)?.result.opponent_choice ?? 'scissors'],
};
const stay = {
  ...declared,
  name: 'stay',
  move(turn) {
    const last = turn.rounds.at(-1);
    return last?.outcome === 'win' ? last.result.your_choice : CHOICES[Math.floor(turn.random() * 3)];
  },
};

const rock = { ...declared, name: 'rock', move: () => 'rock' };

/** What the strategies look at is all that the loop by hand provides. */
const FIELDS = {
  plain: { strategies: [lots, ahead, rock], tellsRounds: false },
  rounds: { strategies: [counter, stay, lots], tellsRounds: true },
};

const MATCHES = 100_000;

/** Everybody against everybody, as strategies of one kind alone let the engine specialise on them. */
process.on('message', async ({ field }) => {
  const { strategies, tellsRounds } = FIELDS[field];
  const ms = { hand: 0, lab: 0 };
  for (const one of strategies) {
    for (const other of strategies) {
      ms.hand += await time(() => byHand(one, other, tellsRounds));
      ms.lab += await time(() => match(one, other, { game: 'rps', matches: MATCHES, seed: 'bench' }));
    }
  }
  const matches = MATCHES * strategies.length ** 2;
  process.send({ hand: matches / ms.hand, lab: matches / ms.lab });
});

async function time(run) {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

function byHand(one, other, tellsRounds) {
  const random = generator();
  const tally = { wins: 0, losses: 0, draws: 0 };
  for (let played = 0; played < MATCHES; played += 1) {
    const mine = context(random);
    const theirs = context(random);
    let [won, lost] = [0, 0];
    for (let round = 1; won < 2 && lost < 2 && round <= 9; round += 1) {
      mine.round = round;
      theirs.round = round;
      const a = one.move(mine);
      const b = other.move(theirs);
      const wins = BEATEN[a] === b;
      const loses = BEATEN[b] === a;
      if (wins) won += 1;
      if (loses) lost += 1;
      mine.score = { mine: won, theirs: lost };
      theirs.score = { mine: lost, theirs: won };
      if (!tellsRounds) continue;
      mine.rounds.push(told(a, b, wins, loses));
      theirs.rounds.push(told(b, a, loses, wins));
    }
    if (won > lost) tally.wins += 1;
    else if (lost > won) tally.losses += 1;
    else tally.draws += 1;
  }
  return tally;
}

function context(random) {
  return { game: 'rps', round: 1, score: { mine: 0, theirs: 0 }, rounds: [], random };
}

function told(own, theirs, wins, loses) {
  return {
    outcome: wins ? 'win' : loses ? 'loss' : 'tie',
    result: { your_choice: own, opponent_choice: theirs },
  };
}

/** As good as the lab's: sfc32. */
function generator() {
  let [a, b, c, counter] = [1, 2, 3, 1];
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
}
