import type { ArenaEvent } from '../../src/arena/index.js';
import { EXIT } from '../../src/exit-codes.js';
import { type FrameEntry, isFrame, type LogEntry } from './log.js';
import { API_KEY, PATIENCE_MS, type Story } from './world.js';

type MatchEnded = Extract<ArenaEvent, { event: 'match_ended' }>;

const MONEY = new Set(['join_queue', 'create_challenge', 'accept_challenge']);

/** What gives a place back, or turns it into a match that has ended. */
const RELEASES = new Set(['game_over', 'queue_left', 'challenge_cancelled']);

/** Errors that leave a place as it is. */
const KEEPING = new Set([
  'already_queued',
  'match_not_found',
  'not_your_turn',
  'invalid_move',
  'invalid_taunt',
  'taunt_limit',
]);

/** Pings are 25 s apart, and their answers may take 10 s. */
const NOTICED_MS = 36_000;

/** Errors by which the arena says that it has not taken a move. */
const NOT_TAKEN = new Set(['invalid_move', 'rate_limited']);

/** A turn that reaches the bot with less time left than this may be missed. */
const LEAST_TURN_MS = 2_000;

/** All that a story did which no story may do, in words; empty where all is well. */
export function violations(story: Story): string[] {
  return [
    ...moneyTwice(story),
    ...movesTwice(story),
    ...turnsMissed(story),
    ...recordsWrong(story),
    ...endWrong(story),
    ...moneyWrong(story),
    ...halfOpen(story),
    ...leftOpen(story),
    ...keyTold(story),
  ];
}

/** Commands that commit money: once for a decision, never in a match, never after the end. */
function moneyTwice({ log }: Story): string[] {
  const wrong: string[] = [];
  const placed = new Set<number>();
  /** Matches that the bot knows to be on, and since when. */
  const on = new Map<string, number>();
  let isOver = false;
  for (const entry of log) {
    if (!isFrame(entry)) {
      if (entry.what === 'stop' || entry.what === 'abort' || entry.what === 'ended') isOver = true;
      if (entry.what === 'record') {
        on.delete(entry.note);
        placed.clear();
      }
      continue;
    }
    const { what, type, link, message } = entry;
    if (what === 'bot-got') {
      if (RELEASES.has(type)) placed.delete(link);
      if (type === 'error' && !KEEPING.has(String(message.code))) placed.delete(link);
      if (type === 'match_found' && entry.intact) on.set(String(message.match_id), entry.epoch);
      if (type === 'game_over') on.delete(String(message.match_id));
    }
    if (what !== 'bot-sent' || !MONEY.has(type)) continue;
    if (isOver) wrong.push(`${type} after the end was asked for or came`);
    if (placed.has(link)) wrong.push(`${type} twice on connection ${link}`);
    if ([...on.values()].some((epoch) => epoch < entry.epoch)) wrong.push(`${type} while a match is on`);
    if (!isAuthenticated(log, entry)) wrong.push(`${type} before the authentication`);
    placed.add(link);
  }
  return wrong;
}

function isAuthenticated(log: readonly LogEntry[], before: FrameEntry): boolean {
  const got = log.slice(0, log.indexOf(before)).filter(isFrame);
  return got.some(
    ({ what, type, link }) => what === 'bot-got' && type === 'authenticated' && link === before.link,
  );
}

/** One move for each turn and connection, and one more for each refusal. */
function movesTwice({ log }: Story): string[] {
  const wrong: string[] = [];
  /** The last turn asked, by match on a connection and by match alone: a move may leave before it is asked for again. */
  const asked = new Map<string, number>();
  const moves = new Map<string, number>();
  for (const { what, type, link, message } of log.filter(isFrame)) {
    const match = `${link} ${message.match_id}`;
    if (what === 'bot-got' && type === 'your_turn') {
      // An older one may have been overtaken.
      for (const key of [match, String(message.match_id)]) {
        asked.set(key, Math.max(asked.get(key) ?? 0, Number(message.round)));
      }
    }
    if (what === 'bot-got' && type === 'error' && NOT_TAKEN.has(String(message.code))) moves.clear();
    if (what !== 'bot-sent' || type !== 'make_move') continue;
    const round = asked.get(match) ?? asked.get(String(message.match_id));
    if (round === undefined) wrong.push('a move that no turn asked for');
    const turn = `${match} round ${round}`;
    const count = (moves.get(turn) ?? 0) + 1;
    moves.set(turn, count);
    if (count > 1) wrong.push(`${count} moves for one turn (connection ${turn})`);
  }
  return wrong;
}

