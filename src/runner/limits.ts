import {
  type Balance,
  HOUR_MS,
  type Judge,
  type Latch,
  type LimitName,
  type LimitsOver,
  type SessionLimits,
  type Standing,
} from '../history/index.js';
import { resumeCommand } from '../lib/wording.js';
import { formatSol, type Lamports } from '../wager.js';

/** Why no match may be started now. */
export interface Refusal {
  readonly limit: LimitName | 'max-per-opponent';
  /** For a person: what is against it, with the numbers. */
  readonly message: string;
  /**
   * What a person has to do before play is possible again, other than release the limit: a sentence, or `settle` for what is
   * open; null for nothing.
   */
  readonly remedy: string | null;
  /** A person has to release it before play is possible again. */
  readonly release?: boolean;
  /** Epoch milliseconds until which to wait; null where play stops until a person releases the limit. */
  readonly until: number | null;
  /** How long that is. */
  readonly waitMs: number | null;
  /** It is to be latched: a person has to release it. */
  readonly trips: boolean;
  /** Whose losses it counts; absent for those of the account. */
  readonly over?: LimitsOver;
  /** It had tripped before. */
  readonly latched: boolean;
}

/**
 * Judges whether one more wager may be committed to. Open intents count as lost, and so does the wager itself: a limit
 * stops play before it is passed, not after.
 */
export function judgeBy(limits: SessionLimits, wagerLamports: Lamports): Judge<Refusal> {
  return (standing, now) => {
    const latch = standing.latches.find(({ until }) => until === null) ?? standing.latches[0];
    if (latch) return latchedRefusal(latch, now);
    return (
      lossRefusal(limits, wagerLamports, standing) ??
      streakRefusal(limits, standing, now) ??
      opponentRefusal(limits, standing, now) ??
      meetingRefusal(limits, standing, now)
    );
  };
}

/** What has tripped before and is not over. */
export function latchedRefusal({ limit, message, until, over }: Latch, now: number): Refusal {
  const named = { limit: limit as LimitName, message, over };
  return {
    ...named,
    remedy: null,
    release: until === null,
    ...pause(until, now),
    trips: false,
    latched: true,
  };
}

/** To whom commands are told. */
interface Whose {
  /** A release without its name would hold for the other bots of the folder, too. */
  readonly bot: string | null;
  /** Of `folderFlag`. */
  readonly folderFlag: string;
}

/** What makes play possible again, in sentences; null where time alone does. */
export function remedyOf(
  { limit, remedy: named, release, over }: Refusal,
  { bot, folderFlag: flag }: Whose,
): string | null {
  const remedy =
    named === SETTLE
      ? `\`botpit status${flag}\` lists what is open; \`botpit settle${flag}\` closes it with what came of it.`
      : named;
  if (!release) return remedy;
  const command = `${resumeCommand(limit, over === 'folder' ? null : bot, flag)} lets play go on.`;
  return remedy === null ? command : `${remedy} Then ${command}`;
}

const SETTLE = 'settle';

function lossRefusal(limits: SessionLimits, wager: Lamports, standing: Standing): Refusal | null {
  const { limitsOver, maxLossLamports, maxDailyLossLamports, maxDrawdownLamports } = limits;
  const counted = (over: LimitsOver): Balance => (over === 'folder' ? standing.folder : standing);
  const overSession = limitsOver ?? 'account';
  const overDay = limitsOver ?? 'folder';
  const session = counted(overSession);
  const day = counted(overDay);
  const drawdown = maxDrawdownLamports === null ? 0 : session.drawdown();
  const below = `${formatSol(drawdown)} SOL below the highest point of the session or of the day`;
  const refused =
    lossLimit('max-loss', overSession, maxLossLamports, session.netLamports, wager, session) ??
    lossLimit('max-daily-loss', overDay, maxDailyLossLamports, day.dayNetLamports, wager, day) ??
    lossLimit('max-drawdown', overSession, maxDrawdownLamports, -drawdown, wager, session, below);
  if (refused) return refused;
  const { takeProfitLamports: target } = limits;
  const { openLamports: open, profitLamports } = standing;
  if (target !== null && profitLamports - open >= target && profitLamports > 0) {
    return latching(
      'take-profit',
      `The profit of ${formatSol(target)} SOL is made: net ${formatSol(profitLamports)}.`,
    );
  }
  return null;
}

const LOSS_LIMITS = {
  'max-loss': 'loss limit',
  'max-daily-loss': 'daily loss limit',
  'max-drawdown': 'drawdown limit',
} as const;

