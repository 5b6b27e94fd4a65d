import { readFile } from 'node:fs/promises';
import { type ArenaEvent, createArena } from '../../arena/index.js';
import { load } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { createArenaSink } from '../../ui/index.js';
import { openHouse } from '../house.js';
import type { Io } from '../main.js';
import type { Flags } from '../program.js';

/** Runs the embedded arena until a signal. @returns the exit code */
export async function arena(flags: Flags, io: Io): Promise<number> {
  const { config, warnings } = await load({ flags, env: io.env, cwd: io.cwd() });
  for (const warning of warnings) io.stderr.write(`warning: ${warning}\n`);
  const keys = config.keys === null ? undefined : await readKeys(config.keys);
  const house = config.house === 'none' ? null : await openHouse(config.house);
  const sink = createArenaSink({ json: config.json, quiet: config.quiet, stdout: io.stdout, stderr: io.stderr });
  const running = await createArena({
    host: config.host,
    port: config.port,
    keys,
    limits: config.limits,
    turnTimeoutMs: config.turnTimeoutMs ?? undefined,
    house: house && {
      name: house.name,
      open: house.open,
      waitMs: config.houseWaitMs,
      thinkMs: config.houseDelayMs,
      takesChallenges: false,
    },
    onEvent: (event: ArenaEvent) => sink(event),
  });
  await signalled(io);
  await running.close();
  await house?.close();
  return EXIT.ok;
}

async function readKeys(path: string): Promise<string[]> {
  try {
    const keys = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim());
    return keys.filter((key) => key !== '' && !key.startsWith('#'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BotpitError('config/invalid', `the file of keys ${path} cannot be read (${code})`, {
      hint: 'Give a text file with one key a line.',
    });
  }
}

function signalled(io: Io): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) io.off(signal, stop);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) io.on(signal, stop);
  });
}
