import { GAME_IDS } from '../../games/index.js';
import type { Clock } from '../../lib/clock.js';
import { LAMPORTS_PER_SOL, MAX_WAGER_SOL } from '../../wager.js';
import type { ArenaEventSink } from '../arena-events.js';
import type { Terms } from '../seat.js';
import type { Wire } from '../wire.js';
import { FalseReports } from './false-reports.js';
import { type ChaosFault, FaultDraws, type FaultSettings } from './faults.js';
import { ChaosLine, type LineContext, matchIdOf, type Victim } from './line.js';

export interface ChaosContext {
  readonly faults: FaultSettings;
  readonly seed: string;
  readonly clock: Clock;
  readonly emit: ArenaEventSink;
  /** Forgets all agents, offers and matches; connections are the caller's business. */
  readonly forgetAll: () => void;
}

const MAX_WAGER_LAMPORTS = MAX_WAGER_SOL * LAMPORTS_PER_SOL;

/** What a match is about instead where nothing was to be at stake. */
const SURPRISE_LAMPORTS = 10_000_000;

/** One arena's misbehaviour. All of it follows from the seed and from what the clients do. */
export class Chaos implements LineContext {
  readonly clock: Clock;
  readonly #context: ChaosContext;
  readonly #draws: FaultDraws;
  readonly #lines = new Set<ChaosLine>();
  /** By agent id, in order of arrival: their keys, and so their ids, may differ from run to run. */
  readonly #victims = new Map<string, Victim>();
  #matches = 0;

  constructor(context: ChaosContext) {
    this.#context = context;
    this.clock = context.clock;
    this.#draws = new FaultDraws(context.faults, context.seed);
  }

  /** The line of a new connection, which must be told of its end. */
  open(wire: Wire): ChaosLine {
    const line = new ChaosLine(wire, this);
    this.#lines.add(line);
    return line;
  }

  ended(line: ChaosLine): void {
    line.ended();
    this.#lines.delete(line);
  }

  /** What is played instead of what was agreed on; `null` where it is just that. */
  otherTerms(agreed: Terms): Terms | null {
    const about = Object.values(agreed).join(' ');
    if (!this.#draws.strikes('wrong-wagers', about)) return null;
    const { game, wagerLamports } = agreed;
    const choose = <T>(options: readonly T[]) => this.#draws.choose('wrong-wagers', about, options);
    const what = choose(['higher', 'lower', 'game']);
    if (what === 'game') return { ...agreed, game: choose(GAME_IDS.filter((id) => id !== game)) };
    const isLower = what === 'lower' ? wagerLamports > 0 : wagerLamports * 2 > MAX_WAGER_LAMPORTS;
    if (isLower) return { ...agreed, wagerLamports: Math.floor(wagerLamports / 2) };
    return { game, sandbox: false, wagerLamports: wagerLamports * 2 || SURPRISE_LAMPORTS };
  }

  /** A match begins on other terms than were agreed on. */
  metOn(terms: Terms, agreed: Terms, matchId: string): void {
    const say = ({ game, wagerLamports, sandbox }: Terms) =>
      `${game} for ${sandbox ? 'practice' : `${wagerLamports} lamports`}`;
    this.report('wrong-wagers', null, matchId, `${say(terms)} instead of ${say(agreed)}`);
  }

  /** A function that says how long the next turn of the match lasts, at most `timeoutMs`. */
  turnsOf(matchId: string): (timeoutMs: number) => number {
    const draws = this.#draws.of(`match ${this.#matches++}`);
    return (timeoutMs) => {
      if (!draws.strikes('short-turns', 'turn')) return timeoutMs;
      const shortMs = Math.min(timeoutMs, draws.lengthMs('short-turns', 'turn'));
      this.report('short-turns', null, matchId, `a turn of ${shortMs} ms`);
      return shortMs;
    };
  }

  victim(agentId: string): Victim {
    const known = this.#victims.get(agentId);
    if (known) return known;
    const draws = this.#draws.of(`agent ${this.#victims.size}`);
    let connections = 0;
    const victim: Victim = {
      agentId,
      falseReports: new FalseReports(draws, (fault, message, detail) => {
        this.report(fault, agentId, matchIdOf(message), detail);
      }),
      nextConnection: () => draws.of(`connection ${connections++}`),
    };
    this.#victims.set(agentId, victim);
    return victim;
  }

  restart(): void {
    this.#context.forgetAll();
    for (const line of this.#lines) line.cut();
  }

  report(fault: ChaosFault, agentId: string | null, matchId: string | undefined, detail: string): void {
    this.#context.emit({
      event: 'chaos',
      fault,
      ...(matchId === undefined ? {} : { matchId }),
      ...(agentId === null ? {} : { agentId }),
      detail,
    });
  }
}
