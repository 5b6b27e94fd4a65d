import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { BotpitError } from '../errors.js';
import { tarballName } from '../version.js';
import { below, type OperatorWords, operatorWords, type Plan } from './plan.js';

/** Where the project lies in a container. */
const FOLDER = '/bot';
/** The one folder there that can be written to and lasts. */
export const DATA = '/data';

/** Names that never go into an image: keys, logs, records, and what is installed there anew. */
const LEFT_OUT = /^(?:\.|node_modules$|botpit-data$)|\.(?:key|pem|env|log|ndjson|md|db|sqlite)(?:$|\.|-)/;

export function imageOf({ name, version }: Plan): string {
  return `${name}:${version}`;
}

/** The words after `botpit` in a container, its health and its data folder included. */
export function containerWords(plan: Plan): readonly string[] {
  const metrics = ['--metrics', String(plan.metricsPort), '--metrics-host', '0.0.0.0'];
  // All else is read-only.
  const log = plan.config.logFile === null ? [] : ['--log-file', `${DATA}/botpit.log`];
  return [...plan.words((path) => moved(plan.folder, path)), '--data-dir', DATA, ...log, ...metrics];
}

/** The words after `botpit` of whoever looks after it, in the container. */
export function containerOperatorWords(plan: Plan): OperatorWords {
  return operatorWords(plan, DATA, (path) => moved(plan.folder, path));
}

/**
 * What of the folder goes into the image, each by name: a key that lies about must not be copied by a wildcard.
 */
export function copied(plan: Plan): {
  readonly files: readonly string[];
  readonly folders: readonly string[];
} {
  const key = plan.keyFile === null ? null : below(plan.folder, plan.keyFile);
  const withKey = key?.split('/')[0];
  const entries = readdirSync(plan.folder, { withFileTypes: true }).filter(
    ({ name }) => name !== withKey && !LEFT_OUT.test(name) && !/\p{Cc}/u.test(name),
  );
  const named = (of: typeof entries) => of.map(({ name }) => name).sort();
  return {
    files: named(entries.filter((entry) => entry.isFile())),
    folders: named(entries.filter((entry) => entry.isDirectory())),
  };
}

/** @throws BotpitError `usage` for what lies outside the folder and so is not in the image */
function moved(folder: string, path: string): string {
  const inside = below(folder, path);
  if (inside !== null) return join(FOLDER, inside);
  throw new BotpitError('usage', `${path} lies outside ${folder}, and a container has that folder only`, {
    hint: `Put ${basename(path)} there, beside the config.`,
  });
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
