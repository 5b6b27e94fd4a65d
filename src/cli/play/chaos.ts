import { isAbsolute } from 'node:path';
import { type ChaosOptions, parseChaos } from '../../arena/index.js';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { readUserFile } from '../../lib/read-user-file.js';

/**
 * How the embedded arena is to misbehave, as the settings say.
 * @throws BotpitError `config/invalid` for a preset that there is not, and a file that cannot be read or understood
 */
export async function chaosOf({ chaos, seed }: Config): Promise<ChaosOptions | undefined> {
  if (chaos === null) return undefined;
  const raw = isAbsolute(chaos) ? await readJson(chaos) : chaos;
  return { ...parseChaos(raw, chaos), ...(seed === null ? {} : { seed }) };
}

const MAX_FILE_BYTES = 2 ** 20;

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse((await readUserFile(path, MAX_FILE_BYTES)).text);
  } catch (error) {
    throw new BotpitError(
      'config/invalid',
      `the chaos file ${path} cannot be read: ${(error as Error).message}`,
      {
        hint: 'It is JSON: { "preset": "cuts", "faults": { "delays": 0.1 } }. docs/arena.md has all of it.',
      },
    );
  }
}