/** Every turn that came whole, in time and on a connection that lived on has its answer. */
function turnsMissed({ log }: Story): string[] {
  const wrong: string[] = [];
  for (const [index, entry] of log.entries()) {
    if (!isFrame(entry) || entry.what !== 'bot-got' || entry.type !== 'your_turn' || !entry.intact) continue;
    if (isMissed(log, index, entry)) {
      wrong.push(`round ${entry.message.round} is not answered on connection ${entry.link}`);
    }
  }
  return wrong;
}

function isMissed(log: readonly LogEntry[], index: number, turn: FrameEntry): boolean {
  const { link } = turn;
  const { match_id, round } = turn.message;
  const isOf = (entry: FrameEntry) => entry.message.match_id === match_id;
  const isEnd = (entry: FrameEntry) =>
    isOf(entry) &&
    (entry.type === 'game_over' || (entry.type === 'round_result' && entry.message.round === round));
  let deadline = 0;
  for (const entry of log.slice(0, index)) {
    if (entry.what === 'ended' || entry.what === 'abort') return false;
    if (!isFrame(entry)) continue;
    if (entry.what === 'arena-sent' && isEnd(entry)) return false;
    const isTurn = entry.type === 'your_turn' && isOf(entry) && entry.message.round === round;
    if (entry.what === 'arena-sent' && isTurn && deadline === 0) {
      deadline = entry.at + Number(entry.message.timeout_ms);
    }
    // Asked again.
    if (entry.what === 'bot-got' && isTurn && entry.link === link) return false;
  }
  if (deadline - turn.at < LEAST_TURN_MS) return false;
  for (const entry of log.slice(index + 1)) {
    if (entry.at > deadline) return true;
    if (!isFrame(entry)) {
      const isGone = (entry.what === 'dead' || entry.what === 'stalled') && entry.link === link;
      if (isGone || entry.what === 'ended' || entry.what === 'abort' || entry.what === 'leap') return false;
      continue;
    }
    if (entry.what === 'bot-sent' && entry.type === 'make_move' && entry.link === link && isOf(entry))
      return false;
    if (entry.what === 'arena-sent' && isEnd(entry)) return entry.at >= deadline;
  }
  return true;
}

/** One record for each match that the bot was told of, and none for another. */
function recordsWrong({ log, records }: Story): string[] {
  const wrong: string[] = [];
  const told = new Set<string>();
  for (const entry of log) {
    if (entry.what === 'abort' || entry.what === 'ended') break;
    if (!isFrame(entry) || entry.what !== 'bot-got' || !entry.intact) continue;
    // This one announces a match that is still to be told.
    if (entry.type === 'challenge_accepted') continue;
    if (typeof entry.message.match_id === 'string') told.add(entry.message.match_id);
  }
  const counts = new Map<string, number>();
  for (const { matchId } of records) counts.set(matchId, (counts.get(matchId) ?? 0) + 1);
  for (const [id, count] of counts) {
    if (count > 1) wrong.push(`${count} records of one match`);
    if (!told.has(id) && !records.some(({ matchId }) => matchId === id && matchFoundIn(log, id)))
      wrong.push('a record of a match that was never told of');
  }
  for (const id of told) if (!counts.has(id)) wrong.push('no record of a match that was told of');
  return wrong;
}

function matchFoundIn(log: readonly LogEntry[], id: string): boolean {
  return log.some((entry) => isFrame(entry) && entry.what === 'bot-got' && entry.message.match_id === id);
}

