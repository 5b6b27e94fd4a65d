import { type Arena, type ArenaOptions, createArena } from '../../src/arena/index.js';
import type { Strategy } from '../../src/strategy/index.js';
import { canaryKey } from '../support/canary.js';
import { hostOf, opened, Run, type RunOptions } from './helpers.js';

export async function arenaOf(options: ArenaOptions = {}): Promise<Arena> {
  return opened(await createArena({ limits: false, ...options }));
}

export function run(
  at: { url: string },
  name: string,
  move: Partial<Strategy>,
  options: Partial<RunOptions> = {},
): Run {
  const client = { limits: false, random: () => 0 };
  const host = hostOf(move);
  const made = new Run({ url: at.url, apiKey: canaryKey(name), fake: null, client, host, ...options });
  opened({ close: () => made.bot.disconnect() });
  return made;
}

export const rock: Partial<Strategy> = { move: () => 'rock' };
export const paper: Partial<Strategy> = { move: () => 'paper' };
export const silent: Partial<Strategy> = { move: () => new Promise(() => {}) };
