import type { Command } from 'commander';
import {
  type Config,
  type Flags,
  findApiKey,
  isolationOf,
  type Loaded,
  load,
  placed,
  readOptions,
  settings,
} from '../config/index.js';
import { ParamsError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { Settings } from '../fleet/index.js';
import { forgetSecrets } from '../lib/api-key.js';
import { closing, lastThrown } from '../lib/closing.js';
import { linkToParent } from '../lib/parent-link.js';
import { isCommand } from '../lib/strategy-spec.js';
import type { Thread } from '../strategy/index.js';
import {
  type CommandSpec,
  type Io,
  type Need,
  type Provided,
  showWarnings,
  type Typed,
  type Warning,
} from './command.js';

/**
 * Opens what a command needs, runs it, and closes what was opened.
 * @returns the exit code; `json` in the settings decides how errors are reported
 * @throws BotpitError where the settings themselves are wrong, and by a command that needs none
 */
export async function runCommand(spec: CommandSpec, typed: Typed, program: Command, io: Io): Promise<number> {
  const needed = new Set(spec.needs);
  const loading = spec.load();
  // Awaited below, where the settings are sound.
  loading.catch(() => undefined);
  const fleet = needed.has('fleet') ? await linkToParent(io.env) : null;
  const handed = fleet && ((await fleet.handed) as Settings | null);
  // The fleet was gone before the bot began.
  if (fleet && !handed) return EXIT.ok;
  const flags = handed ? flagsFor(handed.config) : typed.flags;
  const thread = needed.has('thread') ? await bootThreadFor(flags) : undefined;
  await using _thread = closing(async () => {
    if (thread) await (await import('../strategy/index.js')).discardThread(thread);
  });
  // It reads what it has declared and no more: `command` sees to that.
  const run = async (given: object) =>
    (await (await loading)({ ...typed, ...given, program, io } as never)) ?? EXIT.ok;
  if (!needed.has('config')) {
    return await run({ options: readOptions(spec.options ?? {}, typed.options, io.cwd()) });
  }
  const loaded = handed ? { ...handed, warnings: [] } : await load({ flags, env: io.env, cwd: io.cwd() });
  try {
    const options = readOptions(spec.options ?? {}, typed.options, io.cwd());
    await spec.refuse?.({ ...typed, ...loaded, options: {}, io });
    const opened = await open(needed, loaded, handed, { ...typed, options }, io);
    await using _records = closing(() => opened.records?.close());
    return await run({ ...opened, options, thread, fleet });
  } catch (error) {
    const { reportError } = await import('./output.js');
    const last = lastThrown(error);
    const shown = last instanceof ParamsError ? placed(last, loaded) : last;
    return await reportError(shown, io, loaded.config.json, loaded.config.profile);
  }
}

type Opened = Pick<Provided, 'config' | 'origins' | 'profiles' | 'paramOrigins' | 'warnings' | 'key'> &
  Partial<Provided>;

async function open(
  needed: ReadonlySet<Need>,
  { config, origins, profiles, paramOrigins, warnings: ofSettings }: Loaded,
  handed: Settings | null,
  { options, moreDataDirs = [] }: Pick<Typed, 'options' | 'moreDataDirs'>,
  io: Io,
): Promise<Opened> {
  const warnings: Warning[] = ofSettings.map((message) => ({ code: 'config', message }));
  let key: string | null = null;
  if (handed) {
    warnings.push(...handed.warnings);
    key = handed.key;
  } else if (needed.has('key') && config.local === false) {
    const found = await findApiKey({ env: io.env, apiKeyFile: config.apiKeyFile });
    for (const message of found.warnings) warnings.push({ code: 'api_key', message });
    key = found.value;
  }
  const queue = needed.has('queue')
    ? await (await import('./lab/queue.js')).queueAddress(options, io)
    : undefined;
  const secrets = needed.has('secrets') ? { ...io.env } : {};
  forgetSecrets(io.env, key ?? undefined);
  const texts = warnings.map(({ message }) => message);
  if (!needed.has('warnings')) showWarnings(texts, io);
  const opened = { config, origins, profiles, paramOrigins, warnings, key, queue, secrets };
  if (!needed.has('records')) return opened;
  const [{ Records }, { dataFolder }] = await Promise.all([
    import('./records/records.js'),
    import('../history/index.js'),
  ]);
  const folder = dataFolder(config.dataDir, io.env);
  const more = moreDataDirs.map((each) =>
    readOptions({ dataDir: settings.dataDir }, { dataDir: each }, io.cwd()),
  );
  return { ...opened, records: new Records([folder, ...more.flatMap(({ dataDir }) => dataDir ?? [])]) };
}

/** The slowest part goes first: a thread for the strategy starts while the settings and the rest of botpit are loaded. */
async function bootThreadFor(flags: Flags): Promise<Thread | undefined> {
  const isReal = flags.wager !== undefined && flags.sandbox === undefined && flags.local === undefined;
  const strategy = String(flags.strategy ?? '');
  if (flags.isolation ?? (isReal || isCommand(strategy))) return undefined;
  const { bootThread } = await import('../strategy/index.js');
  // The name of a built-in strategy: it needs no loader.
  const isBuiltIn = /^[^./\\?]+(?:\?|$)/.test(strategy);
  return bootThread(undefined, !isBuiltIn);
}

/** As they would be typed, for what is decided before the settings are read. */
function flagsFor(config: Config): Flags {
  const isolation = isolationOf(config);
  return { strategy: config.strategy ?? '', ...(isolation === 'worker' ? {} : { isolation }) };
}
