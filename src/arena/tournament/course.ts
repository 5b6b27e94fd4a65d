import type { GameId, Played } from '../../games/index.js';
import { createRng } from '../../lib/rng.js';
import type { Termination } from '../../match/index.js';
import { type Pair, type RoundPairs, roundRobin, swissRound } from './pairings.js';
import type { MatchPlace, Plan, Secret } from './plan.js';
import { halfPointsOf, type PairingResult, type Results } from './standings.js';

/** A move as it was made; null where a side was late. */
export type PlayedMove = Played<object> | null;

/** How a match of a tournament ended. */
export interface MatchEnd {
  /** The first or the second of the pairing; null for a draw. */
  readonly winner: 0 | 1 | null;
  readonly termination: Termination | 'forfeit';
  /** `[a, b]` of the match. */
  readonly score: readonly [number, number];
  /** When, in epoch milliseconds. */
  readonly time: number;
}

/** What happens in a tournament, one after the other. All that it is follows from its plan and these. */
export type Step =
  /** Matches are played from now on. */
  | { readonly is: 'begun' }
  | ({ readonly is: 'round'; readonly round: number } & RoundPairs)
  | { readonly is: 'match'; readonly at: MatchPlace }
  /** A round of a match, with the moves of its sides. */
  | { readonly is: 'played'; readonly at: MatchPlace; readonly a: PlayedMove; readonly b: PlayedMove }
  | ({ readonly is: 'end'; readonly at: MatchPlace } & MatchEnd)
  /** A match that is not played; both may be absent. */
  | {
      readonly is: 'forfeit';
      readonly at: MatchPlace;
      readonly absent: readonly (0 | 1)[];
      readonly time: number;
    };

/** A match of a pairing. */
interface Slot {
  readonly game: GameId;
  state: 'open' | 'playing' | 'over';
  /** What has been played of it, while it is under way. */
  readonly rounds: { readonly a: PlayedMove; readonly b: PlayedMove }[];
}

/** A match that is over. */
export interface EndedMatch extends MatchEnd {
  readonly at: MatchPlace;
  readonly game: GameId;
  readonly agents: Pair;
}

/** Two agents that meet in a round. */
export class Pairing {
  readonly round: number;
  /** In its round, from 0. */
  readonly index: number;
  readonly agents: Pair;
  /** Of its matches, in halves. */
  readonly halfPoints: [number, number] = [0, 0];
  /** How many of its matches are over. */
  played = 0;
  readonly #plan: Plan;
  /** A round-robin can have a million; most of them are still to come or over. */
  #slots: Slot[] | null = null;

  constructor(plan: Plan, round: number, index: number, agents: Pair) {
    this.#plan = plan;
    this.round = round;
    this.index = index;
    this.agents = agents;
  }

  get isOver(): boolean {
    return this.played === this.#plan.matches;
  }

  /** Its matches; none where it is over. */
  get slots(): readonly Slot[] {
    if (this.isOver) return [];
    const { games, matches } = this.#plan;
    this.#slots ??= Array.from({ length: matches }, (_, i): Slot => {
      return { game: games[i % games.length] as GameId, state: 'open', rounds: [] };
    });
    return this.#slots;
  }

  /** The next match that is not played yet: in this game, or in any. */
  next(game?: GameId): MatchPlace | null {
    const slot = this.slots.findIndex(
      (one) => one.state === 'open' && (game === undefined || one.game === game),
    );
    return slot === -1 ? null : this.placeOf(slot);
  }

  /** The game of the next match; null where there is none. */
  get nextGame(): GameId | null {
    return this.slots.find(({ state }) => state === 'open')?.game ?? null;
  }

  placeOf(slot: number): MatchPlace {
    return [this.round, this.index, slot + 1];
  }

  ended(slot: Slot, points: readonly [number, number]): void {
    slot.state = 'over';
    slot.rounds.length = 0;
    this.halfPoints[0] += points[0];
    this.halfPoints[1] += points[1];
    this.played += 1;
    if (this.isOver) this.#slots = null;
  }
}

/** A tournament from its first round to its last. Each step is checked; no step is made twice. */
export class Course {
  readonly plan: Plan;
  hasBegun = false;
  /** From round 1 at index 0 on. */
  readonly rounds: { readonly pairings: readonly Pairing[]; readonly bye: number | null }[] = [];
  /** Matches lost by not being there, and matches won, drawn and lost, of each agent. */
  readonly forfeits: number[];
  readonly matches: { wins: number; draws: number; losses: number }[];
  /** The latest matches that are over, newest first. */
  readonly recent: EndedMatch[] = [];
  /** The latest match of each agent that is over. */
  readonly latest: (EndedMatch | undefined)[] = [];
  readonly #ofAgent: Pairing[][];
  /** Of each agent, how many of its pairings are over before the first that is not. */
  readonly #firstOpen: number[] = [];
  readonly #over: PairingResult[] = [];
  #left = 0;

  constructor(plan: Plan) {
    this.plan = plan;
    this.forfeits = plan.agents.map(() => 0);
    this.matches = plan.agents.map(() => ({ wins: 0, draws: 0, losses: 0 }));
    this.#ofAgent = plan.agents.map(() => []);
  }

