import { basename } from 'node:path';
import type { ConfigInput } from '../../config/index.js';
import { tarballName } from '../../version.js';
import { STRATEGY } from './strategy.js';

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
