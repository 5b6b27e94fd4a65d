import { LOCAL_ARENA } from '../../history/index.js';
import type { EventOf, Stamped } from '../../runner/index.js';
import { MatchTotals, type Phase, SessionProgress } from '../../session-progress.js';
import type { Replay, ReplayRound, ReplayTaunt, ReplayTurn } from '../replay.js';
import type { WatchBot, WatchNote, WatchPhase, WatchTotals } from './answers.js';
import { type Live, readLiveLine, type TotalsJson } from './live-lines.js';

const MOST_NOTES = 5;
/** More than any match has, and than there are limits. What tells of more makes it up. */
const MOST_ROUNDS = 1_000;
const MOST_TAUNTS = 20;
const MOST_LIMITS = 20;

/** A bot that runs, as its events tell it. */
export class LiveBot {
  /** Null before it has said anything. */
  live: Live | null = null;
  /** The places of rounds that have changed since somebody was told: all from this one on. */
  changedFrom = 0;
  readonly #id: string;
  #progress = new SessionProgress();
  #session = new MatchTotals();
  #agentName: string | null = null;
  #notes: WatchNote[] = [];
  #limits = new Map<string, WatchBot['limits'][number]>();
  #match: Omit<Replay, 'mine' | 'rounds' | 'turn'> | null = null;
  #rounds: ReplayRound[] = [];
  #turn: ReplayTurn | null = null;
  #move: EventOf<'move'> | null = null;
  #taunts: ReplayTaunt[] = [];
  /** Events to come that tell of what was before. */
  #past = 0;

  constructor(id: string) {
    this.#id = id;
  }

  /** @returns the match that has just ended; null for every other line */
  take(line: string): EventOf<'match_end'> | null {
    const read = readLiveLine(line);
    if (read?.live) {
      this.#begin(read.live, read.timeMs);
      return null;
    }
    const isPast = this.#past > 0;
    if (isPast) this.#past -= 1;
    if (read === null) return null;
    const { stamped } = read;
    const { event } = stamped;
    this.#progress.apply(stamped);
    this.#on(stamped);
    if (event.event !== 'match_end' || isPast) return null;
    this.#session.count(event);
    return event;
  }

