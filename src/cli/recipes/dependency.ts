import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BotpitError } from '../../errors.js';
import { tarballName } from '../init/pack.js';
import { below, type Plan } from './plan.js';

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
