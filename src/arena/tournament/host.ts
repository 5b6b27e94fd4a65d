import type { Clock, Timer } from '../../lib/clock.js';
import type { Agent, Ticket } from '../agents.js';
import type { ArenaEventSink, Named } from '../arena-events.js';
import { gameOver } from '../match-messages.js';
import type { Matchmaker } from '../queue.js';
import { type ArenaErrorCode, type Arranged, isFirstSideA, type SeatedMatch, type Terms } from '../seat.js';
import type { Course, Pairing, Step } from './course.js';
import type { Journal } from './journal.js';
import type { MatchPlace } from './plan.js';
import { snapshotOf, standingsIn } from './results.js';
import type { TournamentSnapshot } from './snapshot.js';
import { Turnout } from './turnout.js';

/** An end that is older than this before the latest one has been told. */
const UNTOLD_MS = 5_000;

export interface HostContext {
  readonly clock: Clock;
  readonly emit: ArenaEventSink;
  readonly journal: Journal;
  /** In the order of the plan. */
  readonly agents: readonly Agent[];
  readonly forfeitAfterMs: number;
  readonly beginWithinMs: number;
  /** Seats two agents. */
  readonly seat: (terms: Terms, first: Agent, second: Agent, match: Arranged) => HostedMatch;
  /** Takes an agent out of the queue, and tells it. */
  readonly sendAway: (agent: Agent) => void;
  /** The standings have changed. */
  readonly onChange: () => void;
  /** The journal cannot be written any more: everything stands still. */
  readonly onFailure: (error: Error) => void;
}

/** A match, as the host of its tournament sees it. */
export interface HostedMatch extends SeatedMatch {
  /** Begins; or goes on where it was cut off, once both sides are back. */
  start(): void;
  /** It is not waited for any longer that both sides come back. */
  goOn(): void;
}

/**
 * Plays a tournament: pairs an agent with the opponent that the plan has for it as soon as both wait for the same game, and has
 * matches forfeited by those who are not there. Whatever happens is in the journal before anybody is told of it.
 */
export class Host implements Matchmaker {
  readonly #context: HostContext;
  readonly #turnout: Turnout;
  readonly #places: ReadonlyMap<Agent, number>;
  /** The matches under way, by the places of their agents. */
  readonly #matches = new Map<number, HostedMatch>();
  /** Matches that were cut off by a restart and wait for both sides, and for how long. */
  readonly #cutOff = new Map<HostedMatch, number>();
  #beginsAt: number | null = null;
  #beginning: Timer | undefined;
  #isOverTold = false;
  /** Nothing is taken any more. */
  #hasEnded = false;

