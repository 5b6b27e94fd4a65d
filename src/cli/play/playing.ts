import { setFlagsFromString } from 'node:v8';
import { BotpitClient } from '../../client/index.js';
import { type Config, playsForMoney, redact, webhookFormatOf } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { dataFolder, type Ledger, type SessionLimits } from '../../history/index.js';
import { closing, lastThrown } from '../../lib/closing.js';
import { loadDriver } from '../../lib/sqlite.js';
import { parseTimeOfDay } from '../../lib/time-of-day.js';
import { folderFlag, lockFolders } from '../../lib/user-folders.js';
import { LiveFeed, type Monitors } from '../../monitoring/index.js';
import {
  type Entry,
  type EventSink,
  gamesOf,
  PlayLoop,
  type RunnerEvent,
  type SessionEnd,
} from '../../runner/index.js';
import { type StrategyHost, watchStrategy } from '../../strategy/index.js';
import { createSink, createTextLines, formatJson, type Prompt, sinkMode } from '../../ui/index.js';
import { EVENTS_VERSION, version } from '../../version.js';
import { formatSol } from '../../wager.js';
import type { Io } from '../command.js';
import { type Interrupt, settable } from '../interrupt.js';
import { holdKey, noteStopping } from '../operations/processes.js';
import { inOneLine } from '../output.js';
import { DailySummary } from './daily-summary.js';
import { programOf } from './program.js';
import { closeAtExit, endBook, limitsJson, openSessionBook, sessionLimits } from './session-book.js';

/** What to play, and what was started for it while the rest was loading. */
export interface Play {
  readonly config: Config;
  readonly entry: Entry;
  readonly matches: number | null;
  /** Null with `--local`. */
  readonly apiKey: string | null;
  readonly opening: Promise<StrategyHost>;
  readonly events: EarlyEvents;
  readonly interrupt: Interrupt;
  /** Where a person plays. */
  readonly prompt?: Prompt | undefined;
}

/** Keeps events until there is a sink for them. */
export interface EarlyEvents {
  readonly emit: EventSink;
  /** Hands over all that waits, in order, and everything from now on. */
  attach(sink: EventSink): void;
}

const CRASHED =
  'The run before ended without a word: killed, or by a power cut. What it had committed and not settled counts as lost.';

/** Once play has started, so that it does not slow the start. */
const COMPILE_SOONER_AFTER_MS = 250;

const STOPPING = 'Stopping. If a match is in progress, it is played to its end; a second signal resigns it.';

/** Plays a session, and shows it on the screen and to the monitors. @returns the exit code */
export async function playWith(play: Play, io: Io): Promise<number> {
  const { config, events } = play;
  requireWithinCeiling(config);
  const [outputLost, loseOutput] = settable<Error>();
  const monitors = await openMonitorsOf(config, io.env, events.emit);
  await using _monitors = closing(() => monitors?.close());
  const sink = await createSink({
    mode: sinkMode(config, io.stderr, io.env),
    bot: config.profile,
    verbose: config.verbose,
    prompt: play.prompt,
    color: config.color ? undefined : false,
    stdout: io.stdout,
    stderr: io.stderr,
    env: io.env,
    onOutputLost: (_name, error) => loseOutput(error),
  });
  await using _sink = closing(() => sink.close());
  const live = new LiveFeed((stamped) => formatJson(stamped, config.profile));
  await using _live = closing(() => live.close());
  events.attach((event) => {
    sink.emit(event);
    const stamped = { event, timeMs: Date.now() };
    live.take(stamped);
    monitors?.take(stamped);
  });
  if (monitors?.metricsUrl) events.emit({ event: 'metrics_listening', url: monitors.metricsUrl });
  try {
    return await runSession(play, outputLost, { monitors, live }, io);
  } catch (error) {
    // The command line reports the error to the person, and knows nothing of the monitors.
    const stamped = { event: crashOf(lastThrown(error)), timeMs: Date.now() };
    live.take(stamped);
    monitors?.take(stamped);
    throw error;
  }
}