/** It trips by what was lost. What is open alone does not trip it: its settlement lets play go on, and a release would not. */
function lossLimit(
  limit: keyof typeof LOSS_LIMITS,
  over: LimitsOver,
  most: Lamports | null,
  net: Lamports,
  wager: Lamports,
  { openLamports: open, openIntents }: Balance,
  stands = `net ${formatSol(net)}`,
): Refusal | null {
  if (most === null || wager === 0 || net - open - wager >= -most) return null;
  const whose = over === 'folder' ? "data folder's " : '';
  const name = `${whose}${LOSS_LIMITS[limit]}`;
  const what =
    net - open <= -most
      ? `The ${name} of ${formatSol(most)} SOL is reached`
      : `The next wager could go past the ${name} of ${formatSol(most)} SOL`;
  const intents = openIntents === 1 ? 'open intent counts' : 'open intents count';
  const pending = openIntents > 0 ? `, ${formatSol(open)} in ${openIntents} ${intents} as lost` : '';
  const message = `${what}: ${stands}${pending}, next wager ${formatSol(wager)}.`;
  const reached = { ...latching(limit, message), over };
  if (wager > most) {
    const remedy = `No wager of ${formatSol(wager)} SOL fits this limit: raise --${limit} or lower --wager.`;
    return { ...reached, remedy, release: false, trips: false };
  }
  if (net - wager >= -most) return { ...reached, remedy: SETTLE, release: false, trips: false };
  const isEnough = open + wager <= most;
  return { ...reached, remedy: isEnough ? null : SETTLE };
}

function streakRefusal(
  { maxStreak, coolDownMs }: SessionLimits,
  standing: Standing,
  now: number,
): Refusal | null {
  if (maxStreak === null || standing.lossesInARow < maxStreak) return null;
  return cooling('max-streak', `${standing.lossesInARow} matches were lost in a row.`, coolDownMs, now);
}

/** A bot cannot choose its opponent in the queue: the match is played, and then play stops or pauses, so that they do not meet again. */
function opponentRefusal(
  { allow, deny, coolDownMs }: SessionLimits,
  standing: Standing,
  now: number,
): Refusal | null {
  const last = standing.lastOpponent;
  if (!last) return null;
  const names = (list: readonly string[] | null) =>
    list?.some((name) => isSame(name, last.id) || isSame(name, last.name)) ?? false;
  if (names(deny)) return cooling('opponent', `${last.name} is on the deny list.`, coolDownMs, now);
  if (allow === null || names(allow)) return null;
  return cooling('opponent', `${last.name} is not on the allow list.`, coolDownMs, now);
}

function meetingRefusal({ maxPerOpponent }: SessionLimits, standing: Standing, now: number): Refusal | null {
  if (maxPerOpponent === null) return null;
  const most = standing.meetings.find(({ agoMs }) => agoMs.length >= maxPerOpponent);
  const agoMs = most?.agoMs[most.agoMs.length - maxPerOpponent];
  if (!most || agoMs === undefined) return null;
  const message = `${most.opponentName} was met ${most.agoMs.length} times within an hour.`;
  return { ...cooling('max-per-opponent', message, Math.ceil(HOUR_MS - agoMs), now), trips: false };
}

/** How far a limit is used up: 1 where nothing is left. */
export interface LimitUse {
  readonly limit: LimitName;
  readonly share: number;
}

/** The limit that stops play first if things go on as they went; null where none is set. Open intents count as lost. */
export function nearestLimit(
  limits: SessionLimits,
  standing: Omit<Standing, 'meetings' | 'latches'>,
): LimitUse | null {
  return limitUses(limits, standing)[0] ?? null;
}

/** All that are set, the one that is used furthest first. */
export function limitUses(
  limits: SessionLimits,
  standing: Omit<Standing, 'meetings' | 'latches'>,
): LimitUse[] {
  const { limitsOver, maxLossLamports, maxDailyLossLamports, maxDrawdownLamports } = limits;
  const { takeProfitLamports, maxStreak } = limits;
  const session = (limitsOver ?? 'account') === 'folder' ? standing.folder : standing;
  const day = (limitsOver ?? 'folder') === 'folder' ? standing.folder : standing;
  const lost = (net: Lamports, { openLamports }: Balance) => openLamports - net;
  const all: readonly (readonly [LimitName, number | null, () => number])[] = [
    ['max-loss', maxLossLamports, () => lost(session.netLamports, session)],
    ['max-daily-loss', maxDailyLossLamports, () => lost(day.dayNetLamports, day)],
    ['max-drawdown', maxDrawdownLamports, () => session.drawdown() + session.openLamports],
    ['take-profit', takeProfitLamports, () => standing.profitLamports - standing.openLamports],
    ['max-streak', maxStreak, () => standing.lossesInARow],
  ];
  const uses = all.flatMap(([limit, most, used]) => {
    if (most === null) return [];
    return [{ limit, share: most === 0 ? 1 : Math.min(1, Math.max(0, used() / most)) }];
  });
  return uses.sort((a, b) => b.share - a.share);
}

/** A limit that trips until a person releases it. */
export function latching(limit: Refusal['limit'], message: string): Refusal {
  const held = { until: null, waitMs: null, trips: true, latched: false };
  return { limit, message, remedy: null, release: true, ...held };
}

function cooling(limit: Refusal['limit'], message: string, coolDownMs: number | null, now: number): Refusal {
  if (coolDownMs === null) return latching(limit, message);
  return { ...latching(limit, message), release: false, ...pause(now + coolDownMs, now) };
}

function pause(until: number | null, now: number): Pick<Refusal, 'until' | 'waitMs'> {
  return { until, waitMs: until === null ? null : Math.max(0, until - now) };
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
