import { randomBytes } from 'node:crypto';
import { builtins } from '../../../strategies/index.js';
import type {
  HouseMatch,
  HouseMatchEnd,
  HouseOptions,
  HousePlayer,
  HouseRound,
  HouseTurn,
} from '../../arena/index.js';
import { type GameId, gameOf, type Side } from '../../games/index.js';
import { realClock } from '../../lib/clock.js';
import {
  Decider,
  type Match,
  openStrategy,
  type Round,
  type StrategyHost,
  type StrategySnapshot,
} from '../../strategy/index.js';

/** A strategy that can sit at many tables at once: one host a table, kept for the next one. */
export interface House extends Pick<HouseOptions, 'name' | 'open'> {
  readonly games: readonly GameId[];
  close(): Promise<void>;
}

/**
 * Opens a strategy as house bot: a built-in one in the arena's own thread, any other in threads of its own, as what it
 * does wrong must not end the arena or the bot that it plays against.
 * @throws BotpitError as `openStrategy`
 */
export async function openHouse(spec: string): Promise<House> {
  const isolation = Object.hasOwn(builtins, spec.trim()) ? 'inline' : 'worker';
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

/** Tells a strategy host what the arena tells its house player; calls queue up behind the opening of the host. */
class HostedPlayer implements HousePlayer {
  readonly #host: Promise<StrategyHost>;
  readonly #game: GameId;
  readonly #release: () => void;
  #decider: Decider | undefined;
  #match: HouseMatch | undefined;
  #state: Record<string, unknown> | null = null;
  #score: readonly [number, number] = [0, 0];

  constructor(host: Promise<StrategyHost>, game: GameId, release: () => void) {
    this.#host = host;
    this.#game = game;
    this.#release = release;
  }

  matchStart(match: HouseMatch): void {
    this.#match = match;
    const { matchId, side, wagerLamports: wager, opponentId: id, opponentName: name } = match;
    const opponent = { id, name, history: [] };
    this.#tell((host) => host.matchStart({ game: this.#game, matchId, side, wager, opponent } as Match));
  }

  /** Rejects where the strategy has no legal move of its own: the arena reports it and plays the fallback. */
  async move({ matchId, round, state, score, timeoutMs }: HouseTurn): Promise<object | null> {
    this.#state = state;
    const [mine, theirs] = this.#own(score);
    const asked = { matchId, round, state, score: { mine, theirs }, timeoutMs };
    // Awaited every time, as what was told before this turn is still on its way to the host.
    const host = await this.#host;
    this.#decider ??= new Decider(host, realClock);
    const decider = this.#decider;
    return new Promise((resolve, reject) => {
      decider.decide(gameOf(this.#game), asked, 0, ({ move, reason, detail }) => {
        if (reason === undefined) resolve(move);
        else reject(new Error(detail ?? reason));
      });
    });
  }

  abandon(): void {
    this.#decider?.cancel();
  }

  roundEnd({ round, result, score }: HouseRound): void {
    const state = this.#state;
    const [mine, theirs] = this.#own(score);
    const lead = mine - this.#score[0] - (theirs - this.#score[1]);
    this.#score = [mine, theirs];
    const outcome = lead === 0 ? 'tie' : lead > 0 ? 'win' : 'loss';
    this.#tell((host) =>
      host.roundEnd({ round, state, result, outcome, score: { mine, theirs } } as unknown as Round),
    );
  }

  matchEnd({ winner, score, payoutLamports }: HouseMatchEnd): void {
    const match = this.#match;
    if (!match) return;
    const [mine, theirs] = this.#own(score);
    const outcome = winner === null ? 'draw' : winner === match.side ? 'win' : 'loss';
    const netLamports = match.sandbox ? 0 : payoutLamports - match.wagerLamports;
    const end = {
      matchId: match.matchId,
      game: this.#game,
      outcome,
      score: { mine, theirs },
      netLamports,
    } as const;
    this.#tell((host) => host.matchEnd(end));
  }

  close(): void {
    this.#release();
  }

  /** A host that does not open fails the next `move`, which says so. */
  #tell(call: (host: StrategyHost) => void): void {
    this.#host.then(call, () => undefined);
  }

  #own(score: readonly [number, number]): readonly [number, number] {
    const side: Side = this.#match?.side ?? 'a';
    return side === 'a' ? score : [score[1], score[0]];
  }
}
