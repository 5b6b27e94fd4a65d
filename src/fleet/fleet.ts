import { EXIT } from '../exit-codes.js';
import type { Clock, Timer } from '../lib/clock.js';
import { nextTimeOfDay, parseTimeOfDay } from '../lib/time-of-day.js';
import type { AfterEnd, FleetEvent } from './events.js';
import { type BotEnd, mayRestart, RESTART, Restarts } from './restarts.js';
import { type Bot, claimsOf, isSame } from './roster.js';

/** The process of a bot. */
export interface BotProcess {
  /** Null where it could not be started. */
  readonly pid: number | null;
  /** Asks it to finish its match and end. */
  stop(): void;
  /** Has it resign its match and end; it is ended where it does not. */
  force(): void;
}

export interface FleetDeps {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** @param ended called once, after the last of what the process wrote */
  start(bot: Bot, ended: (end: BotEnd) => void): BotProcess;
  emit(event: FleetEvent): void;
}

/** A bot of the fleet, whether it plays or not. */
interface Member {
  readonly name: string;
  /** What is to play; null for one that is not in the config any more. */
  wanted: Bot | null;
  running: { readonly bot: Bot; readonly process: BotProcess } | null;
  /** Whether it is to be started: at once, or when the timer is up. */
  isDue: boolean;
  pause: Timer | undefined;
  restarts: number;
  ends: Restarts;
  hasConnected: boolean;
  /** By `until`, counted from its first start: a later one would take it for that of the next day. Null for no such end. */
  endsAt: number | null;
  /** Of its latest end; undefined before. */
  exitCode: number | null | undefined;
  gaveUp: boolean;
}

/**
 * Keeps one process for each bot: starts it again where that may help, gives it up where it does not, and lets it end
 * otherwise.
 */
export class Fleet {
  /** When no bot plays and none will. */
  readonly ended: Promise<void>;
  readonly #deps: FleetDeps;
  readonly #members = new Map<string, Member>();
  #isStopping = false;
  #end: () => void = () => undefined;

  constructor(deps: FleetDeps) {
    this.#deps = deps;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  start(bots: readonly Bot[]): void {
    for (const bot of bots) this.#members.set(bot.name, this.#memberOf(bot));
    this.#startDue();
  }

