import { basename } from 'node:path';
import type { ConfigInput } from '../../config/index.js';
import { tarballName } from '../../version.js';

/** The names and contents of what `botpit init` writes into a folder. */
export function filesFor(folder: string): Readonly<Record<string, string>> {
  return {
    'botpit.config.json': json(CONFIG),
    'my.ts': STRATEGY,
    'package.json': json(packageOf(folder)),
    '.gitignore': GITIGNORE,
    'README.md': readme(),
  };
}

const CONFIG: ConfigInput = {
  $schema: './node_modules/botpit/dist/config.schema.json',
  game: 'rps',
  strategy: './my.ts',
  sandbox: true,
  apiKeyFile: './botpit.key',
  profiles: {
    live: {
      sandbox: false,
      wager: '0.01',
      maxWager: '0.01',
      maxLoss: '0.05',
      maxDailyLoss: '0.1',
      maxStreak: 8,
      for: '2h',
    },
  },
};

function packageOf(folder: string): object {
  return {
    name: packageName(basename(folder)),
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: {
      start: 'botpit play --local',
      check: 'botpit strategies ./my.ts',
      doctor: 'botpit doctor',
      practice: 'botpit queue --sandbox',
      live: 'botpit play --profile live',
    },
    // Exactly the botpit that was tried out: what plays for money changes when you say so.
    dependencies: { botpit: `file:${tarballName()}` },
  };
}

/** A name that npm takes, as near to the folder's as can be. */
function packageName(folder: string): string {
  const plain = folder.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
  const name = (/[a-z0-9](?:.*[a-z0-9])?/.exec(plain)?.[0] ?? '').slice(0, 100);
  // A package cannot depend on one of its own name.
  return name === '' || name === 'botpit' || name === 'node_modules' ? 'my-bot' : name;
}

// Apart, so that it does not look like an import of this file.
const IMPORT = "import { defineStrategy } from 'botpit';";

/** `my.ts`: a strategy to start from. Its comments teach what a newcomer needs first; the rest is in the documentation. */
const STRATEGY = `${IMPORT}

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

const GITIGNORE = `node_modules/
# The API key: whoever has it can play with your money.
*.key
.env
# What a session leaves behind.
*.log
*.log.*
*.ndjson
botpit-data/
`;

const readme = () => `# A bot for the BOTPIT arena

\`my.ts\` chooses the moves, \`botpit.config.json\` says what is played and with which limits.

| command | does |
|---|---|
| \`npm run check\` | loads the strategy and gives it a few test turns |
| \`npm start\` | plays it in an arena on this machine until Ctrl-C; no key, no money |
| \`npm run doctor\` | checks the machine, the key, the strategy and the arena, and says how to mend what is wrong |
| \`npm run practice\` | one match in the public arena, without money |
| \`npm run live\` | for money: the profile \`live\` in \`botpit.config.json\` |

Everything but the first two needs an API key: put it into \`botpit.key\`, which git ignores, and make that file yours alone
with \`chmod 600 botpit.key\`.

Nothing is wagered unless you ask for the profile \`live\`. Its limits stop play before a wager whose loss would go past them:
\`maxLoss\` for a session, \`maxDailyLoss\` for a day. Look at them, and at \`wager\`, before you start it. \`npx --no botpit config --profile live\` shows what would be in effect.

\`${tarballName()}\` is botpit itself, which \`npm install\` takes from there: keep it in the repository. botpit is not on the npm
registry, and \`npx --no\` never looks for it there.

To leave it running by itself: \`npx --no botpit recipe systemd\` (or \`cron\`, \`docker\`, \`kubernetes\`, \`github\`).
`;

function json(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
