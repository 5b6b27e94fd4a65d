import { CHAOS_PRESETS, type ChaosPreset } from '../../arena/index.js';
import { BotpitError } from '../../errors.js';
import type { GameId } from '../../games/index.js';
import type { Driver } from '../../history/index.js';
import { playBout } from './bout.js';
import { broken, type Finding, failed } from './card.js';
import { closed, open, type Subject } from './examine.js';
import { judgeBout } from './judge-bout.js';

/** The fastest that the clock runs: a turn of ten seconds is one of 400 ms then. */
const TOP_SPEED = 25;
/** What the slowest move may take of the shortest turn. */
const ROOM_MS = 5_000;
const AT_ONCE = 2;

/**
 * Plays a session under each preset, two at a time; the findings come in the order of the presets.
 * @param slowestMs the longest that the strategy has taken for a move
 */
export async function* spar(
  subject: Subject,
  games: readonly GameId[],
  slowestMs: number,
  driver: Driver,
): AsyncGenerator<Finding> {
  const speed = Math.min(TOP_SPEED, Math.max(1, Math.floor(ROOM_MS / Math.max(1, slowestMs))));
  const bouts: Promise<Finding>[] = [];
  for (const [i, { name }] of CHAOS_PRESETS.entries()) {
    const before = bouts[i - AT_ONCE];
    const game = games[i % games.length] ?? 'rps';
    bouts.push(Promise.resolve(before).then(() => bout(subject, name, game, speed, driver)));
  }
  for (const finding of bouts) yield await finding;
}

/** Never rejects. */
async function bout(
  subject: Subject,
  preset: ChaosPreset,
  game: GameId,
  speed: number,
  driver: Driver,
): Promise<Finding> {
  const about = { part: 'arena', name: preset, game } as const;
  const seed = `${subject.seed} ${preset}`;
  try {
    const host = await open(subject, seed, () => undefined);
    try {
      return judgeBout(await playBout({ preset, game, seed, host, driver, speed }));
    } finally {
      await closed(host);
    }
  } catch (error) {
    if (error instanceof BotpitError && error.code.startsWith('strategy/')) {
      return failed(about, error.message, 'It has loaded before: see that it always does.');
    }
    return broken(about, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
