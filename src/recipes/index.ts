import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { escapeCron, escapeUnit, quoteExec, quoteSh, quoteUnit, quoteYaml } from '../lib/quote.js';
import { fill, type Holes } from '../lib/template.js';
import { docker, installCommand, kubernetes } from './containers.js';
import { below, NO_RESTART, operatorWords, type Plan, RESTART, relativeTo } from './plan.js';

export { fleetPlan } from './fleet.js';
export { type Plan, planOf } from './plan.js';
export { projectFiles, strategyOf } from './project.js';

export type RecipeKind = 'cron' | 'systemd' | 'github' | 'docker' | 'kubernetes';

/** What there is a recipe for: a template, and what fills it. No recipe holds a secret: it says where the key is, never what it is. */
const RECIPES: Readonly<Record<RecipeKind, readonly [template: string, holesOf: (plan: Plan) => Holes]>> = {
  cron: ['crontab', cron],
  systemd: ['botpit.service', systemd],
  github: ['workflow.yml', github],
  docker: ['compose.yaml', docker],
  kubernetes: ['kubernetes.yaml', kubernetes],
};

export const RECIPE_KINDS = Object.keys(RECIPES) as readonly RecipeKind[];

/**
 * A file that runs a project unattended, and for a person what to do with it.
 * @throws BotpitError `usage` where the project lacks what the file needs
 */
export function writeRecipe(kind: RecipeKind, plan: Plan): { readonly text: string; readonly notes: string } {
  if (plan.bots !== null && kind === 'kubernetes') return podOfEach(plan.bots, plan.typed);
  const [template, holesOf] = RECIPES[kind];
  const holes = { ...holesOf(plan), here: plan.here, again: `${plan.here} recipe ${kind}${plan.typed}` };
  return { text: fill(`recipes/${template}`, holes), notes: fill(`recipes/notes/${kind}.txt`, holes) };
}

const PODS = `# A fleet on several machines: a Job for each bot. Each has records of its own, so that a limit over the data folder, such as
# maxDailyLoss, holds for each of them by itself.
`;

function podOfEach(bots: readonly Plan[], typed: string): ReturnType<typeof writeRecipe> {
  const each = bots.map((bot) => writeRecipe('kubernetes', { ...bot, typed }));
  // The pods share most of their notes.
  const notes = new Set(each.flatMap((one) => one.notes.split('\n')));
  return {
    text: PODS + each.map(({ text }) => text).join('---\n'),
    notes: `${[...notes].filter((line) => line !== '').join('\n')}\n`,
  };
}

/** What is in its place where the bot runs on this very machine. */
const PLACED = ['logFile', 'metricsHost'] as const;

/** A session an hour. Sessions cannot overlap: a second one ends with 82. */
function cron(plan: Plan): Holes {
  const { folder, node, bin, config, keyFile, user, isReal, dataDir } = plan;
  const log = join(folder, 'botpit.log');
  const bounds = config.forMs === null && config.matches === null ? ['--for', '50m'] : [];
  const key = keyFile === null ? [] : ['--api-key-file', keyFile];
  // The environment of cron does not name the folder that the user's own does.
  const records = ['--data-dir', dataDir];
  const metrics = config.metrics === null ? [] : ['--metrics', String(plan.metricsPort)];
  const words = [node, bin, ...plan.words(undefined, PLACED), ...bounds, ...key, ...records, ...metrics]
    .map(quoteSh)
    .join(' ');
  // cron mails what a job prints: nothing if all is well, one line if not.
  const line =
    `cd ${quoteSh(folder)} && ${words} >>${quoteSh(log)} 2>&1 || ` +
    `{ c=$?; [ $c -eq 82 ] || printf 'botpit ended with exit code %s; see %s\\n' $c ${quoteSh(log)}; }`;
  const operator = operatorWords(plan, dataDir);
  return { folder, user, keyFile, isReal: isReal ? 'yes' : null, ...operator, command: escapeCron(line) };
}

/** Enough for a strategy that loads large tables. */
const LOAD_S = 60;