  /** Goes over to other settings: what is new starts, what has changed or is gone drains first, and the rest plays on. */
  reload(bots: readonly Bot[]): void {
    if (this.#isStopping) return;
    const told = { started: [], changed: [], removed: [], unchanged: [] } as Record<string, string[]>;
    const named = new Map(bots.map((bot) => [bot.name, bot]));
    for (const [name, member] of this.#members) {
      const bot = named.get(name) ?? null;
      if (bot && member.wanted && isSame(bot, member.wanted)) told.unchanged?.push(name);
      else if (bot) told[member.wanted ? 'changed' : 'started']?.push(name);
      else if (member.wanted) told.removed?.push(name);
      if (!bot || !member.wanted || !isSame(bot, member.wanted)) this.#replace(member, bot);
    }
    for (const bot of bots) {
      if (this.#members.has(bot.name)) continue;
      this.#members.set(bot.name, this.#memberOf(bot));
      told.started?.push(bot.name);
    }
    const { started = [], changed = [], removed = [], unchanged = [] } = told;
    this.#deps.emit({ event: 'fleet_reload', bot: null, started, changed, removed, unchanged });
    this.#startDue();
  }

  /** Lets every bot finish its match and end; none is started any more. */
  drain(): void {
    this.#isStopping = true;
    for (const member of this.#members.values()) {
      this.#putOff(member);
      member.running?.process.stop();
    }
    this.#endIfOver();
  }

  /** Has every bot end now. */
  force(): void {
    this.drain();
    for (const { running } of this.#members.values()) running?.process.force();
  }

  /** The exit code of each bot that has played. */
  get exitCodes(): Readonly<Record<string, number | null>> {
    const ended = [...this.#members.values()].filter(({ exitCode }) => exitCode !== undefined);
    return Object.fromEntries(ended.map(({ name, exitCode }) => [name, exitCode ?? null]));
  }

  /** What the fleet as a whole came to. */
  get exitCode(): number {
    const members = [...this.#members.values()];
    const codes = members.map(({ exitCode = EXIT.ok, gaveUp }) => {
      // No supervisor is to start a fleet again for a bot that the fleet did not.
      if (gaveUp || exitCode === null || RESTART.includes(exitCode)) return EXIT.gaveUp;
      return exitCode;
    });
    return (
      WORST_FIRST.find((code) => codes.includes(code)) ?? codes.find((code) => code !== EXIT.ok) ?? EXIT.ok
    );
  }

  #replace(member: Member, bot: Bot | null): void {
    member.wanted = bot;
    this.#putOff(member);
    if (member.running) member.running.process.stop();
    else if (bot) Object.assign(member, this.#memberOf(bot));
    else this.#members.delete(member.name);
  }

  #putOff(member: Member): void {
    this.#deps.clock.clearTimeout(member.pause);
    member.pause = undefined;
    member.isDue = false;
  }

  /** Starts what is due, but for those whose key, port or log file another bot has that is still ending. */
  #startDue(): void {
    for (const member of this.#members.values()) {
      if (member.isDue && member.wanted && !this.#isTaken(member.wanted))
        this.#startOne(member, member.wanted);
    }
    this.#endIfOver();
  }

  #isTaken(bot: Bot): boolean {
    const wanted = claimsOf(bot).map(({ what }) => what);
    return [...this.#members.values()].some(
      ({ running }) => running && claimsOf(running.bot).some(({ what }) => wanted.includes(what)),
    );
  }

  #startOne(member: Member, bot: Bot): void {
    member.isDue = false;
    const process = this.#deps.start(bot, (end) => this.#ended(member, bot, end));
    member.running = { bot, process };
    this.#deps.emit({ event: 'bot_start', bot: bot.name, pid: process.pid, restarts: member.restarts });
  }

  #ended(member: Member, bot: Bot, end: BotEnd): void {
    member.running = null;
    member.exitCode = end.exitCode;
    member.hasConnected ||= end.wasConnected;
    const pauseMs = this.#afterEnd(member, bot, end);
    const { exitCode, signal } = end;
    const { next, inMs } = pauseMs;
    this.#deps.emit({ event: 'bot_end', bot: member.name, exitCode, signal, next, pauseMs: inMs });
    this.#startDue();
  }

  #afterEnd(
    member: Member,
    bot: Bot,
    end: BotEnd,
  ): { readonly next: AfterEnd; readonly inMs: number | null } {
    if (member.wanted === null) {
      this.#members.delete(member.name);
      return { next: 'removed', inMs: null };
    }
    if (this.#isStopping) return { next: 'stays_ended', inMs: null };
    if (member.wanted !== bot) {
      Object.assign(member, this.#memberOf(member.wanted));
      return { next: 'starts_anew', inMs: null };
    }
    const { clock, random } = this.#deps;
    const { endsAt } = member;
    const isPast = (ms: number) => endsAt !== null && clock.epochMs() + ms >= endsAt;
    if (!mayRestart(end) || isPast(0)) return { next: 'stays_ended', inMs: null };
    const known = { ...end, wasConnected: member.hasConnected };
    const inMs = member.ends.after(known, clock.now(), random);
    member.gaveUp = inMs === null;
    if (inMs === null) return { next: 'gave_up', inMs };
    if (isPast(inMs)) return { next: 'stays_ended', inMs: null };
    member.restarts += 1;
    member.pause = clock.setTimeout(() => {
      member.pause = undefined;
      // A timer stands still while the machine sleeps.
      member.isDue = !isPast(0);
      this.#startDue();
    }, inMs);
    return { next: 'restarts', inMs };
  }

  #memberOf(bot: Bot): Member {
    const { until, timeZone } = bot.config;
    const minute = until === null ? null : parseTimeOfDay(until);
    const now = this.#deps.clock.epochMs();
    return {
      name: bot.name,
      wanted: bot,
      running: null,
      isDue: true,
      pause: undefined,
      restarts: 0,
      ends: new Restarts(),
      hasConnected: false,
      endsAt: minute === null || timeZone === null ? null : nextTimeOfDay(timeZone, minute, now),
      exitCode: undefined,
      gaveUp: false,
    };
  }

  #endIfOver(): void {
    const goesOn = ({ running, isDue, pause }: Member) => running !== null || isDue || pause !== undefined;
    if (![...this.#members.values()].some(goesOn)) this.#end();
  }
}

/** Of several exit codes of bots the first of these is that of the fleet: what a person should look at first. */
const WORST_FIRST: readonly number[] = [
  EXIT.unfair,
  EXIT.records,
  EXIT.rejected,
  EXIT.replaced,
  EXIT.running,
  EXIT.config,
  EXIT.usage,
  EXIT.strategy,
  EXIT.gaveUp,
  EXIT.limit,
];
