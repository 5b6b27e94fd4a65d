import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';
import {
  type ArenaEventSink,
  botUrl,
  type ChaosOptions,
  createArena,
  parseChaos,
} from '../../arena/index.js';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { type GameId, isGameId } from '../../games/index.js';
import { closing } from '../../lib/closing.js';
import { readUserFile } from '../../lib/read-user-file.js';
import { expectedOneOf } from '../../lib/wording.js';
import type { EventSink } from '../../runner/index.js';
import { createArenaSink } from '../../ui/index.js';
import type { Given } from '../command.js';
import { Interrupt, settable } from '../interrupt.js';
import type { TOURNAMENT } from '../options.js';
import { readKeys, readTls, requireKeys, tournamentOf } from './hosting.js';
import { openHouse } from './house.js';

/** Runs the embedded arena until a signal, or to the end of its tournament. @returns the exit code */
export async function arena({ config, options, io }: Given<'config', typeof TOURNAMENT>): Promise<number> {
  const { json, quiet, host, port, limits } = config;
  requireKeys(config);
  const tournament = tournamentOf(options, config);
  const keys = config.keys === null ? undefined : await readKeys(config.keys);
  const tls = await readTls(config);
  const chaos = await chaosOf(config);
  const interrupt = new Interrupt(io);
  await using _interrupt = closing(() => interrupt.close());
  const house = tournament || config.house === 'none' ? null : await openHouse(config.house);
  await using _house = closing(() => house?.close());
  const [lost, lose] = settable<Error>();
  const [over, end] = settable<null>();
  const show = createArenaSink({
    json,
    quiet,
    anyKey: keys === undefined,
    stdout: io.stdout,
    stderr: io.stderr,
    // The arena can run without a person who watches. With --json it runs for the program that reads its events.
    onOutputLost: (_name, error) => {
      if (json) lose(new Error(`the --json output cannot be written: ${error.message}`));
    },
  });
  const onEvent: ArenaEventSink = (event) => {
    show(event);
    if (event.event === 'tournament_ended' && options.exitWhenOver) end(null);
  };
  const houseOptions = { waitMs: config.houseWaitMs, thinkMs: config.houseDelayMs, takesChallenges: false };
  const allowHosts = config.allowHost ?? [];
  const publicUrl = config.publicUrl ?? undefined;
  // Not wanted for `--local`.
  const { arenaPages } = await import('../../pages/index.js');
  const pages = arenaPages({
    ...{ allowHosts, isClosed: keys !== undefined, house: house?.name ?? null },
    publicUrl: publicUrl && botUrl(publicUrl),
  });
  const running = await createArena({
    ...{ host, port, allowHosts, publicUrl, tls, keys, limits, chaos, onEvent },
    turnTimeoutMs: config.turnTimeoutMs ?? undefined,
    house: house && { name: house.name, open: house.open, ...houseOptions },
    tournament: tournament && { ...tournament, onFailure: lose },
    spectators: pages.spectators,
    onRequest: pages.onRequest,
  });
  pages.open(running);
  const failure = await Promise.race([lost, over, interrupt.asked]);
  pages.close();
  const isCutOff = tournament !== null && running.tournament()?.state !== 'over';
  await running.close();
  if (failure instanceof BotpitError) throw failure;
  if (failure) {
    io.stderr.write(`botpit: the arena ends, as ${failure.message}\n`);
    return EXIT.records;
  }
  if (isCutOff && !json && !quiet)
    io.stderr.write('The tournament is not over: the same command goes on with it.\n');
  return EXIT.ok;
}

const MAX_FILE_BYTES = 2 ** 20;

/** An arena inside the process, for `--local`. */
export interface LocalArena {
  readonly url: string;
  /** A key made for this arena alone. */
  readonly apiKey: string;
  /** @throws BotpitError if the house bot does not play the game: no opponent would ever come */
  requireGame(game: GameId): void;
  close(): Promise<void>;
}

/**
 * @param emit gets a warning when the opponent fails or the arena misbehaves
 * @throws BotpitError where the opponent cannot be loaded, or none is named
 */
export async function openLocalArena(config: Config, emit: EventSink): Promise<LocalArena> {
  const spec = typeof config.local === 'string' ? config.local : config.house;
  if (spec === 'none') {
    throw new BotpitError('usage', 'with --local and no house bot there is nobody to play against', {
      hint: 'Name an opponent: --local random.',
    });
  }
  if (isGameId(spec)) {
    throw new BotpitError('usage', `--local takes an opponent, and ${spec} is a game`, {
      hint: `Put the game first: botpit play ${spec} --local.`,
    });
  }
  const house = await openHouse(spec);
  const options = { waitMs: 0, thinkMs: config.houseDelayMs, takesChallenges: false };
  const arena = await createArena({
    limits: false,
    chaos: await chaosOf(config),
    house: { name: house.name, open: house.open, ...options },
    onEvent: (event) => {
      if (event.event === 'house_failed') {
        emit({ event: 'warning', code: 'opponent_failed', message: `The opponent failed: ${event.message}` });
      } else if (event.event === 'chaos_started') {
        const message = `The arena misbehaves (${event.faults.join(', ')}); --seed ${event.seed} repeats it.`;
        emit({ event: 'warning', code: 'chaos', message });
      }
    },
  });
  return {
    url: arena.url,
    apiKey: `bp_sk_local_${randomBytes(12).toString('hex')}`,
    requireGame(game) {
      if (house.games.includes(game)) return;
      throw new BotpitError('usage', `the opponent ${spec} does not play ${game}`, {
        hint: `${expectedOneOf(house.games)} Another opponent: --local random.`,
      });
    },
    async close() {
      await arena.close();
      await house.close();
    },
  };
}

/**
 * How the embedded arena is to misbehave, as the settings say.
 * @throws BotpitError `config/invalid` for an unknown preset, and a file that cannot be read or is not valid
 */
export async function chaosOf({ chaos, seed }: Config): Promise<ChaosOptions | undefined> {
  if (chaos === null) return undefined;
  const raw = isAbsolute(chaos) ? await readJson(chaos) : chaos;
  return { ...parseChaos(raw, chaos), ...(seed === null ? {} : { seed }) };
}

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
