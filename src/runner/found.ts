import type { BotpitError } from '../errors.js';
import { type GameId, gameOf, isGameId, isPureChance } from '../games/index.js';
import type { AskedWhen, FoundMatch, LimitName } from '../history/index.js';
import { noRounds } from '../match/index.js';
import { type HeardGameOver, type HeardMatchFound, UNSTATED_TURN_MS } from '../protocol/index.js';
import { formatSol, type Lamports, settle } from '../wager.js';
import { gameAsked } from './calendar.js';
import { type Draft, editMatch, emit, warn } from './draft.js';
import { isEntering } from './entry.js';
import type { Beginning, EventOf } from './loop-events.js';
import { ended, giveUp, stallDeadline } from './match-end.js';
import * as money from './money-guard.js';
import type { FairnessCode } from './runner-events.js';
import { ENDS, endBy } from './session-end.js';
import type { MatchState, Rules } from './state.js';

/** The arena announces a match: a new one, or the one at hand that it takes up again. */
export function matchFound(d: Draft, heard: HeardMatchFound, end: HeardGameOver | null = null) {
  const { phase } = d.next;
  if (phase.name === 'playing') {
    const { matchId, serverSeedHash } = phase.match.found;
    // An arena that commits to another seed means another match.
    const isSameSeed = heard.server_seed_hash === '' || heard.server_seed_hash === serverSeedHash;
    if (heard.match_id === matchId && isSameSeed) return announcedAgain(d, heard);
  }
  const { game, intent, isPutOff } = money.soughtBy(d);
  d.effects.push({ do: 'look-up', heard, end, game, intent, isPutOff });
}

/** The match at hand is held to what it was when it began. More that is put at stake counts, and ends play after it. */
function announcedAgain(d: Draft, { game_type: game, wager_lamports: wager }: HeardMatchFound): void {
  const { phase } = d.next;
  if (phase.name !== 'playing') return;
  const m = editMatch(d, { ...phase, deadline: null });
  const isRaised = wager !== undefined && wager > m.found.wagerLamports;
  if (isRaised) m.found = { ...m.found, wagerLamports: wager };
  if (!isRaised && (game === m.found.game || m.isChangeTold)) return;
  m.isChangeTold = true;
  taken(d, 'changed');
}

/** What the books have of a match that the arena announces. */
export function lookedUp(d: Draft, { found, known, history, end }: EventOf<'looked_up'>) {
  const { phase } = d.next;
  if (known === 'over') return end ? undefined : foundOver(d, found.matchId);
  const isAtHand = phase.name === 'playing' && phase.match.found.matchId === found.matchId;
  const beginning = { found, known, isReused: known === 'reused' || isAtHand, history, end };
  if (phase.name === 'playing') {
    // The match before ended while the connection was lost.
    d.effects.push({ do: 'keep-frame-for-next' });
    giveUp(d, phase, { do: 'begin', beginning });
  } else if (phase.name === 'settling') {
    if (phase.following.do === 'next')
      d.next.phase = { name: 'settling', following: { do: 'begin', beginning } };
  } else begin(d, beginning);
}

/** One that is over by the books: where a match is sought, the arena may mean another one, which is not played. */
function foundOver(d: Draft, matchId: string): void {
  const { phase, money: guard } = d.next;
  const isSought = isEntering(phase) || phase.name === 'listening';
  if (!isSought || money.intentOf(guard) === null) return;
  const why = `The arena announced match ${matchId}, which is over according to the records. Nothing distinguishes the two, so it is not played.`;
  money.leftOpen(d, why);
  if (!isEntering(phase)) return;
  // The place is gone if it does mean another one; on a new connection it is asked for anew, with an intent of its own.
  d.next.phase = { name: 'away' };
  d.effects.push({ do: 'drop' });
}