/** A system unit. Needs systemd 247 (credentials). */
function systemd(plan: Plan): Holes {
  const { name, folder, node, bin, user, config, metricsPort, stopS } = plan;
  // By default only root can read the credential.
  const keyFile = plan.keyFile && (config.apiKeyFile ?? `/etc/botpit/${name}.key`);
  const words = [bin, ...plan.words(undefined, PLACED), '--metrics', String(metricsPort)];
  const exec = [quoteUnit(node), ...words.map(quoteExec)];
  // The timeout applies twice: to the socket, and to the answer to the key.
  const connectS = Math.ceil((2 * config.authTimeoutMs) / 1000);
  const data = `/var/lib/${name}`;
  return {
    ...{ name, user, stopS, data, ...operatorWords(plan, data) },
    ...(plan.bots === null ? { single: 'yes', fleet: null } : { single: null, fleet: 'yes' }),
    folder: escapeUnit(folder),
    exec: exec.join(' '),
    keyFile: keyFile && escapeUnit(keyFile),
    givenKeyFile: config.apiKeyFile && keyFile,
    newKeyFile: config.apiKeyFile === null ? keyFile && quoteSh(keyFile) : null,
    logFolder: config.logFile && quoteUnit(dirname(config.logFile)),
    connectS,
    startS: connectS + LOAD_S,
    restart: RESTART.join(', '),
    noRestart: NO_RESTART.join(' '),
  };
}

/** The folder of a run's records, there and where somebody has downloaded them. */
const DOWNLOADED = 'botpit-data';

const PLAY_MINUTES = 20;
/** Fetching the project, Node and the packages. */
const SETUP_MINUTES = 10;

/** A workflow that checks the strategy and plays it without money, every night and when asked to. */
function github(plan: Plan): Holes {
  const { name, folder, keyFile, config, stopS } = plan;
  const root = rootOf(folder);
  const inside = below(root, folder) ?? '';
  const place = (path: string) => `./${relativeTo(folder, path, 'the workflow has what is in there only')}`;
  // `--no`: nothing is fetched, and what the project has installed is run.
  const botpit = 'npx --no botpit';
  const strategy = isAbsolute(plan.strategy) ? place(plan.strategy) : plan.strategy;
  const check = [
    `${botpit} strategies`,
    quoteSh(strategy),
    ...(config.game === null ? [] : [String(config.game)]),
  ];
  // A session of the config may be far longer than a GitHub runner should be kept.
  const isBounded = plan.words().some((word) => word === '--for' || word === '--matches');
  const bounds = isBounded ? [] : ['--for', `${PLAY_MINUTES}m`];
  const sandbox = keyFile === null || plan.words().includes('--sandbox') ? [] : ['--sandbox'];
  const own = ['--json', '--data-dir', DOWNLOADED];
  const words = [...plan.words(place), ...sandbox, ...bounds, ...own].map(quoteSh);
  const minutes = isBounded && config.forMs !== null ? Math.ceil(config.forMs / 60_000) : PLAY_MINUTES;
  return {
    name,
    minutes: minutes + Math.ceil(stopS / 60) + SETUP_MINUTES,
    inside: inside === '' ? null : quoteWorkflow(inside),
    install: installCommand(plan),
    check: quoteWorkflow(check.join(' ')),
    ...measured(botpit, strategy, plan, inside),
    hasKey: keyFile && 'yes',
    play: quoteWorkflow(
      `mkdir -p ${DOWNLOADED} && ${botpit} ${words.join(' ')} > ${DOWNLOADED}/session.ndjson`,
    ),
    data: quoteWorkflow(join(inside, DOWNLOADED)),
    ...operatorWords(plan, DOWNLOADED, place),
    target: quoteSh(join(root, '.github', 'workflows', `${name}.yml`)),
  };
}

/** Against all that is built in, in the first of its games; with a table of the last nights in the summary of the job. */
function measured(botpit: string, strategy: string, { config }: Plan, inside: string): Holes {
  const [game] = config.game ?? [];
  if (game === undefined) return { measure: null, lab: null, labData: null };
  const words = [
    'lab',
    'tournament',
    quoteSh(strategy),
    'zoo',
    '--gauntlet',
    '--game',
    game,
    '--summary',
    'md',
  ];
  return {
    measure: quoteWorkflow([botpit, ...words].join(' ')),
    lab: quoteWorkflow(join(inside, LAB_FOLDER)),
    labData: LAB_FOLDER,
  };
}

/** Not that of the records, which are an artifact of the night. */
const LAB_FOLDER = 'botpit-lab';

/** The folder of the repository; the project's own where there is none. */
function rootOf(folder: string): string {
  for (let root = folder; ; root = dirname(root)) {
    if (existsSync(join(root, '.git'))) return root;
    if (root === dirname(root)) return folder;
  }
}

/** A YAML string in which GitHub must not see an expression. */
function quoteWorkflow(text: string): string {
  return quoteYaml(text.replaceAll(`\${{`, `\${{ '\${{' }}`));
}
