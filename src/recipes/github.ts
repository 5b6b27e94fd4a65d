import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BotpitError } from '../errors.js';
import { quoteSh, quoteYaml } from '../lib/quote.js';
import { installCommand } from './container.js';
import { below, type Plan, type Recipe } from './plan.js';
import { fill } from './template.js';

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
    text: fill('workflow.yml', {
      name,
      minutes: minutes + Math.ceil(stopS / 60) + SETUP_MINUTES,
      inside: inside === '' ? null : quote(inside),
      nodeMajor: plan.nodeMajor,
      install: installCommand(plan),
      check: quote(check.join(' ')),
      hasKey: keyFile === null ? null : 'yes',
      play: quote(`mkdir -p botpit-data && ${botpit} ${words.join(' ')} > botpit-data/session.ndjson`),
      data: quote(join(inside, 'botpit-data')),
    }),
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

/** A YAML string in which GitHub must not see an expression. */
function quote(text: string): string {
  return quoteYaml(text.replaceAll(`\${{`, `\${{ '\${{' }}`));
}