  constructor(context: HostContext) {
    this.#context = context;
    this.#places = new Map(context.agents.map((agent, place) => [agent, place]));
    this.#turnout = new Turnout({
      ...context,
      course: context.journal.course,
      passed: (ms) => this.#passed(ms),
      absent: (pairing, sides) => this.#forfeit(pairing, sides),
    });
  }

  get course(): Course {
    return this.#context.journal.course;
  }

  snapshot(): TournamentSnapshot {
    const { journal, agents } = this.#context;
    return snapshotOf({
      course: this.course,
      beginsAt: this.course.hasBegun ? null : this.#beginsAt,
      matchIdIn: ({ agents: [first], isOver }) => (isOver ? null : (this.#matches.get(first)?.id ?? null)),
      matchIdOf: (at) => journal.secret.matchId(at),
      isConnected: (place) => agents[place]?.connection != null,
    });
  }

  /** Begins, or goes on where the process before was cut off. */
  start(): void {
    const { emit, journal } = this.#context;
    const { kind, games, matches, rounds, agents } = this.course.plan;
    const about = { kind, games, matches, rounds, agents };
    emit({ event: 'tournament_started', ...about, resumed: journal.isResumed });
    for (const at of this.course.underWay()) this.#seat(at, true);
    this.#tellEnds();
    if (this.course.hasBegun) this.#advance([]);
    this.#turnout.start();
  }

  admit({ game }: Terms): Terms | ArenaErrorCode {
    if (this.course.isOver) return 'tournament_over';
    // Nothing is at stake, whatever wager an agent is ready for.
    return this.course.plan.games.includes(game) ? { game, wagerLamports: 0, sandbox: true } : 'other_game';
  }

  joined({ agent }: Ticket): void {
    const place = this.#places.get(agent);
    if (place === undefined) return;
    if (this.course.hasBegun) this.#pair(place);
    else this.#awaitAll();
  }

  left({ agent }: Ticket): void {
    const place = this.#places.get(agent);
    if (place !== undefined) this.#turnout.left(place);
  }

  gone(): void {
    // For how long it is away is counted.
  }

  clear(): void {
    this.#turnout.stop();
    this.#context.clock.clearTimeout(this.#beginning);
    this.#beginning = undefined;
    this.#hasEnded = true;
  }

  /** The first match begins when everybody waits, or some time after the first one has come. */
  #awaitAll(): void {
    const { clock, beginWithinMs, agents } = this.#context;
    if (agents.every(({ ticket }) => ticket !== null)) this.#begin();
    else if (this.#beginsAt === null) {
      this.#beginsAt = clock.epochMs() + beginWithinMs;
      this.#beginning = clock.setTimeout(() => this.#begin(), beginWithinMs);
    }
  }

  #begin(): void {
    this.#context.clock.clearTimeout(this.#beginning);
    this.#beginning = undefined;
    if (!this.course.hasBegun && this.#take({ is: 'begun' })) this.#advance([]);
  }

  /** Pairs the rounds that can be paired, and whoever waits for them; else only these agents. Tells when all is over. */
  #advance(places: readonly number[]): void {
    const { emit, journal, onChange } = this.#context;
    const steps = this.course.nextRounds(journal.secret);
    for (const step of steps) {
      if (!this.#take(step)) return;
      const pairings = step.pairs.map(([a, b]) => ({ a: this.#named(a), b: this.#named(b) }));
      const bye = step.bye === null ? null : this.#named(step.bye);
      emit({ event: 'tournament_round', round: step.round, rounds: this.course.plan.rounds, pairings, bye });
    }
    for (const place of steps.length > 0 ? this.#places.values() : places) this.#pair(place);
    onChange();
    if (!this.course.isOver || this.#isOverTold) return;
    this.#isOverTold = true;
    const standings = standingsIn(this.course, () => false);
    emit({
      event: 'tournament_ended',
      standings: standings.map(({ rank, agent, points }) => ({ rank, agent, points })),
    });
    // Whoever asks again is told that it is over.
    for (const agent of this.#places.keys()) if (agent.ticket) this.#context.sendAway(agent);
  }

  /** Has an agent that waits meet its next opponent, where that one waits for the same game. */
  #pair(place: number): void {
    const meeting = this.#turnout.meetingOf(place);
    const wanted = this.#turnout.wanted(place);
    if (!meeting || wanted === null) return;
    const { pairing, other, isMutual } = meeting;
    const at = isMutual && this.#turnout.wanted(other) === wanted ? pairing.next(wanted) : null;
    if (at) {
      if (this.#take({ is: 'match', at })) this.#seat(at, false);
      return;
    }
    for (const one of [place, other]) this.#turnout.nudge(one);
  }

  /** Seats the agents of a match that is in the journal as begun. */
  #seat(at: MatchPlace, isCutOff: boolean): void {
    const { journal, clock, seat, emit } = this.#context;
    const { agents } = this.course.pairingAt(at);
    const { game, rounds } = this.course.slotAt(at);
    const seed = journal.secret.seed(at);
    const [first, second] = agents.map((place) => this.#context.agents[place]) as [Agent, Agent];
    const ofSide = isFirstSideA(seed) ? ({ a: 0, b: 1 } as const) : ({ a: 1, b: 0 } as const);
    const match = seat({ game, wagerLamports: 0, sandbox: true }, first, second, {
      id: journal.secret.matchId(at),
      seed,
      rounds: isCutOff ? [...rounds] : null,
      keepRound: (a, b) => this.#take({ is: 'played', at, a, b }),
      keepEnd: ({ winner, termination }, score) =>
        this.#take({
          is: 'end',
          ...{
            at,
            winner: winner === null ? null : ofSide[winner],
            termination,
            score,
            time: clock.epochMs(),
          },
        }),
      ended: () => {
        for (const place of agents) this.#matches.delete(place);
        this.#cutOff.delete(match);
        this.#ended(at);
      },
    });
    for (const place of agents) {
      this.#matches.set(place, match);
      this.#turnout.plays(place);
    }
    if (isCutOff) {
      this.#cutOff.set(match, 0);
      const [a, b] = [this.#named(agents[ofSide.a]), this.#named(agents[ofSide.b])];
      emit({ event: 'match_resumed', matchId: match.id, game, a, b, round: rounds.length + 1 });
    }
    match.start();
  }

  #ended(at: MatchPlace): void {
    const { emit } = this.#context;
    const pairing = this.course.pairingAt(at);
    const [a, b] = pairing.agents;
    if (pairing.isOver) {
      const score = [pairing.halfPoints[0] / 2, pairing.halfPoints[1] / 2] as const;
      emit({ event: 'pairing_ended', round: pairing.round, a: this.#named(a), b: this.#named(b), score });
    }
    this.#advance(pairing.agents);
  }

  /** Matches that were cut off wait no longer for a side that does not come back: its turns run. */
  #passed(ms: number): void {
    for (const [match, waitedMs] of this.#cutOff) {
      this.#cutOff.set(match, waitedMs + ms);
      if (waitedMs + ms < this.#context.forfeitAfterMs) continue;
      this.#cutOff.delete(match);
      match.goOn();
    }
  }

  #forfeit(pairing: Pairing, absent: readonly (0 | 1)[]): void {
    const { clock, emit } = this.#context;
    const at = pairing.next();
    if (!at) return;
    const { game } = this.course.slotAt(at);
    if (!this.#take({ is: 'forfeit', at, absent, time: clock.epochMs() })) return;
    const [a, b] = pairing.agents;
    const by = absent.map((side) => this.#named(pairing.agents[side]).id);
    emit({ event: 'match_forfeited', round: pairing.round, game, a: this.#named(a), b: this.#named(b), by });
    this.#ended(at);
  }

  /** The process before may have been cut off between the end of a match and the word of it. */
  #tellEnds(): void {
    const { journal } = this.#context;
    const latest = Math.max(0, ...this.course.recent.map(({ time }) => time));
    for (const [place, ended] of this.course.latest.entries()) {
      const agent = this.#context.agents[place];
      if (!agent || this.#matches.has(place) || !ended || ended.termination === 'forfeit') continue;
      if (ended.time < latest - UNTOLD_MS) continue;
      const { at, winner, score, agents } = ended;
      const over = {
        matchId: journal.secret.matchId(at),
        winner: winner === null ? null : this.#named(agents[winner]).id,
        ...{ score, serverSeed: journal.secret.seed(at), feeLamports: 0, sandbox: true },
      };
      agent.send(gameOver(over, 0));
    }
  }

  #named(place: number): Named {
    return this.course.plan.agents[place] as Named;
  }

  /** False where it cannot be kept: then nobody is told of it, and nothing more is played. */
  #take(step: Step): boolean {
    if (this.#hasEnded) return false;
    try {
      this.#context.journal.take(step);
      return true;
    } catch (error) {
      this.#hasEnded = true;
      this.#context.onFailure(error as Error);
      return false;
    }
  }
}