/** A match is played from now on. */
export function begin(d: Draft, { found, known, isReused, history, end }: Beginning): void {
  const { now } = d.world;
  if (isReused) {
    const matchId = found.matchId;
    const message = `The records have another match of this arena with the id ${matchId}. This one is played and booked as a separate match.`;
    emit(d, { event: 'warning', matchId, code: 'match_id_reused', message });
  }
  const fresh = { longestTurnMs: UNSTATED_TURN_MS, progressAt: now, turn: null };
  d.next.matchNumber += 1;
  const game = isGameId(found.game) ? gameOf(found.game) : null;
  // Each field by itself: on Node 20 an object that begins with a spread takes many times as long to make.
  const match: MatchState = {
    number: d.next.matchNumber,
    found,
    isChangeTold: false,
    history,
    game,
    beganAt: now,
    side: null,
    isTold: false,
    held: null,
    turn: null,
    order: noRounds(found.game),
    rounds: [],
    roundCharacters: 0,
    roundsLeftOut: 0,
    score: [0, 0],
    longestTurnMs: UNSTATED_TURN_MS,
    isTooLongTold: false,
    progressAt: now,
    stall: { renewedAt: null, deadline: stallDeadline(fresh, null, now) },
    fallbacks: 0,
    timeouts: 0,
    taunts: [],
    taunting: { round: null, sentIn: 0, held: null },
    endTold: end,
  };
  d.next.phase = { name: 'playing', match, deadline: null };
  d.effects.push({ do: 'keep-frames', game: found.game });
  money.found(d, found, known);
  // Else the books are asked, which answer with `bound`.
  if (d.next.money.untold) taken(d, 'now');
}

/** The books know of the match, or cannot be told of it. */
export function bound(d: Draft, { asked, error, match, intent }: EventOf<'bound'>): void {
  if (d.next.phase.name !== 'playing') return;
  // It is played all the same: its wager is in.
  if (error) {
    if (intent !== null) money.notBound(d, match, intent);
    trouble(d, error);
  }
  taken(d, asked);
}

/** The books cannot be told of the match at hand: it is played to its end, and then play stops. */
export function trouble(d: Draft, error: BotpitError): void {
  const message = `${error.message}; play stops after this match.`;
  emit(d, { event: 'error', code: error.code, message });
  d.next.stopping = endBy(error);
}

/** The books say when the match was asked for: now it is compared with what was asked for. Nothing else is open any more. */
function taken(d: Draft, asked: AskedWhen): void {
  const { phase, wasRefused } = d.next;
  if (phase.name !== 'playing') return;
  const { found, endTold } = phase.match;
  d.next.wasRefused = false;
  d.next.challengeIds = [];
  if (d.world.rules.entry.by === 'accept') warnOfChance(d, found.game, found.wagerLamports);
  const { rules } = d.world;
  const { matchId } = found;
  const code: FairnessCode = 'match_mismatch';
  const why = worseThanAsked(rules, gameAsked(d), found, asked, wasRefused);
  if (why !== null) {
    const message = `The match is not what was asked for: ${why}. It is played to its end, as resigning loses the wager; then play stops.`;
    emit(d, { event: 'error', matchId, code, message });
    d.next.stopping = ENDS.mismatch;
    latch(d, 'fairness', message);
  } else if (asked !== 'before' && rules.entry.by !== 'accept' && found.wagerLamports < rules.wagerLamports) {
    const message = 'The wager of this match is lower than was asked for.';
    emit(d, { event: 'warning', matchId, code, message });
  }
  if (endTold) ended(d, phase, endTold);
}

/** Nothing more is committed until a person has looked at it. */
export function latch({ effects }: Draft, limit: LimitName, message: string): void {
  effects.push({ do: 'trip', limit, message, coolDownMs: null, over: undefined, isSafe: true });
}

/** How more is at stake than was asked for, or something else is played, in words; null where neither is so. */
function worseThanAsked(
  { wagerLamports, entry }: Rules,
  game: GameId,
  found: FoundMatch,
  asked: AskedWhen,
  wasRefused: boolean,
): string | null {
  if (asked === 'never' && !wasRefused) return 'no match was asked for';
  if (asked === 'changed') return 'the arena has changed its game, or raised its wager, since it began';
  // By terms that need not be those of today.
  if (asked === 'before') return null;
  if (entry.by !== 'accept' && found.game !== game) return `${game} was asked for, ${found.game} came`;
  return found.wagerLamports > wagerLamports ? 'the wager is higher than was asked for' : null;
}

/** What a wager on a game costs in which no bot can be better than another, for a person. */
export function warnOfChance(d: Draft, game: string, wagerLamports: Lamports): void {
  if (!d.world.rules.isReal || !isPureChance(game)) return;
  const { feeLamports } = settle(wagerLamports);
  const [wager, each, hundred] = [wagerLamports, Math.round(feeLamports / 2), 50 * feeLamports].map(
    formatSol,
  );
  const message =
    `THIS LOSES MONEY IN THE LONG RUN. Nobody can win at ${game}: every bot wins half of the decided matches, whatever it ` +
    `plays, and the arena keeps 2.5 % of every stake. With ${wager} SOL a match that costs ${each} SOL a match on average, ` +
    `${hundred} SOL in 100 matches.`;
  warn(d, 'pure_chance', message);
}