  /** @throws Error where the step does not follow from those before */
  apply(step: Step): void {
    switch (step.is) {
      case 'begun':
        this.hasBegun = true;
        return;
      case 'round':
        this.#addRound(step.round, step);
        return;
      case 'match':
        this.#slotIn(step.at, 'open').state = 'playing';
        return;
      case 'played':
        this.#slotIn(step.at, 'playing').rounds.push({ a: step.a, b: step.b });
        return;
      case 'end':
        this.#slotIn(step.at, 'playing');
        this.#end(step.at, step);
        return;
      case 'forfeit': {
        this.#slotIn(step.at, 'open');
        const { agents } = this.pairingAt(step.at);
        for (const side of step.absent) this.forfeits[agents[side]] = (this.forfeits[agents[side]] ?? 0) + 1;
        const winner = step.absent.length === 2 ? null : step.absent[0] === 0 ? 1 : 0;
        const end = { winner, termination: 'forfeit', score: [0, 0], time: step.time } as const;
        this.#end(step.at, end, step.absent.length === 2);
        return;
      }
      default:
        throw new Error(`there is no step ${JSON.stringify(step satisfies never)}`);
    }
  }

  /** The rounds that can be paired now. */
  nextRounds(secret: Secret): Extract<Step, { is: 'round' }>[] {
    const { kind, agents, rounds } = this.plan;
    if (this.rounds.length === rounds) return [];
    if (kind === 'round-robin') {
      const all = roundRobin(agents.length).map(
        (pairs, i) => ({ is: 'round', round: i + 1, ...pairs }) as const,
      );
      // A process that was killed may have written some of them.
      return all.slice(this.rounds.length);
    }
    if (this.#left > 0) return [];
    const results = this.results();
    const round = this.rounds.length + 1;
    const byes = agents.map((_, agent) => results.byes.filter((one) => one === agent).length);
    const random = createRng(secret.lots(round));
    const met = (a: number, b: number) =>
      (this.#ofAgent[a] ?? []).filter(({ agents: pair }) => pair.includes(b)).length;
    return [{ is: 'round', round, ...swissRound({ halfPoints: halfPointsOf(results), byes, met, random }) }];
  }

  /** Everything has been played. */
  get isOver(): boolean {
    return this.rounds.length === this.plan.rounds && this.#left === 0;
  }

  /** The first round that is not over, from 1; the last one where all are. */
  get round(): number {
    const open = this.rounds.findIndex(({ pairings }) => pairings.some((pairing) => !pairing.isOver));
    return open === -1 ? this.rounds.length : open + 1;
  }

  /** The pairing whose matches an agent plays now; undefined where it has to wait for a round, or has played all. */
  pairingOf(agent: number): Pairing | undefined {
    const all = this.#ofAgent[agent] ?? [];
    let first = this.#firstOpen[agent] ?? 0;
    while (all[first]?.isOver) first += 1;
    this.#firstOpen[agent] = first;
    return all[first];
  }

  pairingAt([round, index]: MatchPlace): Pairing {
    const pairing = this.rounds[round - 1]?.pairings[index];
    if (!pairing) throw new Error(`there is no pairing ${index} in round ${round}`);
    return pairing;
  }

  slotAt(at: MatchPlace): Slot {
    const slot = this.pairingAt(at).slots[at[2] - 1];
    if (!slot) throw new Error(`a pairing has no match ${at[2]}`);
    return slot;
  }

  /** Of the pairings that are over. */
  results(): Results {
    const byes = this.rounds.flatMap(({ bye }) => bye ?? []);
    const { agents, kind } = this.plan;
    return { agents: agents.length, pairings: this.#over, byes, byesCount: kind === 'swiss' };
  }

  /** The matches under way. */
  underWay(): MatchPlace[] {
    return this.rounds.flatMap(({ pairings }) =>
      pairings.flatMap((pairing) =>
        pairing.slots.flatMap(({ state }, i) => (state === 'playing' ? [pairing.placeOf(i)] : [])),
      ),
    );
  }

  #addRound(round: number, { pairs, bye }: RoundPairs): void {
    const { plan } = this;
    if (round !== this.rounds.length + 1 || round > plan.rounds)
      throw new Error(`round ${round} is out of order`);
    const pairings = pairs.map((agents, index) => new Pairing(plan, round, index, agents));
    for (const pairing of pairings) {
      for (const agent of pairing.agents) {
        const own = this.#ofAgent[agent];
        if (!own) throw new Error(`there is no agent ${agent}`);
        own.push(pairing);
      }
    }
    this.rounds.push({ pairings, bye });
    this.#left += pairings.length;
  }

  #slotIn(at: MatchPlace, state: Slot['state']): Slot {
    const slot = this.slotAt(at);
    if (slot.state !== state) throw new Error(`match ${at.join('.')} is ${slot.state}, not ${state}`);
    return slot;
  }

  #end(at: MatchPlace, { winner, termination, score, time }: MatchEnd, isLostByBoth = false): void {
    const pairing = this.pairingAt(at);
    const slot = this.slotAt(at);
    const pointsOf = (side: 0 | 1) => (isLostByBoth ? 0 : winner === null ? 1 : winner === side ? 2 : 0);
    const points = [pointsOf(0), pointsOf(1)] as const;
    for (const side of [0, 1] as const) {
      const counts = this.matches[pairing.agents[side]];
      if (counts) counts[OUTCOMES[points[side]]] += 1;
    }
    const ended = { at, game: slot.game, agents: pairing.agents, winner, termination, score, time };
    for (const agent of pairing.agents) this.latest[agent] = ended;
    this.recent.unshift(ended);
    if (this.recent.length > MOST_RECENT) this.recent.pop();
    pairing.ended(slot, points);
    if (!pairing.isOver) return;
    this.#left -= 1;
    this.#over.push({ agents: pairing.agents, halfPoints: pairing.halfPoints });
  }
}

const OUTCOMES = ['losses', 'draws', 'wins'] as const;

const MOST_RECENT = 50;
