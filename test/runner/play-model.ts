import type { Command } from '../../src/client/index.js';
import { commitTo } from '../../src/fairness.js';
import type { FoundMatch, MatchRecord } from '../../src/history/index.js';
import { formatHours, formatTimeOfDay } from '../../src/lib/time-of-day.js';
import type { HeardGameOver, HeardMatchFound } from '../../src/protocol/index.js';
import { NO_LIMITS, type RunnerEvent } from '../../src/runner/index.js';
import type { DeadlineName, Effect, LoopEvent } from '../../src/runner/loop-events.js';
import { DEADLINES, step } from '../../src/runner/machine.js';
import { type PhaseName, type Rules, START, type State } from '../../src/runner/state.js';

export const WAGER = 1_000;
export const ME = 'agent-1';
export const SEED = 'ab'.repeat(32);

export const RULES: Rules = {
  bot: null,
  folderFlag: '',
  game: 'rps',
  turns: null,
  schedule: null,
  wagerLamports: WAGER,
  sandbox: false,
  entry: { by: 'queue' },
  limits: NO_LIMITS,
  matches: null,
  forMs: null,
  taunts: 'off',
  games: ['rps'],
  isReal: true,
  isPractice: false,
};

export function found(matchId: string, fields: Partial<HeardMatchFound> = {}): HeardMatchFound {
  return {
    type: 'match_found',
    match_id: matchId,
    game_type: 'rps',
    opponent_id: 'agent-2',
    opponent_name: 'Other',
    wager_lamports: WAGER,
    server_seed_hash: commitTo(SEED),
    ...fields,
  };
}

/** As the books have it. */
export function inBooks(heard: HeardMatchFound): FoundMatch {
  return {
    matchId: heard.match_id,
    game: heard.game_type,
    agentId: ME,
    opponentId: heard.opponent_id,
    opponentName: heard.opponent_name,
    wagerLamports: heard.wager_lamports ?? WAGER,
    serverSeedHash: heard.server_seed_hash,
    draws: heard.draws ?? null,
    sandbox: RULES.sandbox,
    startedAt: 0,
  };
}

export function over(matchId: string, fields: Partial<HeardGameOver> = {}): HeardGameOver {
  return {
    type: 'game_over',
    match_id: matchId,
    winner: ME,
    server_seed: SEED,
    payout_lamports: 1950,
    ...fields,
  };
}

export function turn(matchId: string, round = 1): LoopEvent {
  return { type: 'your_turn', match_id: matchId, round, game_state: {}, timeout_ms: 10_000 };
}

/** Which deadlines may be waited for in which phase; these may be in all of them but the last. */
const ALWAYS: readonly DeadlineName[] = ['time', 'minute', 'outage'];

const OF_PHASE: { readonly [Name in PhaseName]: readonly DeadlineName[] } = {
  away: [],
  listening: ['mention'],
  ready: [],
  waiting: ['next'],
  withdrawing: ['answer'],
  asking: ['answer', 'again'],
  queued: ['answer'],
  leaving: ['answer', 'leave'],
  playing: ['resume', 'stall', 'hold', 'tell'],
  settling: [],
  over: [],
};

const WISHES: ReadonlySet<Command['type']> = new Set(['join_queue', 'create_challenge', 'accept_challenge']);

/**
 * A machine in a world of books that work and answer at once, and of which all else is for the test to say. Watches over what must
 * never be, whatever happens.
 */
export class PlayModel {
  state: State = START;
  readonly events: RunnerEvent[] = [];
  /** Those of the last event, with what followed from it. */
  effects: Effect[] = [];
  readonly records: MatchRecord[] = [];
  end: string | null = null;
  now = 1_000_000;
  /** How long the rate limits leave no room, and whether a limit refuses. */
  roomMs = 0;
  refuses = false;
  readonly rules: Rules;
  #intents = 0;
  /** By their numbers: the games that they are of. */
  readonly #open = new Map<number, string>();
  #begun = 0;
  #isAllowed = false;
  #isStopped = false;
  /** When a clock on the wall first shows the time of the day at which play ends. */
  #endsAt: number | null = null;
  /** The turn and the connection of the last move, until the arena refuses it. */
  #moved: string | null = null;

  constructor(rules: Partial<Rules> = {}) {
    this.rules = { ...RULES, ...rules };
  }

  get phase(): PhaseName {
    return this.state.phase.name;
  }

  get deadlines(): readonly DeadlineName[] {
    return DEADLINES.flatMap((deadlineOf) => deadlineOf(this.state)?.name ?? []);
  }

  /** Everything that follows from an event, as the books have it. */
  happen(...events: LoopEvent[]): this {
    for (const event of events) {
      this.effects = [];
      const queue = [event];
      for (let next = queue.shift(); next; next = queue.shift()) queue.push(...this.#step(next));
    }
    return this;
  }

  #step(event: LoopEvent): LoopEvent[] {
    deepFreeze([this.state, event]);
    const world = { rules: this.rules, now: this.now, epochMs: this.now, agentId: ME, rttMs: 0 };
    const [state, effects] = step(this.state, event, world);
    if (JSON.stringify(step(this.state, event, world)) !== JSON.stringify([state, effects]))
      throw new Error(`${event.type} in ${this.phase} has two outcomes`);
    if (event.type === 'stop' || (event.type === 'deadline' && event.name === 'time')) this.#isStopped = true;
    if (event.type === 'error' && event.code === 'invalid_move') this.#moved = null;
    this.state = state;
    if (event.type === 'begun') this.#endsAt = this.#nextEnd();
    this.#requireDeadlines();
    this.effects.push(...effects);
    return effects.flatMap((effect) => this.#perform(effect));
  }

  #requireDeadlines(): void {
    const allowed: readonly DeadlineName[] =
      this.phase === 'over' ? [] : [...OF_PHASE[this.phase], ...ALWAYS];
    for (const name of this.deadlines)
      if (!allowed.includes(name)) throw new Error(`${name} is waited for in ${this.phase}`);
    if (new Set(this.deadlines).size < this.deadlines.length)
      throw new Error('a deadline is waited for twice');
  }

