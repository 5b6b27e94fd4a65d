import type { Side } from '../../games/index.js';
import type { MatchLog } from '../../match/index.js';
import { Drive, type StrategyHost } from '../../strategy/index.js';
import type { Player } from './player.js';
import type { ThreadPlayerOptions } from './thread-player.js';

type HostPlayerOptions = Pick<ThreadPlayerOptions, 'opponentName' | 'moveTimeoutMs' | 'startTimeoutMs'>;

/**
 * A strategy behind an isolation, such as a `cmd:` process, which keeps earlier matches itself. Whether a program has started
 * is known by its first answer.
 */
export class HostPlayer implements Player {
  readonly missedHistory = false;
  readonly #host: StrategyHost;
  readonly #drive: Drive;
  readonly #options: HostPlayerOptions;
  /** When it was started, by `performance.now`; null once it has answered. */
  #startedAt: number | null;
  #log: MatchLog | undefined;
  #side: Side = 'a';

  /** @param startedAt when it was started, by `performance.now`; null where it is known to have started */
  constructor(host: StrategyHost, options: HostPlayerOptions, startedAt: number | null) {
    this.#host = host;
    this.#drive = new Drive(host);
    this.#options = options;
    this.#startedAt = startedAt;
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
    const { opponentName: name } = this.#options;
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

  close(): Promise<void> {
    return this.#host.close();
  }
}
