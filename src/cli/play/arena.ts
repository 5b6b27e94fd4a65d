import { type Arena, type ChaosOptions, createArena } from '../../arena/index.js';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { readUserFile, type UnreadableFile } from '../../lib/read-user-file.js';
import { createArenaSink } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import { Interrupt, settable } from '../interrupt.js';
import { type House, openHouse } from './house.js';
import { chaosOf } from './local.js';

/** Runs the embedded arena until a signal. @returns the exit code */
export async function arena({ config }: Given<'config'>, io: Io): Promise<number> {
  const keys = config.keys === null ? undefined : await readKeys(config.keys);
  const chaos = await chaosOf(config);
  const interrupt = new Interrupt(io);
  const house = config.house === 'none' ? null : await openHouse(config.house);
  try {
    const [outputLost, loseOutput] = settable<Error>();
    const running = await open(config, keys, house, chaos, loseOutput, io);
    const lost = await Promise.race([outputLost, interrupt.asked]);
    await running.close();
    if (lost) {
      io.stderr.write(`botpit: the arena ends, as the --json output cannot be written: ${lost.message}\n`);
      return EXIT.records;
    }
  } finally {
    await house?.close();
    interrupt.close();
  }
  return EXIT.ok;
}

function open(
  config: Config,
  keys: readonly string[] | undefined,
  house: House | null,
  chaos: ChaosOptions | undefined,
  loseOutput: (error: Error) => void,
  { stdout, stderr }: Io,
): Promise<Arena> {
  const { json, quiet } = config;
  return createArena({
    host: config.host,
    port: config.port,
    allowHosts: config.allowHost ?? [],
    keys,
    limits: config.limits,
    turnTimeoutMs: config.turnTimeoutMs ?? undefined,
    chaos,
    house: house && {
      name: house.name,
      open: house.open,
      waitMs: config.houseWaitMs,
      thinkMs: config.houseDelayMs,
      takesChallenges: false,
    },
    onEvent: createArenaSink({
      json,
      quiet,
      anyKey: keys === undefined,
      stdout,
      stderr,
      // Whoever only watches may go; a program that reads the events is what they are for.
      onOutputLost: (_name, error) => {
        if (json) loseOutput(error);
      },
    }),
  });
}

const KEY = /^bp_sk_\S+$/;
const MAX_FILE_BYTES = 2 ** 20;

async function readKeys(path: string): Promise<string[]> {
  const rows = (await readText(path)).split('\n').map((row) => row.trim());
  const keys = rows.filter((row) => row !== '' && !row.startsWith('#'));
  const wrong = keys.find((key) => !KEY.test(key));
  if (keys.length > 0 && wrong === undefined) return keys;
  const what =
    wrong === undefined ? `${path} holds no keys` : `${path}:${rows.indexOf(wrong) + 1} is not a key`;
  throw new BotpitError('config/invalid', what, {
    hint: 'Give a text file with one key a line; each begins with bp_sk_.',
  });
}

async function readText(path: string): Promise<string> {
  try {
    return (await readUserFile(path, MAX_FILE_BYTES)).text;
  } catch (error) {
    const { code, message } = error as UnreadableFile;
    throw new BotpitError('config/invalid', `the file of keys ${path} cannot be read (${code ?? message})`, {
      hint: 'Give a text file with one key a line.',
    });
  }
}
