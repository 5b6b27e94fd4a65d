import { resolve } from 'node:path';
import { findSecret, type SecretKind } from '../../config/index.js';
import type { Options } from '../command-spec.js';
import type { Io } from '../main.js';
import { showWarnings } from '../with-config.js';
import { text } from './options.js';

const QUEUE: SecretKind = {
  name: 'the address of the queue',
  content: 'an address',
  code: 'config/invalid',
  variable: 'BOTPIT_QUEUE',
  credential: 'botpit-queue',
};

/**
 * The address of the queue's Redis, which may hold a password: from `--queue`, else from where a secret is looked for. To
 * be asked before the environment is cleared of secrets.
 * @returns undefined where no queue is named
 * @throws BotpitError `config/invalid` where its file cannot be read
 */
export async function queueAddress(options: Options, io: Io): Promise<string | undefined> {
  const given = text(options, 'queue');
  if (given !== undefined) {
    if (/:\/\/[^@/:]*:[^@/]+@/.test(given)) showWarnings([ON_COMMAND_LINE], io);
    return given;
  }
  const file = text(options, 'queueFile') ?? (io.env.BOTPIT_QUEUE_FILE || undefined);
  const found = await findSecret(QUEUE, io.env, file === undefined ? null : resolve(io.cwd(), file));
  if (found === null) return undefined;
  showWarnings(found.warnings, io);
  return found.value;
}

const ON_COMMAND_LINE =
  'the password of the queue is on the command line, where every user of this machine can read it; ' +
  'put the address into BOTPIT_QUEUE or into a file (--queue-file)';
