import { randomBytes } from 'node:crypto';
import type {
  HouseMatch,
  HouseMatchEnd,
  HouseOptions,
  HousePlayer,
  HouseRound,
  HouseTurn,
} from '../../arena/index.js';
import type { GameId } from '../../games/index.js';
import { type OwnScore, outcomeFor, roundOutcome, scoreFor } from '../../match/index.js';
import {
  Drive,
  isBuiltIn,
  openStrategy,
  type StrategyHost,
  type StrategySnapshot,
} from '../../strategy/index.js';

/** A strategy that can sit at many tables at once: one host a table, kept for the next one. */
interface House extends Pick<HouseOptions, 'name' | 'open'> {
  readonly games: readonly GameId[];
  close(): Promise<void>;
}

/**
 * Opens a strategy as house bot: a built-in one in the arena's own thread, any other in threads of its own, as what it
 * does wrong must not end the arena or the bot that it plays against.
 * @throws BotpitError as `openStrategy`
 */
export async function openHouse(spec: string): Promise<House> {
  const isolation = isBuiltIn(spec) ? 'inline' : 'worker';
  const openHost = (snapshot?: StrategySnapshot) =>
    openStrategy(spec, {
      ...(snapshot ? { snapshot } : {}),
      isolation,
      seed: randomBytes(8).toString('hex'),
      report: () => undefined,
    });
  const first = await openHost();
  const hosts = new Set([Promise.resolve(first)]);
  const idle = [...hosts];

  const another = (): Promise<StrategyHost> => {
    // The same as at the first table, whatever has been edited since.
    const host = openHost(first.snapshot);
    hosts.add(host);
    // It did open once: what it depends on has changed since, or it does not always open.
    host.catch(() => hosts.delete(host));
    return host;
  };
  return {
    name: `house-${first.name}`,
    games: first.games,
    open(game) {
      if (!first.games.includes(game)) return null;
      const host = idle.pop() ?? another();
      return new HostedPlayer(host, game, () => {
        if (hosts.has(host)) idle.push(host);
      });
    },
    async close() {
      for (const host of hosts) await host.then((opened) => opened.close()).catch(() => undefined);
    },
  };
}

/** Passes what the arena tells its house player on to a strategy host. Calls wait until the host has opened. */
class HostedPlayer implements HousePlayer {
  readonly #drive: Promise<Drive>;
  readonly #game: GameId;
  readonly #release: () => void;
  #match: HouseMatch | undefined;
  #asking: Drive | undefined;
  #state: Record<string, unknown> | null = null;
  #score: OwnScore = [0, 0];

  constructor(host: Promise<StrategyHost>, game: GameId, release: () => void) {
    this.#drive = host.then((opened) => new Drive(opened));
    // The next `move` says why a host does not open.
    this.#drive.catch(() => undefined);
    this.#game = game;
    this.#release = release;
  }

  matchStart(match: HouseMatch): void {
    this.#match = match;
    const { matchId, side, wagerLamports: wager, opponentId: id, opponentName: name } = match;
    const opponent = { id, name, history: [] };
    this.#tell((drive) => drive.start({ game: this.#game, matchId, side, wager, opponent }));
  }

  /** Rejects where the strategy has no legal move of its own: the arena reports it and plays the fallback. */
  async move({ round, state, side, score, timeoutMs }: HouseTurn): Promise<object | null> {
    this.#state = state;
    // Awaited every time, as what was told before this turn is still on its way to the host.
    this.#asking = await this.#drive;
    const turn = { round, state, score: scoreFor(side, score), timeoutMs };
    const { move, reason, detail } = await this.#asking.turn(turn);
    if (reason === undefined) return move;
    throw new Error(detail ?? reason);
  }

  abandon(): void {
    this.#asking?.cancel();
  }

  roundEnd({ round, result, score }: HouseRound): void {
    const { side = 'a' } = this.#match ?? {};
    const state = this.#state;
    const before = this.#score;
    const after = scoreFor(side, score);
    this.#score = [after.mine, after.theirs];
    const outcome = roundOutcome(result.winner, side, before, [after.mine, after.theirs]);
    this.#tell((drive) => drive.round({ round, state, result, outcome, score: after }));
  }

  matchEnd({ winner, score, payoutLamports }: HouseMatchEnd): void {
    const match = this.#match;
    if (!match) return;
    const { side, sandbox, wagerLamports } = match;
    const end = { outcome: outcomeFor(side, winner), score: scoreFor(side, score) };
    this.#tell((drive) => drive.end(end, sandbox ? 0 : payoutLamports - wagerLamports));
  }

  close(): void {
    this.#release();
  }

  #tell(call: (drive: Drive) => void): void {
    this.#drive.then(call, () => undefined);
  }
}