  #begin(live: Live, timeMs: number): void {
    this.live = live;
    this.#past = live.events;
    this.#progress = new SessionProgress(timeMs);
    this.#session = totalsOf(live.session);
    this.#notes = [];
    this.#limits.clear();
    this.#match = null;
    this.#newMatch();
  }

  #newMatch(): void {
    this.#rounds = [];
    this.#turn = null;
    this.#move = null;
    this.#taunts = [];
    this.changedFrom = 0;
  }

  #on({ event, timeMs }: Stamped): void {
    switch (event.event) {
      case 'connected':
        this.#agentName = event.agentName;
        break;
      case 'warning':
      case 'error': {
        const { code, message } = event;
        this.#notes = [{ level: event.event, code, message, at: timeMs }, ...this.#notes].slice(
          0,
          MOST_NOTES,
        );
        break;
      }
      case 'limit': {
        const { limit, message, until } = event;
        if (this.#limits.size < MOST_LIMITS)
          this.#limits.set(limit, { limit, message, until: until === null ? null : Date.parse(until) });
        break;
      }
      case 'match_start':
        this.#startMatch(event, timeMs);
        break;
      case 'turn': {
        const { round = this.#rounds.length + 1, state, timeoutMs } = event;
        this.#turn = { round, state, askedAt: timeMs, timeoutMs };
        this.#move = null;
        break;
      }
      case 'move':
        this.#move = event;
        break;
      case 'taunt_sent':
      case 'taunt_received':
        if (this.#taunts.length < MOST_TAUNTS)
          this.#taunts.push({ by: event.event === 'taunt_sent' ? 'mine' : 'theirs', tauntId: event.tauntId });
        break;
      case 'round':
        this.#endRound(event);
        break;
      case 'match_end':
        this.#endMatch(event, timeMs);
        break;
    }
    // Nobody says that a limit is over: play goes on.
    if (this.#progress.limits.size === 0) this.#limits.clear();
  }

  #startMatch(start: EventOf<'match_start'>, timeMs: number): void {
    const { matchId = '', game = '', side, opponentId, opponentName, wagerLamports, sandbox } = start;
    if (start.resumed && this.#match?.matchId === matchId) return;
    this.#newMatch();
    this.#match = {
      ...{ matchId, game, side, wagerLamports, sandbox },
      theirs: { name: opponentName || opponentId, strategy: null, strategyVersion: null },
      playMoney: this.live?.arena === LOCAL_ARENA,
      startedAt: timeMs,
      endedAt: null,
      end: null,
      fairness: { serverSeedHash: start.serverSeedHash, serverSeed: '', draws: null },
    };
  }

  #endRound({ round = 0, result, outcome, score }: EventOf<'round'>): void {
    const [turn, move] = [this.#turn, this.#move];
    this.changedFrom = Math.min(this.changedFrom, this.#rounds.length);
    this.#rounds.push({
      ...{ round, result, outcome },
      score,
      state: turn?.state ?? null,
      move: move?.move ?? null,
      source: move?.source ?? null,
      reason: move?.reason ?? null,
      decideMs: move?.decideMs ?? null,
      theirDecideMs: null,
      timeoutMs: turn?.timeoutMs ?? null,
      taunts: this.#taunts,
      otherAnswer: null,
    });
    // No game has so many; an arena may make them up.
    if (this.#rounds.length > MOST_ROUNDS) {
      this.#rounds.splice(0, MOST_ROUNDS / 2);
      this.changedFrom = 0;
    }
    this.#turn = null;
    this.#move = null;
    this.#taunts = [];
  }

  #endMatch(end: EventOf<'match_end'>, timeMs: number): void {
    this.#turn = null;
    if (!this.#match) return;
    const { outcome, score, payoutLamports, feeLamports, netLamports } = end;
    this.#match = {
      ...this.#match,
      endedAt: timeMs,
      end: {
        outcome,
        score,
        termination: null,
        ...{ payoutLamports, feeLamports, netLamports },
        settled: true,
      },
    };
  }

  /** @param known what only others know of it; null before it has said what it is */
  view(known: Pick<WatchBot, 'isRecordedHere' | 'isHalted' | 'uses'>): WatchBot | null {
    const { live } = this;
    const progress = this.#progress;
    if (!live) return null;
    const { bot, pid, arena, book, strategyVersion } = live;
    const { game, games, strategy = '' } = progress.session ?? {};
    return {
      id: this.#id,
      ...{ bot, pid, arena, book, strategy, strategyVersion },
      agentName: this.#agentName,
      games: games ?? (game === undefined ? [] : [game]),
      startedAt: progress.startedMs,
      phase: phaseOf(progress),
      isStopping: progress.draining,
      session: totalsJson(this.#session),
      limits: [...this.#limits.values()],
      notes: this.#notes,
      match: this.#replay(live, strategy),
      ...known,
    };
  }

  get netLamports(): number {
    return this.#session.netLamports;
  }

  #replay({ bot, strategyVersion }: Live, strategy: string): Replay | null {
    if (!this.#match) return null;
    const mine = { name: this.#agentName ?? bot ?? '', strategy, strategyVersion };
    return { ...this.#match, mine, rounds: this.#rounds, turn: this.#turn };
  }
}

function totalsOf({ matches, wins, losses, draws, net_lamports }: TotalsJson): MatchTotals {
  return Object.assign(new MatchTotals(), { matches, wins, losses, draws, netLamports: net_lamports });
}

function totalsJson({ matches, wins, losses, draws, netLamports }: MatchTotals): WatchTotals {
  return { matches, wins, losses, draws, netLamports };
}

function phaseOf({ phase, ended }: SessionProgress): WatchPhase {
  return ended === null ? PHASES[phase.is](phase as never) : { is: 'ended', reason: ended };
}

const PHASES: { readonly [Is in Phase['is']]: (phase: Extract<Phase, { readonly is: Is }>) => WatchPhase } = {
  connecting: () => ({ is: 'connecting' }),
  idle: () => ({ is: 'idle' }),
  match: () => ({ is: 'match' }),
  reconnecting: ({ attempt, untilMs, reason }) => ({ is: 'reconnecting', attempt, until: untilMs, reason }),
  paused: ({ untilMs }) => ({ is: 'paused', until: untilMs }),
  waiting: ({ untilMs }) => ({ is: 'waiting', until: untilMs }),
  queued: ({ sinceMs, position, players }) => ({ is: 'queued', since: sinceMs, position, players }),
  challenge: ({ sinceMs, challengeId }) => ({ is: 'challenge', since: sinceMs, challengeId }),
  turn: ({ sinceMs, timeoutMs, moved }) => ({
    is: 'turn',
    since: sinceMs,
    deadline: sinceMs + timeoutMs,
    moved,
  }),
};
