import type { GameId } from '../../games/index.js';
import { within } from '../../lib/clock.js';
import { MatchLog, matchSeries, seededDraws } from '../../match/index.js';
import {
  type AnyStrategy,
  InlineHost,
  openStrategy,
  resolveStrategy,
  type StrategyHost,
} from '../../strategy/index.js';
import { HostPlayer, START_TIMEOUT_MS } from './opening.js';

/** What a strategy says of itself, as far as a run wants to know. */
export type Declaration = Pick<StrategyHost, 'name' | 'games' | 'forgetful' | 'params' | 'snapshot'>;

/**
 * What strategies say of themselves. Each is looked at once, however often it takes part: what is played with one and the same
 * of these is about the files as they were then.
 */
export class Declarations {
  readonly #named = new Map<string, Promise<Declaration>>();

  /**
   * @param strategy an object, or a name as `locate` gives it
   * @param folder the folder that a program runs in; default: the working folder
   * @throws BotpitError as `declarationIn`; `strategy/no-game` for games that do not exist
   */
  of(
    strategy: string | AnyStrategy,
    game: GameId,
    startTimeoutMs?: number,
    folder?: string,
  ): Declaration | Promise<Declaration> {
    if (typeof strategy !== 'string') return declarationOf(strategy);
    const key = JSON.stringify([strategy, folder]);
    const seen = this.#named.get(key) ?? declarationIn(strategy, game, startTimeoutMs, folder);
    this.#named.set(key, seen);
    return seen;
  }
}

function declarationOf(strategy: AnyStrategy): Declaration {
  return new InlineHost(strategy, { seed: '', fallbackName: 'strategy', report: () => undefined });
}

/**
 * A file is loaded in a thread of its own, and a command is started: whatever it does there ends neither this
 * process nor its output.
 * @param cwd the folder that a program runs in; default: the working folder
 * @throws BotpitError what is wrong with the strategy
 */
export async function declarationIn(
  spec: string,
  game: GameId,
  startTimeoutMs = START_TIMEOUT_MS,
  cwd?: string,
): Promise<Declaration> {
  const { kind } = resolveStrategy(spec);
  const isolation = kind === 'built-in' ? 'inline' : 'worker';
  const host = await openStrategy(spec, {
    isolation,
    seed: '',
    loadTimeoutMs: startTimeoutMs,
    cwd,
    report: () => undefined,
  });
  // A program declares itself before its first answer, if at all: that is when it is known.
  if (kind === 'command') await firstAnswer(host, game, startTimeoutMs);
  await host.close();
  return host;
}

/** A program that takes longer is taken for one that remembers. */
async function firstAnswer(host: StrategyHost, game: GameId, startTimeoutMs: number): Promise<void> {
  const options = { opponentName: 'lab', moveTimeoutMs: 0, startTimeoutMs };
  const player = new HostPlayer(host, options, performance.now());
  player.matchStart(new MatchLog(matchSeries(game, 'lab'), 0, seededDraws(0)), 'a');
  const asked = async () => player.move();
  // What it answers, or that it fails, is looked at in a match.
  const answered = asked().catch(() => undefined);
  await within(startTimeoutMs, answered);
}