/** What is opened for the session is closed in reverse order: its book before the lock on the key. */
async function runSession(
  play: Play,
  outputLost: Promise<Error>,
  { monitors, live }: { readonly monitors: Monitors | null; readonly live: LiveFeed },
  io: Io,
): Promise<number> {
  const { config, entry, matches, interrupt } = play;
  const { emit } = play.events;
  // The driver is native code that loads slowly. The strategy loads at the same time.
  if (config.local === false) loadDriver();
  const local =
    config.local === false ? null : await (await import('./arena.js')).openLocalArena(config, emit);
  await using _local = closing(() => local?.close());
  const real = playsForMoney(config);
  const places = { folder: dataFolder(config.dataDir, io.env), env: io.env };
  const lock = play.apiKey === null ? null : await holdKey(play.apiKey, places, real, config.profile, emit);
  await using _lock = closing(() => lock?.release());
  const host = await Promise.race([play.opening, interrupt.forced]);
  if (typeof host === 'number') return host;
  const program = programOf(config, entry, host);
  const games = gamesOf(program);
  for (const game of games) local?.requireGame(game);

  const { taunts, forMs } = config;
  // A challenge cannot be sandbox: without a wager it is free play.
  const sandbox = config.sandbox && entry.by === 'queue';
  const url = local?.url ?? config.url;
  const apiKey = local?.apiKey ?? play.apiKey ?? '';
  const wagerLamports = config.wagerLamports ?? 0;
  const limits = sessionLimits(config, real);
  const { pingIntervalMs, pongTimeoutMs, authTimeoutMs } = config;
  const client = new BotpitClient({
    apiKey,
    url,
    pingIntervalMs,
    pongTimeoutMs,
    authTimeoutMs,
    // "At once" is a setting; the client wants a time.
    maxReconnectDelayMs: Math.max(1, config.maxReconnectDelayMs),
    giveUpAfterMs: Math.max(1, config.giveUpAfterMs),
    limits: local === null && config.limits,
    logLevel: 'silent',
  });
  const book = openSessionBook({ config, env: io.env, apiKey, url, local, host, limits, real, emit });
  const { ledger } = book;
  await using _ledger = closeAtExit(ledger);
  const { bot, account, arena, strategyVersion } = ledger.context;
  live.open(
    {
      ...{ bot, account, arena, strategyVersion },
      book: real ? 'real' : 'practice',
      records: config.record ? places.folder : null,
      limits: limitsJson(limits),
    },
    [...lockFolders(io.env), places.folder],
  );
  emit({
    event: 'session_start',
    version: version(),
    schemaVersion: EVENTS_VERSION,
    url: redact(url),
    local: local !== null,
    strategy: host.name,
    wagerLamports,
    sandbox,
    maxLossLamports: limits.maxLossLamports,
    // Which game a challenge is of, the arena tells only when it is taken.
    ...(entry.by === 'accept' && config.game === null
      ? {}
      : { game: program.game, ...(games.length > 1 && { games }) }),
  });
  const stopWatching = watchStrategy(host.snapshot, (message) =>
    emit({ event: 'warning', code: 'strategy/changed', message }),
  );
  await using _watching = closing(stopWatching);
  if (ledger.crashed) emit({ event: 'warning', code: 'previous_crash', message: CRASHED });
  const summaries = dailySummary(config, ledger, limits, monitors, emit);
  await using _summaries = closing(() => summaries?.close());
  const terms = {
    ...{ ...program, wagerLamports, sandbox, limits, book },
    folderFlag: folderFlag(places.folder, io.env),
  };
  const session = new PlayLoop({ client, host, emit, entry, ...terms, matches, forMs, taunts });
  const running = session.run();
  setTimeout(compileSooner, COMPILE_SOONER_AFTER_MS).unref();
  void interrupt.asked.then(() => {
    noteStopping(lock);
    emit({ event: 'stopping', message: STOPPING });
    session.stop('signal');
  });
  void interrupt.forced.then((exitCode) => session.abort(exitCode));
  void outputLost.then(({ message }) => {
    // A person's progress is not needed for play. A program that reads it is all that --json is for.
    if (!config.json) return;
    io.stderr.write(`botpit: play stops, as the --json output cannot be written: ${message}\n`);
    session.stop('output', EXIT.records);
  });
  const end = endBook(ledger, await running, emit);
  return finish(session, end, emit);
}

