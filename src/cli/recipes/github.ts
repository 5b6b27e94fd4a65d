import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BotpitError } from '../../errors.js';
import { installCommand } from './dependency.js';
import { below, type Plan, type Recipe } from './plan.js';
import { quoteSh, quoteYaml } from './quote.js';

const PLAY_MINUTES = 20;
/** Fetching the project, Node and the packages. */
const SETUP_MINUTES = 10;

/** A workflow that checks the strategy and plays it without money, every night and when asked to. */
export function github(plan: Plan): Recipe {
  const { name, folder, keyFile, config, stopS } = plan;
  const root = rootOf(folder);
  const inside = below(root, folder) ?? '';
  const place = (path: string) => relativeTo(folder, path);
  // `--no`: nothing is fetched, and what the project has installed is run.
  const botpit = 'npx --no botpit';
  const { strategy } = config;
  const file = strategy?.startsWith('/') ? place(strategy) : strategy;
  const check = [
    `${botpit} strategies`,
    ...(file === null ? [] : [quoteSh(file)]),
    ...(config.game ? [config.game] : []),
  ];
  // A session of the config may be far longer than a runner is to be kept.
  const isBounded = plan.words().some((word) => word === '--for' || word === '--matches');
  const bounds = isBounded ? [] : ['--for', `${PLAY_MINUTES}m`];
  const sandbox = keyFile === null || plan.words().includes('--sandbox') ? [] : ['--sandbox'];
  const words = [...plan.words(place), ...sandbox, ...bounds, '--json', '--data-dir', 'botpit-data'].map(
    quoteSh,
  );
  const minutes = isBounded && config.forMs !== null ? Math.ceil(config.forMs / 60_000) : PLAY_MINUTES;
  return {
    text: `# .github/workflows/${name}.yml
name: ${name}

on:
  schedule:
    # Not on the hour, when everybody's start.
    - cron: "17 3 * * *"
  workflow_dispatch:

# One at a time: the arena keeps one session a key. What runs is never cut off in a match.
concurrency:
  group: ${name}
  cancel-in-progress: false

permissions:
  contents: read

jobs:
  sandbox:
    runs-on: ubuntu-latest
    timeout-minutes: ${minutes + Math.ceil(stopS / 60) + SETUP_MINUTES}
${inside === '' ? '' : `    defaults:\n      run:\n        working-directory: ${quoteYaml(expression(inside))}\n`}    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: ${process.versions.node.split('.')[0]}
      - run: ${installCommand(plan)}
      - name: Check the strategy
        run: ${quoteYaml(expression(check.join(' ')))}
      - name: Play without money
${keyFile === null ? '' : KEY_FROM_SECRETS}        run: ${quoteYaml(expression(`mkdir -p botpit-data && ${botpit} ${words.join(' ')} > botpit-data/session.ndjson`))}
      # Whatever became of it. In a public repository everybody can read it.
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: botpit-records
          path: ${quoteYaml(expression(join(inside, 'botpit-data')))}
          if-no-files-found: ignore
`,
    notes: [
      `Save it with: botpit recipe github > ${quoteSh(join(root, '.github', 'workflows', `${name}.yml`))}`,
      ...(keyFile === null
        ? []
        : [
            'The key goes in once: gh secret set BOTPIT_API_KEY, which asks for it. No file of the repository may hold it.',
          ]),
      'The workflow always plays in the sandbox: a runner may be stopped in the middle of a match.',
    ],
  };
}

const KEY_FROM_SECRETS = `        env:
          BOTPIT_API_KEY: \${{ secrets.BOTPIT_API_KEY }}
`;

/** The folder of the repository; the project's own where there is none. */
function rootOf(folder: string): string {
  for (let root = folder; ; root = dirname(root)) {
    if (existsSync(join(root, '.git'))) return root;
    if (root === dirname(root)) return folder;
  }
}

/** @throws BotpitError `usage` for what lies outside the folder and so is not in the checkout */
function relativeTo(folder: string, path: string): string {
  const inside = below(folder, path);
  if (inside !== null) return `./${inside}`;
  throw new BotpitError(
    'usage',
    `${path} lies outside ${folder}, and the workflow has what is in there only`,
    {
      hint: 'Put it there, beside the config.',
    },
  );
}

/** Text that GitHub must not take for an expression. */
function expression(text: string): string {
  return text.replaceAll(`\${{`, `\${{ '\${{' }}`);
}
