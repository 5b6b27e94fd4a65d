import type { Side } from '../games/index.js';
import type { Match, MatchEnd, StrategyHost } from '../strategy/index.js';
import type { MatchLog } from './match-log.js';
import type { Player } from './player.js';

/** A strategy behind an isolation, such as a `cmd:` process, which keeps earlier matches itself. */
export class HostPlayer implements Player {
  readonly missedHistory = false;
  readonly #host: StrategyHost;
  readonly #opponentName: string;
  readonly #moveTimeoutMs: number;
  #log: MatchLog | undefined;
  #side: Side = 'a';

  constructor(host: StrategyHost, opponentName: string, moveTimeoutMs: number) {
    this.#host = host;
    this.#opponentName = opponentName;
    this.#moveTimeoutMs = moveTimeoutMs;
  }

  matchStart(log: MatchLog, side: Side): void {
    this.#log = log;
    this.#side = side;
    const opponent = { id: this.#opponentName, name: this.#opponentName, history: [] };
    this.#host.matchStart({ game: log.gameId, matchId: log.matchId, side, opponent, wager: 0 } as Match);
  }

  move(): unknown {
    const { matchId, state, ...log } = this.#current();
    return this.#host.move({
      matchId,
      round: state.round,
      state: log.view,
      score: log.score,
      deadline: Date.now() + this.#moveTimeoutMs,
    });
  }

  abandon(): void {
    this.#host.abandon();
  }

  roundEnd(): void {
    this.#host.roundEnd((this.#log as MatchLog).lastRoundFor(this.#side));
  }

  matchEnd(): void {
    const log = this.#log as MatchLog;
    const { matchId, gameId: game } = log;
    const outcome = log.outcomeFor(this.#side);
    this.#host.matchEnd({
      matchId,
      game,
      outcome,
      score: log.scoreFor(this.#side),
      netLamports: 0,
    } as MatchEnd);
  }

  close(): Promise<void> {
    return this.#host.close();
  }

  #current() {
    const log = this.#log as MatchLog;
    return {
      matchId: log.matchId,
      state: log.state,
      view: log.viewFor(this.#side),
      score: log.scoreFor(this.#side),
    };
  }
}