/**
 * Code that runs once in a match runs right before the first turn. By default, the V8 of Node 20 optimises it only after hundreds
 * of matches, and the first turns of all of them are slow. Later versions optimise sooner. It applies to the whole process.
 */
function compileSooner(): void {
  if (process.versions.node.startsWith('20.')) setFlagsFromString('--interrupt-budget=4000');
}

/** @throws BotpitError `config/invalid`: a slip in a wager is caught before anything is connected */
function requireWithinCeiling({ wagerLamports, maxWagerLamports }: Config): void {
  if (wagerLamports === null || maxWagerLamports === null || wagerLamports <= maxWagerLamports) return;
  const [wager, most] = [formatSol(wagerLamports), formatSol(maxWagerLamports)];
  throw new BotpitError('config/invalid', `the wager of ${wager} SOL is above the ceiling of ${most} SOL`, {
    hint: 'Lower `wager`, or raise `maxWager` where it is meant; `botpit config` shows where each comes from.',
  });
}

/** @returns null where none is asked for */
function dailySummary(
  { summaryAt, timeZone }: Config,
  ledger: Ledger,
  { maxLossLamports }: SessionLimits,
  monitors: Monitors | null,
  emit: EventSink,
): DailySummary | null {
  const at = summaryAt === null ? null : parseTimeOfDay(summaryAt);
  if (at === null || timeZone === null) return null;
  return new DailySummary({
    ...{ at, timeZone, ledger, maxLossLamports },
    tell: async (event) => {
      emit(event);
      return (await monitors?.deliver({ event, timeMs: Date.now() })) ?? true;
    },
    warn: (error) => emit({ event: 'warning', code: error.code, message: inOneLine(error) }),
  });
}

/** The last words of a session. @returns its exit code */
function finish({ totals }: PlayLoop, { reason, exitCode, error }: SessionEnd, emit: EventSink): number {
  if (error) emit({ event: 'error', code: error.code, message: inOneLine(error) });
  emit({ event: 'session_end', reason, exitCode, ...totals });
  return exitCode;
}

/**
 * The monitors of a session: log file, metrics, webhook, systemd.
 * @returns null if none is asked for
 * @throws BotpitError where one of them cannot be had
 */
export async function openMonitorsOf(
  config: Config,
  env: NodeJS.ProcessEnv,
  emit: EventSink,
): Promise<Monitors | null> {
  const { metrics, logFile, webhook } = config;
  if (metrics === null && logFile === null && webhook === null && !env.NOTIFY_SOCKET) return null;
  const { openMonitors } = await import('../../monitoring/index.js');
  const format = webhookFormatOf(config);
  const hook = webhook === null || format === null ? null : { ...config, url: webhook, format };
  return openMonitors(
    { ...config, webhook: hook },
    {
      bot: config.profile,
      env,
      format: {
        json: (stamped) => formatJson(stamped, config.profile),
        text: createTextLines(config.profile),
      },
      warn: (code, message) => emit({ event: 'warning', code, message }),
    },
  );
}

/** An error that ends the session from outside, as an event. */
function crashOf(error: unknown): RunnerEvent {
  if (error instanceof BotpitError) return { event: 'error', code: error.code, message: inOneLine(error) };
  const message = error instanceof Error ? error.message : 'an error that cannot be shown';
  return { event: 'error', code: 'unexpected', message: redact(message) };
}