  #perform(effect: Effect): LoopEvent[] {
    switch (effect.do) {
      case 'emit':
        if (this.end !== null) throw new Error(`${effect.event.event} is told after the end`);
        this.events.push(effect.event);
        return [];
      case 'send':
        if (WISHES.has(effect.command.type)) this.#requireDecision(effect.command);
        return [];
      case 'move':
        this.#requireOneMove();
        return [];
      case 'ask-room':
        this.#isAllowed = true;
        return [{ type: 'room', waitMs: this.roomMs }];
      case 'intend': {
        if (this.refuses) return [{ type: 'limited', refusal: REFUSAL }];
        this.#intents += 1;
        this.#open.set(this.#intents, effect.game);
        return [{ type: 'intended', intent: this.#intents }];
      }
      case 'void':
        if (!this.#open.delete(effect.intent)) throw new Error('an intent is void that is not open');
        return [];
      case 'look-up': {
        const { heard, end } = effect;
        const known = this.#recorded(heard.match_id) ? 'over' : 'new';
        return [{ type: 'looked_up', found: inBooks(heard), known, history: [], end }];
      }
      case 'keep-frames':
        this.#begun += 1;
        return [];
      case 'bind':
        return [{ ...effect, type: 'bound', asked: effect.intent === null ? 'never' : 'now', error: null }];
      case 'tell-match':
        return [{ type: 'told' }];
      case 'look-up-end': {
        const { message, atHand } = effect;
        if (atHand) return [{ type: 'end_is_ours', message }];
        if (this.#recorded(message.match_id)) return [];
        return [{ type: 'end_unknown', message, terms: { ...this.rules, game: effect.game } }];
      }
      case 'settle': {
        const { record } = effect;
        this.records.push(record);
        if (this.records.length > this.#begun) throw new Error('a match is recorded twice');
        return [{ type: 'settled', record, said: null, isHashReused: false, framesLeftOut: 0, error: null }];
      }
      case 'finish':
        if (this.end !== null) throw new Error('the session ends twice');
        this.end = effect.end.reason;
        if (this.records.length !== this.#begun) throw new Error('a match is not recorded');
        return [];
      default:
        return [];
    }
  }

  #nextEnd(): number | null {
    const { until = null, timeZone = 'UTC' } = this.rules.schedule ?? {};
    if (until === null) return null;
    let at = (Math.floor(this.now / 60_000) + 1) * 60_000;
    while (new Date(at).toLocaleTimeString('sv-SE', { timeZone }) !== `${formatTimeOfDay(until)}:00`)
      at += 60_000;
    return at;
  }

  #recorded(matchId: string): boolean {
    return this.records.some((record) => record.matchId === matchId && record.settled);
  }

  /** One for each wish, with an intent that is open, on a connection, none after a stop, and none at a time when nothing is played. */
  #requireDecision(wish: Command): void {
    const { commitment } = this.state.money;
    if (!this.#isAllowed) throw new Error('a wish without a decision');
    this.#isAllowed = false;
    if (commitment.name === 'none' || !this.#open.has(commitment.intent))
      throw new Error('a wish without an intent');
    if (this.#isStopped) throw new Error('a wish after a stop');
    if (!this.state.isConnected) throw new Error('a wish without a connection');
    if (this.#endsAt !== null && this.now >= this.#endsAt) throw new Error('a wish after its time');
    if (!this.#isWithinHours) throw new Error('a wish outside the hours');
    if ('game_type' in wish && wish.game_type !== this.#open.get(commitment.intent))
      throw new Error('a wish for a game that there is no intent for');
  }

  /** By the clock on the wall, as a person would read it. */
  get #isWithinHours(): boolean {
    const { hours = null, timeZone = 'UTC' } = this.rules.schedule ?? {};
    if (hours === null) return true;
    const shown = new Date(this.now).toLocaleTimeString('sv-SE', { timeZone });
    const [from, to] = formatHours(hours).split('-');
    return `${from}` < `${to}`
      ? shown >= `${from}` && shown < `${to}`
      : shown >= `${from}` || shown < `${to}`;
  }

  #requireOneMove(): void {
    const { phase, connection } = this.state;
    const question = phase.name === 'playing' ? phase.match.turn?.question : undefined;
    if (question === undefined) throw new Error('a move without a turn');
    const move = `${question} on ${connection}`;
    if (move === this.#moved) throw new Error('two moves for a turn');
    this.#moved = move;
  }
}

const REFUSAL = {
  limit: 'max-streak',
  message: 'Enough.',
  remedy: null,
  until: 2_000_000,
  waitMs: 1_000,
  trips: true,
  latched: false,
} as const;

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}
