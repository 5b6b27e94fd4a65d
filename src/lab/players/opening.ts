import type { Side } from '../../games/index.js';
import { joinSpec, type StrategySpec, splitSpec } from '../../lib/strategy-spec.js';
import type { MatchLog } from '../../match/index.js';
import {
  type AnyStrategy,
  Dialogue,
  Drive,
  declared,
  loadStrategy,
  openStrategy,
  requireUnchanged,
  resolveStrategy,
  type StrategyHost,
  type StrategySnapshot,
  setParams,
} from '../../strategy/index.js';
import type { Player } from './player.js';
import { ThreadPlayer, type ThreadPlayerOptions } from './thread-player.js';

/** Opens a strategy for one series: fresh, knowing nothing of any other. Rejects with what is wrong with the strategy. */
export type OpenPlayer = (options: ThreadPlayerOptions) => Promise<Player>;

/**
 * For a strategy that is named: a file or a built-in one is called in this thread, a command is a process of its own. An
 * opener rejects with `strategy/changed` where the strategy would not be what it was when the run began.
 * @param isKept whether this thread keeps its files
 * @throws BotpitError `strategy/not-found`
 */
export function openerOf(snapshot: StrategySnapshot, isKept = false): OpenPlayer {
  const source = resolveStrategy(snapshot.spec);
  if (source.kind === 'command') return hostedOpener(snapshot);
  return async (options) => {
    requireUnchanged(snapshot, isKept);
    return openerFor(await loadStrategy(source, true), source.params)(options);
  };
}

/** For a strategy in a thread or process of its own: a command, or whatever may hang. */
export function hostedOpener(snapshot: StrategySnapshot): OpenPlayer {
  const isProgram = resolveStrategy(snapshot.spec).kind === 'command';
  return async (options) => {
    const startedAt = performance.now();
    let player: HostPlayer | undefined;
    const dialogue =
      isProgram && options.dialogue ? new Dialogue(options.dialogue.file, options.dialogue.title) : undefined;
    const { name, params } = splitSpec(snapshot.spec);
    const spec = joinSpec({ name, params: { ...params, ...options.params } });
    const opening = openStrategy(spec, {
      seed: options.seed,
      snapshot,
      loadTimeoutMs: options.startTimeoutMs,
      dialogue,
      report: (report) => {
        if (report.kind !== 'trouble') return;
        if (report.code === 'strategy/restarted') player?.restarted();
        options.trouble(report.message);
      },
    });
    const host = await opening.catch((error: unknown) => {
      dialogue?.close();
      throw error;
    });
    // A file says when it has been loaded; what a program does before its first answer nobody knows.
    player = new HostPlayer(host, options, isProgram ? startedAt : null, dialogue);
    return player;
  };
}

/**
 * For strategies that the caller has as an object. What it keeps outside of `memory` is not fresh for a series.
 * @param params what its parameters are set to; the rest have their defaults
 */
export function openerFor(strategy: AnyStrategy, params: StrategySpec['params'] = {}): OpenPlayer {
  return async (options) => {
    const all = { ...params, ...options.params };
    const { values } = setParams(declared(strategy).params, all, 'the strategy');
    const player = new ThreadPlayer(strategy, values, options);
    await player.init();
    return player;
  };
}

/** For a strategy to be loaded, or a program to give its first answer, where nothing else is said. */
export const START_TIMEOUT_MS = 10_000;

type HostPlayerOptions = Pick<
  ThreadPlayerOptions,
  'opponentName' | 'moveTimeoutMs' | 'startTimeoutMs' | 'dialogue'
>;

/**
 * A strategy behind an isolation, such as a `cmd:` process, which keeps earlier matches itself. Whether a program has started
 * is known by its first answer.
 */
export class HostPlayer implements Player {
  readonly missedHistory = false;
  readonly #host: StrategyHost;
  readonly #drive: Drive;
  readonly #options: HostPlayerOptions;
  readonly #dialogue: Dialogue | undefined;
  /** When it was started, by `performance.now`; null once it has answered. */
  #startedAt: number | null;
  #log: MatchLog | undefined;
  #side: Side = 'a';

  /** @param startedAt when it was started, by `performance.now`; null where it is known to have started */
  constructor(host: StrategyHost, options: HostPlayerOptions, startedAt: number | null, dialogue?: Dialogue) {
    this.#host = host;
    this.#drive = new Drive(host);
    this.#options = options;
    this.#startedAt = startedAt;
    this.#dialogue = dialogue;
  }

  get startingMs(): number | null {
    if (this.#startedAt === null) return null;
    return Math.max(0, this.#options.startTimeoutMs - (performance.now() - this.#startedAt));
  }

  /** The host has ended the strategy, or lost it, and has started it again. */
  restarted(): void {
    this.#startedAt = performance.now();
  }

  matchStart(log: MatchLog, side: Side): void {
    this.#log = log;
    this.#side = side;
    const { opponentName: name, dialogue } = this.#options;
    if (dialogue) this.#dialogue?.note(dialogue.matchTitle(log.index));
    const opponent = { id: name, name, history: [] };
    this.#drive.start({ game: log.series.gameId, matchId: log.matchId, side, opponent, wager: 0 });
  }

  move(): unknown {
    const deadline = Date.now() + this.#options.moveTimeoutMs + (this.startingMs ?? 0);
    const answer = this.#drive.ask((this.#log as MatchLog).turnFor(this.#side), deadline);
    return this.#startedAt === null ? answer : this.#first(answer);
  }

  async #first(answer: unknown): Promise<unknown> {
    const given = await answer;
    this.#startedAt = null;
    return given;
  }

  abandon(): void {
    this.#host.abandon();
  }

  roundEnd(): void {
    this.#drive.round((this.#log as MatchLog).lastRoundFor(this.#side));
  }

  matchEnd(): void {
    this.#drive.end((this.#log as MatchLog).endFor(this.#side));
  }

  drew(): boolean {
    return true;
  }

  async close(): Promise<void> {
    await this.#host.close();
    this.#dialogue?.close();
  }
}
