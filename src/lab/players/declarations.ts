import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GameId } from '../../games/index.js';
import { within } from '../../lib/clock.js';
import { isCommand, joinSpec, splitSpec } from '../../lib/strategy-spec.js';
import { MatchLog, matchSeries, seededDraws } from '../../match/index.js';
import {
  type AnyStrategy,
  InlineHost,
  isBuiltIn,
  openStrategy,
  resolveStrategy,
  type StrategyHost,
  type StrategySnapshot,
  setParams,
  withParams,
} from '../../strategy/index.js';
import { HostPlayer, START_TIMEOUT_MS } from './opening.js';

/** A path is named from where the command was typed, wherever the strategy is loaded. */
export function locate(spec: string, cwd: string): string {
  if (isCommand(spec) || isBuiltIn(spec)) return spec.trim();
  const { name, params } = splitSpec(spec, cwd);
  const path = resolve(cwd, name);
  // A word that is neither is told from misspelt names.
  return joinSpec({ name: /[\\/.]/.test(name) || existsSync(path) ? path : name, params });
}

/** What a strategy says of itself, as far as a run wants to know. */
export type Declaration = Pick<StrategyHost, 'name' | 'games' | 'forgetful' | 'params' | 'snapshot'>;

/**
 * What strategies say of themselves. Each file or program is looked at once, however often it takes part and whatever its
 * parameters are: all that is played with one of these is about the files as they were when it was looked at.
 */
export class Declarations {
  readonly #all = new Map<string, Promise<Declaration>>();
  /** By the file or program, whatever its parameters were. */
  readonly #first = new Map<string, Promise<Declaration>>();

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
    const keyOf = (name: string) => JSON.stringify([name, folder]);
    const [key, ofFile] = [keyOf(strategy), keyOf(splitSpec(strategy).name)];
    const known = this.#all.get(key);
    if (known) return known;
    const first = this.#first.get(ofFile);
    const declare = async () => {
      const snapshot = (await first?.catch(() => null))?.snapshot;
      return declarationIn(strategy, game, startTimeoutMs, folder, snapshot);
    };
    const declared = declare();
    this.#all.set(key, declared);
    if (!first) this.#first.set(ofFile, declared);
    return declared;
  }
}

function declarationOf(strategy: AnyStrategy): Declaration {
  return new InlineHost(strategy, { seed: '', fallbackName: 'strategy', report: () => undefined });
}

/**
 * A file is loaded in a thread of its own, and a command is started: whatever it does there ends neither this
 * process nor its output.
 * @param cwd the folder that a program runs in; default: the working folder
 * @param before of the same file or program with other parameters: it is what it was then
 * @throws BotpitError what is wrong with the strategy
 */
export async function declarationIn(
  spec: string,
  game: GameId,
  startTimeoutMs = START_TIMEOUT_MS,
  cwd?: string,
  before?: StrategySnapshot,
): Promise<Declaration> {
  const { kind } = resolveStrategy(spec);
  const host = await openStrategy(spec, {
    isolation: kind === 'built-in' ? 'inline' : 'worker',
    seed: '',
    loadTimeoutMs: startTimeoutMs,
    cwd,
    report: () => undefined,
    ...(before && { snapshot: before }),
  });
  // A program declares itself before its first answer, if at all: that is when it is known.
  if (kind === 'command') await firstAnswer(host, game, startTimeoutMs);
  await host.close();
  if (before === undefined || kind === 'built-in') return host;
  const { name, games, forgetful, params } = host;
  const { changed } = setParams(params, splitSpec(spec).params, name);
  return { name, games, forgetful, params, snapshot: withParams(before, spec, changed) };
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
