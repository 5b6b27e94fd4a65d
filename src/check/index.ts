import { pMapIterable } from 'p-map';
import { CHAOS_PRESETS, type ChaosPreset } from '../arena/index.js';
import { BotpitError } from '../errors.js';
import type { GameId } from '../games/index.js';
import type { FallbackReason } from '../runner/index.js';
import { type Decision, requireGame } from '../strategy/index.js';
import { playChaosSession } from './chaos-session.js';
import { type Examined, examine, type Subject, withHost } from './examine.js';
import { broken, type Finding, failed, passed } from './finding.js';
import { isStalled, judgeSession } from './judge-session.js';
import { judgeAll, judgeGame, reasonsOf } from './judge-strategy.js';

export type { Subject } from './examine.js';
export type { Finding } from './finding.js';
export { SLOW_SHARE, tryOut } from './practice.js';

/**
 * Tries a strategy by itself and in an arena under every chaos preset, and tells each finding as it comes.
 * @param asked the games that are asked for; null for all that the strategy plays
 */
export async function* reportCard(
  subject: Subject,
  asked: readonly GameId[] | null,
): AsyncGenerator<Finding> {
  const load = { part: 'strategy', name: 'load', game: null } as const;
  try {
    const startMs = performance.now();
    const loaded = await withHost(subject, subject.seed, unheard, ({ name, isolation, games }) => {
      return { name, isolation, games, loadMs: Math.round(performance.now() - startMs) };
    });
    const { name, isolation, loadMs } = loaded;
    const plays = loaded.games.join(', ');
    for (const game of asked ?? []) requireGame(loaded, game);
    const games = asked ?? loaded.games;
    const tried = asked === null ? '' : `; ${asked.join(', ')} ${asked.length === 1 ? 'is' : 'are'} tried`;
    yield { ...load, ...passed(`${name} (${isolation}) in ${loadMs} ms; it plays ${plays}${tried}`) };
    const all: Examined[] = [];
    for await (const examined of examine(subject, games)) {
      all.push(examined);
      yield* judgeGame(examined);
    }
    yield* judgeAll(all, games.slice(all.length));
    const decisions = all.flatMap(({ main }) => main.decisions);
    yield* sessionsOf({ subject, games, decisions });
  } catch (error) {
    if (!(error instanceof BotpitError && error.code.startsWith('strategy/'))) throw error;
    const advice = error.hint ?? 'Mend the strategy: `botpit strategies <file>` loads it alone.';
    yield { ...load, ...failed(error.message, advice) };
  }
}

/** `examine` reports what the strategy prints and what goes wrong with it. */
const unheard = () => undefined;

/** The fastest that the clock runs: a turn of ten seconds is one of 400 ms then. */
const TOP_SPEED = 25;
/** Slower than this, the pauses of runner, client and arena would take minutes. */
const LEAST_SPEED = 4;
/** How long the slowest move may take, by the scaled clock. */
const ROOM_MS = 5_000;
/** They wait more than they compute. */
const AT_ONCE = 4;
/** A session that this machine held up is played again. */
const ATTEMPTS = 3;

interface SessionsOptions {
  readonly subject: Subject;
  readonly games: readonly GameId[];
  /** Its decisions in practice matches: how long it takes, and what it does wrong without any chaos. */
  readonly decisions: readonly Decision[];
}

/** Plays a session under each preset, some at a time; the findings come in the order of the presets. */
async function* sessionsOf(options: SessionsOptions): AsyncGenerator<Finding> {
  const { games, decisions } = options;
  const times = decisions.flatMap(({ reason, decideMs }) => (reason === undefined ? [decideMs] : []));
  const slowestMs = times.reduce((most, time) => Math.max(most, time), 1);
  const speed = Math.min(TOP_SPEED, Math.max(LEAST_SPEED, ROOM_MS / slowestMs));
  const known = reasonsOf(decisions);
  yield* pMapIterable(
    CHAOS_PRESETS,
    ({ name }, i) => sessionOf(options, name, games[i % games.length] ?? 'rps', speed, known),
    { concurrency: AT_ONCE, backpressure: CHAOS_PRESETS.length },
  );
}

/** Never rejects. */
async function sessionOf(
  { subject, games }: SessionsOptions,
  preset: ChaosPreset,
  game: GameId,
  speed: number,
  known: ReadonlySet<FallbackReason>,
): Promise<Finding> {
  const about = { part: 'arena', name: preset, game } as const;
  const seed = `${subject.seed} ${preset}`;
  try {
    for (let left = ATTEMPTS - 1; ; left--) {
      const session = await withHost(subject, seed, unheard, (host) =>
        playChaosSession({ preset, game, seed, host, games, speed }),
      );
      const finding = judgeSession(session, known);
      if (finding.verdict === 'ok' || left === 0 || !isStalled(session)) return finding;
    }
  } catch (error) {
    if (error instanceof BotpitError && error.code.startsWith('strategy/')) {
      return { ...about, ...failed(error.message, 'It has loaded before: see that it always does.') };
    }
    const seen = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...about, ...broken(seen) };
  }
}
