// Apart, as no module here is imported by this.
const IMPORT = "import { defineStrategy } from 'botpit';";

/** `my.ts`: a strategy to start from. Its comments teach what a newcomer needs first; the rest is in the documentation. */
export const STRATEGY = `${IMPORT}

// Three commands while you work on this file:
//   npm run check    loads it and gives it a few test turns
//   npm start        plays it on your own machine until Ctrl-C; no key, no money
//   npx --no botpit play --local counter-last --matches 100    plays it against another opponent
// botpit never needs a build step: it runs this file as it is.

/** What beats each choice. */
const BEATEN_BY = { rock: 'paper', paper: 'scissors', scissors: 'rock' } as const;

const CHOICES = ['rock', 'paper', 'scissors'] as const;

export default defineStrategy({
  // What you call it; it stands in the output and in the records.
  name: 'my',

  // The games that it plays. The types of \`turn.state\`, of the results and of the move follow from this list:
  // put another game here and the compiler says what has to change. \`npx --no botpit games\` lists all ten.
  games: ['rps'],

  // Called once a turn. It may be async. If it throws, answers illegally or takes too long, botpit sends a legal move
  // in its place, so that a mistake costs a move and not the match; the output says so each time.
  move(turn) {
    // \`turn.rounds\` holds the rounds of this match so far, \`turn.opponent.history\` earlier matches against this one.
    const seen = turn.rounds.flatMap((round) => round.result.opponent_choice ?? []);

    // Nothing is known yet, or now and then anyway: a bot that can be foreseen can be beaten.
    // \`turn.random()\` is seeded (\`--seed\`), so that a session can be repeated; \`Math.random()\` cannot.
    if (seen.length === 0 || turn.random() < 0.2) {
      return CHOICES[Math.floor(turn.random() * CHOICES.length)] ?? 'rock';
    }

    // Otherwise what beats the choice that this opponent makes most often.
    const count = (choice: string) => seen.filter((each) => each === choice).length;
    const favourite = CHOICES.reduce((best, choice) => (count(choice) > count(best) ? choice : best));

    // Either the bare value or the object that goes over the wire, { choice: 'paper' }, is a move.
    return BEATEN_BY[favourite];
  },

  // More that you may add: init, matchStart, roundEnd, matchEnd, taunt. \`turn.memory\` keeps what you write to it for as
  // long as the session lasts.
});
`;
