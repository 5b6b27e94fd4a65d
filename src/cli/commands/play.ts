import { randomBytes } from 'node:crypto';
import { BotpitClient } from '../../client/index.js';
import { type Config, findApiKey, load } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import type { GameId } from '../../games/index.js';
import { type Entry, type EventSink, Session, type SessionEnd } from '../../runner/index.js';
import { openStrategy, type StrategyHost } from '../../strategy/index.js';
import { createSink, sinkMode } from '../../ui/index.js';
import { version } from '../../version.js';
import { type LocalArena, openLocalArena } from '../local.js';
import type { Io } from '../main.js';
import type { Flags } from '../program.js';

/** Wagers that a session may lose where no limit was set. */
const DEFAULT_LOSS_WAGERS = 10;

/** Plays until a stop condition, a signal or an end from outside. @returns the exit code */
export function play(flags: Flags, entry: Entry, io: Io): Promise<number> {
  return run(flags, entry, (config) => config.matches, io);
}

/** Plays one match. @returns the exit code */
export function playOnce(flags: Flags, entry: Entry, io: Io): Promise<number> {
  return run(flags, entry, () => 1, io);
}

interface Resources extends AsyncDisposable {
  readonly host: StrategyHost;
  readonly local: LocalArena | null;
}

async function run(flags: Flags, entry: Entry, matchesOf: (config: Config) => number | null, io: Io): Promise<number> {
  const { config, warnings } = await load({ flags, env: io.env, cwd: io.cwd() });
  if (config.local !== false && entry.by === 'accept') {
    throw new BotpitError('usage', 'with --local there is nobody whose challenge could be accepted', {
      hint: 'Start an arena with `botpit arena` and point both bots at it with --url.',
    });
  }
  const sink = createSink({
    mode: sinkMode(config, io.stderr, io.env),
    verbose: config.verbose,
    color: config.color ? undefined : false,
    env: io.env,
    stdout: io.stdout,
    stderr: io.stderr,
  });
  const emit: EventSink = (event) => sink.emit(event);
  for (const message of warnings) emit({ event: 'warning', code: 'config', message });

  const apiKey = config.local === false ? await keyOf(config, io, emit) : null;
  await using resources = await open(config, apiKey, emit);
  const { host, local } = resources;
  const game = gameFor(config, host);
  local?.requireGame(game);
  const url = local?.url ?? config.url;
  const wagerLamports = config.wagerLamports ?? 0;
  const real = local === null && wagerLamports > 0;
  const maxLossLamports = config.maxLossLamports ?? (real ? DEFAULT_LOSS_WAGERS * wagerLamports : null);

  const client = new BotpitClient({
    apiKey: local?.apiKey ?? apiKey ?? '',
    url,
    pingIntervalMs: config.pingIntervalMs,
    pongTimeoutMs: config.pongTimeoutMs,
    authTimeoutMs: config.authTimeoutMs,
    maxReconnectDelayMs: config.maxReconnectDelayMs,
    giveUpAfterMs: config.giveUpAfterMs,
    limits: local === null && config.limits,
    logLevel: 'silent',
  });
  const session = new Session({
    client,
    host,
    emit,
    game,
    entry,
    wagerLamports,
    sandbox: config.sandbox,
    maxLossLamports,
    matches: matchesOf(config),
    forMs: config.forMs,
    taunts: config.taunts,
  });
  emit({
    event: 'session_start',
    version: version(),
    url,
    local: local !== null,
    game,
    wagerLamports,
    sandbox: config.sandbox,
    strategy: host.name,
    maxLossLamports,
  });

  const unlisten = onSignals(session, io);
  try {
    const end = await session.run();
    return finish(session, end, emit);
  } finally {
    unlisten();
    sink.close();
  }
}

/** The last words of a session. @returns its exit code */
function finish({ totals }: Session, { reason, exitCode, error }: SessionEnd, emit: EventSink): number {
  if (error) {
    const message = error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
    emit({ event: 'error', code: error.code, message });
  }
  const { matches, wins, losses, draws, netLamports, fallbacks, timeouts } = totals;
  emit({ event: 'session_end', reason, exitCode, matches, wins, losses, draws, netLamports, fallbacks, timeouts });
  return exitCode;
}

/** Reads the key and takes it out of the environment, which an inline strategy could read. */
async function keyOf(config: Config, io: Io, emit: EventSink): Promise<string> {
  const { key, warnings } = await findApiKey({ env: io.env, apiKeyFile: config.apiKeyFile });
  for (const name of ['BOTPIT_API_KEY', 'BOTPIT_API_KEY_FILE', 'CREDENTIALS_DIRECTORY']) delete io.env[name];
  for (const message of warnings) emit({ event: 'warning', code: 'api_key', message });
  return key;
}

/** Starts what a session needs, side by side: a strategy takes as long to load as an arena to start. */
async function open(config: Config, apiKey: string | null, emit: EventSink): Promise<Resources> {
  const hostOpening = openStrategy(strategyOf(config), {
    isolation: config.isolation,
    seed: config.seed ?? randomBytes(8).toString('hex'),
    apiKey: apiKey ?? undefined,
    report: (report) => {
      if (report.kind === 'output') emit({ event: 'strategy_output', line: report.line });
      else emit({ event: 'warning', code: report.code, message: report.message });
    },
  });
  const localOpening = config.local === false ? null : openLocalArena(config);
  const [host, local] = await Promise.allSettled([hostOpening, localOpening]);
  const close = async () => {
    if (host.status === 'fulfilled') await host.value.close();
    if (local.status === 'fulfilled') await local.value?.close();
  };
  if (host.status === 'rejected' || local.status === 'rejected') {
    await close();
    throw host.status === 'rejected' ? host.reason : (local as PromiseRejectedResult).reason;
  }
  return { host: host.value, local: local.value, [Symbol.asyncDispose]: close };
}

function strategyOf(config: Config): string {
  if (config.strategy !== null) return config.strategy;
  if (config.local === false && (config.wagerLamports ?? 0) > 0) {
    throw new BotpitError('usage', 'no strategy is named, and a wager is not put on a random one', {
      hint: 'Name one: --strategy ./my.ts. `botpit strategies` lists the built-in ones.',
    });
  }
  return 'random';
}

/** The game that was asked for, or the only one that the strategy plays. */
function gameFor(config: Config, host: StrategyHost): GameId {
  const [only, ...others] = host.games;
  const game = config.game ?? (others.length === 0 ? only : undefined);
  if (game === undefined) {
    throw new BotpitError('usage', 'which game?', { hint: `Name one: ${host.games.join(', ')}.` });
  }
  if (!host.games.includes(game)) {
    throw new BotpitError('strategy/no-game', `the strategy ${host.name} does not play ${game}`, {
      hint: `It plays ${host.games.join(', ')}.`,
    });
  }
  return game;
}

/** First signal: finish the match in progress and stop. Second: stop now. @returns what takes the listeners off */
function onSignals(session: Session, io: Io): () => void {
  let asked = false;
  const listeners = (
    [
      ['SIGINT', EXIT.sigint],
      ['SIGTERM', EXIT.sigterm],
    ] as const
  ).map(([signal, exitCode]) => {
    const listener = () => {
      if (asked) return session.abort(exitCode);
      asked = true;
      session.stop('signal', EXIT.ok);
    };
    io.on(signal, listener);
    return () => io.off(signal, listener);
  });
  return () => {
    for (const off of listeners) off();
  };
}
