import { BotpitError } from '../errors.js';
import {
  InlineHost,
  type LoadedStrategy,
  loadStrategy,
  openStrategy,
  resolveStrategy,
  type Strategy,
  type StrategyHost,
} from '../strategy/index.js';
import { HostPlayer } from './host-player.js';
import type { Player } from './player.js';
import { ThreadPlayer, type ThreadPlayerOptions } from './thread-player.js';

/** Opens a strategy for one series: fresh, knowing nothing of any other. Rejects with what is wrong with the strategy. */
export type OpenPlayer = (options: ThreadPlayerOptions) => Promise<Player>;

/**
 * For a strategy that is named: a file or a built-in one is called in this thread, a command is a process of its own.
 * @throws BotpitError `strategy/not-found`
 */
export function openerOf(spec: string): OpenPlayer {
  const source = resolveStrategy(spec);
  if (source.kind === 'command') return hostedOpener(spec);
  const { file } = source;
  const compiled = source.kind === 'built-in' && file.endsWith('.js');
  return async (options) => seated(await loadStrategy(file, compiled, true), options);
}

/** For a strategy in a thread or process of its own: a command, or whatever may hang. */
export function hostedOpener(spec: string): OpenPlayer {
  return async ({ seed, opponentName, moveTimeoutMs, trouble }) => {
    const host = await openStrategy(spec, {
      seed,
      report: (report) => {
        if (report.kind === 'trouble') trouble(report.message);
      },
    });
    return new HostPlayer(host, opponentName, moveTimeoutMs);
  };
}

/** For strategies that the caller has as an object. What it keeps outside of `memory` is not fresh for a series. */
export function openerFor(strategy: Strategy): OpenPlayer {
  return (options) => seated(strategy, options);
}

async function seated(strategy: LoadedStrategy, options: ThreadPlayerOptions): Promise<Player> {
  const player = new ThreadPlayer(strategy, options);
  await player.init();
  return player;
}

/** What a strategy says of itself, as far as a run wants to know. */
export type Declaration = Pick<StrategyHost, 'name' | 'games' | 'forgetful'>;

/** @throws BotpitError `strategy/no-game` for games that are none */
export function declarationOf(strategy: Strategy): Declaration {
  return new InlineHost(strategy, { seed: '', fallbackName: 'strategy', report: () => undefined });
}

/**
 * What is named is loaded in a thread of its own, and a command is started: whatever it does there ends neither this
 * process nor its output.
 * @throws BotpitError what is wrong with the strategy
 */
export async function declarationIn(spec: string): Promise<Declaration> {
  const source = resolveStrategy(spec);
  if (source.kind === 'built-in') return declarationOf((await strategyIn(spec)) as Strategy);
  const host = await openStrategy(spec, { seed: '', report: () => undefined });
  await host.close();
  return host;
}

/** A strategy to be looked at, not played: null for a command. @throws BotpitError what is wrong with it */
export async function strategyIn(spec: string): Promise<Strategy | null> {
  const source = resolveStrategy(spec);
  if (source.kind === 'command') return null;
  return loadStrategy(source.file, source.kind === 'built-in' && source.file.endsWith('.js'), true);
}

/** @throws BotpitError `strategy/no-game` */
export function requireGame(name: string, games: readonly string[], game: string): void {
  if (games.includes(game)) return;
  throw new BotpitError('strategy/no-game', `${name} does not play ${game}`, {
    hint: `It plays ${games.join(', ')}.`,
  });
}
