import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BotpitError } from '../errors.js';
import { escapeDollars, quoteSh, quoteYamlDollars } from '../lib/quote.js';
import { fill, type Holes } from '../lib/template.js';
import { tarballName } from '../version.js';
import { composeFleet, keysInside } from './fleet.js';
import { below, NO_RESTART, operatorWords, type Plan, RESTART, relativeTo } from './plan.js';

/** Where the project is in a container. */
const FOLDER = '/bot';
/** The only folder there that is writable and lasts. */
const DATA = '/data';

/** Names that never go into an image: keys, logs, records, and what is installed there anew. */
const LEFT_OUT = /^(?:\.|node_modules$|botpit-data$)|\.(?:key|pem|env|log|ndjson|md|db|sqlite)(?:$|\.|-)/;

/** For a compose file that holds the Dockerfile, so that one file is all there is. */
export function docker(plan: Plan): Holes {
  const { folder, keyFile, metricsPort } = plan;
  // An assertion that fails, or a refused connection, ends Node with 1.
  const probe = `http.get('http://127.0.0.1:${metricsPort}/readyz', (r) => assert(r.resume().statusCode === 200))`;
  return {
    ...containerHoles(plan),
    folder: quoteYamlDollars(folder),
    dockerfile: escapeDollars(dockerfile(plan)),
    keyFile: keyFile && quoteYamlDollars(keyFile),
    keyPath: keyFile,
    // Bots of a fleet may end, each for itself.
    probe: plan.bots === null ? quoteYamlDollars(probe) : null,
    ...composeFleet(plan, FOLDER),
    fleet: plan.bots && 'yes',
  };
}

function dockerfile(plan: Plan): string {
  const { files, folders } = copied(plan);
  const copies = [
    ...(files.length > 0 ? [`COPY ${JSON.stringify([...files, './'])}`] : []),
    ...folders.map((folder) => `COPY ${JSON.stringify([folder, `./${folder}`])}`),
  ];
  const text = fill('recipes/Dockerfile', {
    ...{ ...plan.ids, data: DATA },
    // Waits for botpit, passes the signal on, and hides from Docker the exit codes that it must not restart on.
    service: fill('recipes/service.sh', {
      restart: RESTART.join(', '),
      noRestart: NO_RESTART.join('|'),
    }).trimEnd(),
    copies: copies.join('\n'),
    install: installCommand(plan),
    words: JSON.stringify(containerWords(plan)),
  });
  return text.trimEnd();
}

/**
 * For a Job: the only workload that restarts by exit code. A Deployment or StatefulSet would start a bot again that has
 * just come to its loss limit.
 */
export function kubernetes(plan: Plan): Holes {
  const { name, keyFile } = plan;
  const holes = containerHoles(plan);
  return {
    ...holes,
    resume: resumeCommand(plan, holes.resume),
    noRestart: NO_RESTART.join(', '),
    command: ['botpit', ...containerWords(plan)].map((word) => `- ${quoteYamlDollars(word)}`).join('\n'),
    imageRecipe: `${plan.here} recipe docker${plan.typed}`,
    secret: keyFile && `${name}-key`,
    keyPath: keyFile && quoteSh(keyFile),
  };
}

/** In a new pod, as the pod of the Job has ended. */
function resumeCommand(plan: Plan, words: string): string {
  const { name } = plan;
  const { uid, gid } = plan.ids;
  const spec = {
    securityContext: { runAsUser: uid, runAsGroup: gid, fsGroup: gid },
    containers: [
      {
        name: 'bot',
        image: plan.image,
        command: ['botpit', ...words.split(' ')],
        volumeMounts: [{ name: 'data', mountPath: DATA }],
      },
    ],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: name } }],
  };
  const overrides = quoteSh(JSON.stringify({ apiVersion: 'v1', spec }));
  return `kubectl run ${name}-resume --rm --attach --restart=Never --image=${plan.image} --overrides=${overrides}`;
}

/** The words after `botpit` in a container, its health and its data folder included. */
function containerWords(plan: Plan): readonly string[] {
  const metrics = ['--metrics', String(plan.metricsPort), '--metrics-host', '0.0.0.0'];
  // All else is read-only.
  const log = plan.config.logFile === null ? [] : ['--log-file', `${DATA}/botpit.log`];
  return [...plan.words((path) => moved(plan.folder, path)), '--data-dir', DATA, ...log, ...metrics];
}

/** The holes that both templates have, with the words after `botpit` for an operator of the container. */
function containerHoles(plan: Plan) {
  const { name, stopS, metricsPort, ids } = plan;
  const operator = operatorWords(plan, DATA, (path) => moved(plan.folder, path));
  return { name, stopS, metricsPort, ...ids, data: DATA, image: plan.image, ...operator };
}

/** @throws BotpitError `usage` for what is not in the image */
function moved(folder: string, path: string): string {
  return join(FOLDER, relativeTo(folder, path, 'a container has that folder only'));
}

/**
 * What of the folder goes into the image, each by name: a key that lies about must not be copied by a wildcard.
 */
function copied(plan: Plan): { readonly files: readonly string[]; readonly folders: readonly string[] } {
  const withKey = keysInside(plan);
  const entries = readdirSync(plan.folder, { withFileTypes: true }).filter(
    ({ name }) => !withKey.includes(name) && !LEFT_OUT.test(name) && !/\p{Cc}/u.test(name),
  );
  const named = (of: typeof entries) => of.map(({ name }) => name).sort();
  return {
    files: named(entries.filter((entry) => entry.isFile())),
    folders: named(entries.filter((entry) => entry.isDirectory())),
  };
}

/**
 * The command that installs the packages of a project on another machine, botpit among them. What is installed must come
 * with the project: botpit is not published, so its name on a registry could belong to anybody.
 * @throws BotpitError `usage` where package.json does not name a botpit that lies in the folder
 */
export function installCommand(plan: Plan): string {
  const { folder } = plan;
  const path = join(folder, 'package.json');
  const named = existsSync(path) ? botpitIn(path) : undefined;
  if (named === undefined) throw refusal(`${path} does not list botpit as a dependency`);
  const file = /^file:(.*)$/.exec(named)?.[1];
  if (file === undefined && !/^[\w+]+:/.test(named)) {
    throw refusal(
      `${path} asks the npm registry for botpit (${JSON.stringify(named)}), which is not published there`,
    );
  }
  if (file !== undefined && below(folder, resolve(folder, file)) === null) {
    throw refusal(`${path} takes botpit from ${resolve(folder, file)}, which lies outside ${folder}`);
  }
  const isLocked = existsSync(join(folder, 'package-lock.json'));
  return `npm ${isLocked ? 'ci' : 'install'} --no-audit --no-fund`;
}

function botpitIn(path: string): string | undefined {
  try {
    const { dependencies } = JSON.parse(readFileSync(path, 'utf8')) as {
      dependencies?: Record<string, unknown>;
    };
    const named = dependencies?.botpit;
    return typeof named === 'string' ? named : undefined;
  } catch (error) {
    throw new BotpitError('usage', `${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function refusal(message: string): BotpitError {
  return new BotpitError('usage', message, {
    hint: `Another machine needs a botpit to install: \`botpit init\` puts ${tarballName()} into the folder, and \`npm install ./${tarballName()}\` makes the project depend on it.`,
  });
}
