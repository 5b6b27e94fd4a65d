import { BotpitClient } from '../client/index.js';
import type { Config } from '../config/index.js';
import { BotpitError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import type { GameId } from '../games/index.js';
import { type Entry, type EventSink, Session, type SessionEnd } from '../runner/index.js';
import type { StrategyHost } from '../strategy/index.js';
import { createSink, sinkMode } from '../ui/index.js';
import { version } from '../version.js';
import type { EventQueue } from './event-queue.js';
import type { LocalArena } from './local.js';
import type { Io } from './main.js';

/** Wagers that a session may lose where no limit was set. */
const DEFAULT_LOSS_WAGERS = 10;

export interface Play {
  readonly config: Config;
  readonly entry: Entry;
  readonly matches: number | null;
  /** Null with `--local`. */
  readonly apiKey: string | null;
  readonly opening: Promise<StrategyHost>;
  readonly events: EventQueue;
}

/** Plays a session and shows it. @returns the exit code */
export async function playWith(play: Play, io: Io): Promise<number> {
  const { config, events } = play;
  const local = config.local === false ? null : await (await import('./local.js')).openLocalArena(config);
  try {
    const host = await play.opening;
    const game = gameFor(config, host);
    local?.requireGame(game);
    const sink = await createSink({
      mode: sinkMode(config, io.stderr, io.env),
      verbose: config.verbose,
      color: config.color ? undefined : false,
      stdout: io.stdout,
      stderr: io.stderr,
      env: io.env,
    });
    events.attach((event) => sink.emit(event));
    try {
      return await runSession(play, host, game, local, io);
    } finally {
      sink.close();
    }
  } finally {
    await local?.close();
  }
}

async function runSession(
  { config, entry, matches, apiKey, events: { emit } }: Play,
  host: StrategyHost,
  game: GameId,
  local: LocalArena | null,
  io: Io,
): Promise<number> {
  const { sandbox, taunts, forMs } = config;
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
  const terms = { game, wagerLamports, sandbox, maxLossLamports };
  const session = new Session({ client, host, emit, entry, ...terms, matches, forMs, taunts });
  emit({ event: 'session_start', version: version(), url, local: local !== null, strategy: host.name, ...terms });
  const unlisten = onSignals(session, io);
  try {
    return finish(session, await session.run(), emit);
  } finally {
    unlisten();
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
  const listen = (signal: NodeJS.Signals, exitCode: number) => {
    const listener = () => {
      if (asked) return session.abort(exitCode);
      asked = true;
      session.stop('signal');
    };
    io.on(signal, listener);
    return () => io.off(signal, listener);
  };
  const unlisten = [listen('SIGINT', EXIT.sigint), listen('SIGTERM', EXIT.sigterm)];
  return () => {
    for (const off of unlisten) off();
  };
}
