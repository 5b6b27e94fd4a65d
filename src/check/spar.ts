import { CHAOS_PRESETS, type ChaosPreset } from '../arena/index.js';
import { BotpitError } from '../errors.js';
import type { GameId } from '../games/index.js';
import type { FallbackReason } from '../runner/index.js';
import type { Decision } from '../strategy/index.js';
import { playBout } from './bout.js';
import { broken, type Finding, failed } from './card.js';
import { closed, open, type Subject } from './examine.js';
import { isHeldUp, judgeBout } from './judge-bout.js';
import { reasonsOf } from './judge-strategy.js';

/** The fastest that the clock runs: a turn of ten seconds is one of 400 ms then. */
const TOP_SPEED = 25;
/** Slower than this, the pauses of runner, client and arena would take minutes. */
const LEAST_SPEED = 4;
/** What the slowest move may take of the shortest turn. */
const ROOM_MS = 5_000;
/** They wait more than they compute. */
const AT_ONCE = 4;
/** A session that this machine held up is played again. */
const ATTEMPTS = 3;

export interface SparOptions {
  readonly subject: Subject;
  readonly games: readonly GameId[];
  /** The moves of the strategy by itself: how long it takes for one, and what it does wrong anyway. */
  readonly decisions: readonly Decision[];
}

/** Plays a session under each preset, some at a time; the findings come in the order of the presets. */
export async function* spar(options: SparOptions): AsyncGenerator<Finding> {
  const { games, decisions } = options;
  const times = decisions.flatMap(({ reason, decideMs }) => (reason === undefined ? [decideMs] : []));
  const slowestMs = times.reduce((most, time) => Math.max(most, time), 1);
  const speed = Math.min(TOP_SPEED, Math.max(LEAST_SPEED, ROOM_MS / slowestMs));
  const known = reasonsOf(decisions);
  const bouts: Promise<Finding>[] = [];
  for (const [i, { name }] of CHAOS_PRESETS.entries()) {
    const before = bouts[i - AT_ONCE];
    const game = games[i % games.length] ?? 'rps';
    bouts.push(Promise.resolve(before).then(() => bout(options, name, game, speed, known)));
  }
  for (const finding of bouts) yield await finding;
}

/** Never rejects. */
async function bout(
  { subject, games }: SparOptions,
  preset: ChaosPreset,
  game: GameId,
  speed: number,
  known: ReadonlySet<FallbackReason>,
): Promise<Finding> {
  const about = { part: 'arena', name: preset, game } as const;
  const seed = `${subject.seed} ${preset}`;
  try {
    for (let left = ATTEMPTS - 1; ; left--) {
      const host = await open(subject, seed, () => undefined);
      try {
        const played = await playBout({ preset, game, seed, host, games, speed });
        const finding = judgeBout(played, known);
        if (finding.verdict === 'ok' || left === 0 || !isHeldUp(played)) return finding;
      } finally {
        await closed(host);
      }
    }
  } catch (error) {
    if (error instanceof BotpitError && error.code.startsWith('strategy/')) {
      return failed(about, error.message, 'It has loaded before: see that it always does.');
    }
    return broken(about, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
