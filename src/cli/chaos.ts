import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { type ChaosOptions, parseChaos } from '../arena/index.js';
import type { Config } from '../config/index.js';
import { BotpitError } from '../errors.js';

/**
 * How the embedded arena is to misbehave, as the settings say.
 * @throws BotpitError `config/invalid` for a preset that there is not, and a file that cannot be read or understood
 */
export async function chaosOf({ chaos, seed }: Config): Promise<ChaosOptions | undefined> {
  if (chaos === null) return undefined;
  const raw = isAbsolute(chaos) ? await readJson(chaos) : chaos;
  return { ...parseChaos(raw, chaos), ...(seed === null ? {} : { seed }) };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BotpitError('config/invalid', `the chaos file ${path} cannot be read: ${code ?? message}`, {
      hint: 'It is JSON: { "preset": "cuts", "faults": { "delays": 0.1 } }. docs/arena.md has all of it.',
    });
  }
}
