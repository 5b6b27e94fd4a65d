import { BotpitClient } from '../client/index.js';
import type { Config } from '../config/index.js';
import { BotpitError } from '../errors.js';
import type { GameId } from '../games/index.js';
import { type Entry, type EventSink, Session, type SessionEnd } from '../runner/index.js';
import type { StrategyHost } from '../strategy/index.js';
import { createSink, sinkMode } from '../ui/index.js';
import { version } from '../version.js';
import type { EventQueue } from './event-queue.js';
import type { Interrupt } from './interrupt.js';
import type { LocalArena } from './local.js';
import type { Io } from './main.js';
import { inOneLine } from './report.js';

/** Wagers that a session may lose where no limit was set. */
const DEFAULT_LOSS_WAGERS = 10;

const STOPPING = 'Stopping. If a match is in progress, it is played to its end; a second signal resigns it.';

export interface Play {
  readonly config: Config;
  readonly entry: Entry;
  readonly matches: number | null;
  /** Null with `--local`. */
  readonly apiKey: string | null;
  readonly opening: Promise<StrategyHost>;
  readonly events: EventQueue;
  readonly interrupt: Interrupt;
}

/** Plays a session and shows it. @returns the exit code */
export async function playWith(play: Play, io: Io): Promise<number> {
  const { config, events, interrupt } = play;
  const sink = await createSink({
    mode: sinkMode(config, io.stderr, io.env),
    verbose: config.verbose,
    color: config.color ? undefined : false,
    stdout: io.stdout,
    stderr: io.stderr,
    env: io.env,
    // Nobody is left to play for.
    onOutputLost: () => interrupt.ask(),
  });
  events.attach((event) => sink.emit(event));
  try {
    return await withHost(play);
  } finally {
    sink.close();
  }
}

async function withHost(play: Play): Promise<number> {
  const { config, entry, events, interrupt } = play;
  const local =
    config.local === false ? null : await (await import('./local.js')).openLocalArena(config, events.emit);
  try {
    const host = await Promise.race([play.opening, interrupt.forced]);
    if (typeof host === 'number') return host;
    const game = gameFor(config, entry, host);
    local?.requireGame(game);
    return await runSession(play, host, game, local);
  } finally {
    await local?.close();
  }
}

async function runSession(
  { config, entry, matches, apiKey, events: { emit }, interrupt }: Play,
  host: StrategyHost,
  game: GameId,
  local: LocalArena | null,
): Promise<number> {
  const { taunts, forMs } = config;
  // A challenge cannot be sandbox: without a wager it is free play.
  const sandbox = config.sandbox && entry.by === 'queue';
  const url = local?.url ?? config.url;
  const wagerLamports = config.wagerLamports ?? 0;
  const real = local === null && wagerLamports > 0;
  const limit = config.maxLossLamports ?? (real ? DEFAULT_LOSS_WAGERS * wagerLamports : null);
  const maxLossLamports = wagerLamports > 0 ? limit : null;
  const client = new BotpitClient({
    apiKey: local?.apiKey ?? apiKey ?? '',
    url,
    pingIntervalMs: config.pingIntervalMs,
    pongTimeoutMs: config.pongTimeoutMs,
    authTimeoutMs: config.authTimeoutMs,
    // "At once" is a setting; the client wants a time.
    maxReconnectDelayMs: Math.max(1, config.maxReconnectDelayMs),
    giveUpAfterMs: Math.max(1, config.giveUpAfterMs),
    limits: local === null && config.limits,
    logLevel: 'silent',
  });
  const terms = { game, wagerLamports, sandbox, maxLossLamports };
  const session = new Session({ client, host, emit, entry, ...terms, matches, forMs, taunts });
  emit({
    event: 'session_start',
    version: version(),
    url,
    local: local !== null,
    strategy: host.name,
    wagerLamports,
    sandbox,
    maxLossLamports,
    // Which game a challenge is of, the arena tells only when it is taken.
    ...(entry.by === 'accept' && config.game === null ? {} : { game }),
  });
  const running = session.run();
  void interrupt.asked.then(() => {
    emit({ event: 'warning', code: 'stopping', message: STOPPING });
    session.stop('signal');
  });
  void interrupt.forced.then((exitCode) => session.abort(exitCode));
  return finish(session, await running, emit);
}

/** The last words of a session. @returns its exit code */
function finish({ totals }: Session, { reason, exitCode, error }: SessionEnd, emit: EventSink): number {
  if (error) emit({ event: 'error', code: error.code, message: inOneLine(error) });
  const { matches, wins, losses, draws, netLamports, fallbacks, timeouts } = totals;
  emit({
    event: 'session_end',
    reason,
    exitCode,
    matches,
    wins,
    losses,
    draws,
    netLamports,
    fallbacks,
    timeouts,
  });
  return exitCode;
}

/** The game that was asked for, or the only one that the strategy plays. */
function gameFor(config: Config, entry: Entry, host: StrategyHost): GameId {
  const [first, ...others] = host.games;
  // Which game a challenge is of, the arena tells only when it is taken: then the match counts, not this.
  const game = config.game ?? (others.length === 0 || entry.by === 'accept' ? first : undefined);
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