/** It ends, and with the exit code that the README gives. */
function endWrong(story: Story): string[] {
  const { end, bug, fault, scenario, log, events, records, arenaEvents, spins } = story;
  if (spins) return ['a timer spins'];
  if (bug !== undefined) return [`run() rejected: ${String(bug)}`];
  if (end === null) return [`no end within ${PATIENCE_MS / 3_600_000} hours`];
  const struck = log.find(({ what }) => what === 'fault');
  const ended = log.find(({ what }) => what === 'ended');
  // The fault came when all was over anyway.
  const isLate = struck !== undefined && ended !== undefined && ended.epoch <= struck.epoch + 1;
  // The first connection is tried once.
  const hadSession = events.some(({ event }) => event === 'connected');
  // Another arena knows nothing of the challenge that is to be taken, and one that was taken is gone.
  const arenas = arenaEvents.filter(({ event }) => event === 'arena_listening').length;
  const isTaken = records.length === 0 && arenaEvents.some(({ event }) => event === 'match_started');
  const isGone = scenario.entry === 'accept' && (arenas > 1 || isTaken);
  const right = [
    ...(fault?.exits ?? []),
    ...(fault?.ends && !isLate ? [] : [scenario.exitCode]),
    ...(hadSession ? [] : [EXIT.unreachable]),
    ...(isGone ? [EXIT.usage] : []),
  ];
  return right.includes(end.exitCode)
    ? []
    : [`exit code ${end.exitCode} (${end.reason}), not ${right.join(' or ')}`];
}

/** What a record says to be settled is what the arena's books say. */
function moneyWrong({ records, arenaEvents, botId, standing }: Story): string[] {
  const wrong: string[] = [];
  let worth = 0;
  for (const event of arenaEvents)
    if (event.event === 'match_ended') worth += gainOf(event, arenaEvents, botId);
  // Whatever is not known is to count as lost.
  const booked = standing.netLamports - standing.openLamports;
  if (booked > worth) wrong.push(`the books allow for ${booked} lamports where ${worth} are right`);
  for (const { matchId, settled, netLamports, outcome } of records) {
    if (!settled) continue;
    const over = arenaEvents.find((event) => event.event === 'match_ended' && event.matchId === matchId);
    if (over?.event !== 'match_ended') {
      wrong.push('a settled match that the arena has not ended');
      continue;
    }
    const net = gainOf(over, arenaEvents, botId);
    const expected = over.winner === null ? 'draw' : over.winner === botId ? 'win' : 'loss';
    if (net !== netLamports || outcome !== expected) {
      wrong.push(`a ${expected} of ${net} lamports is recorded as a ${outcome} of ${netLamports}`);
    }
  }
  return wrong;
}

/** What a match was worth to the bot by the arena's books. */
function gainOf(over: MatchEnded, events: readonly ArenaEvent[], botId: string): number {
  const start = events.find((event) => event.event === 'match_started' && event.matchId === over.matchId);
  if (start?.event !== 'match_started' || over.winner === null) return 0;
  if (start.a.id !== botId && start.b.id !== botId) return 0;
  return over.winner === botId ? over.payoutLamports - start.wagerLamports : -start.wagerLamports;
}

/** A connection on which nothing passes any more is given up. */
function halfOpen({ log }: Story): string[] {
  return log.flatMap((stall, index) => {
    if (stall.what !== 'stalled') return [];
    const end = log.slice(index).find(({ what, link }) => what === 'dead' && link === stall.link);
    const isNoticed = end !== undefined && end.at - stall.at <= NOTICED_MS;
    return isNoticed ? [] : ['a half-open connection is not noticed in time'];
  });
}

function leftOpen({ left: { timers, links } }: Story): string[] {
  return [
    ...(timers > 0 ? [`${timers} timers left after the end`] : []),
    ...(links > 0 ? [`${links} connections left after the end`] : []),
  ];
}

function keyTold({ told, log }: Story): string[] {
  const isSent = log.some(
    (entry) =>
      isFrame(entry) &&
      entry.what === 'bot-sent' &&
      entry.type !== 'authenticate' &&
      JSON.stringify(entry.message).includes(API_KEY),
  );
  return [...(told.includes(API_KEY) ? ['the key is told'] : []), ...(isSent ? ['the key is sent'] : [])];
}
