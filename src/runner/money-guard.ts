import type { FoundMatch, Known } from '../history/index.js';
import { isUncertain, type Moment } from '../lib/clock.js';
import { formatSol } from '../wager.js';
import { gameAsked, gameDue } from './calendar.js';
import { type Draft, emit } from './draft.js';
import { due, type Sought } from './loop-events.js';
import type { Commitment, CommitmentName, MoneyGuard } from './state.js';

/*
 * What happens to the money guard, each as a part of a step.
 */

/**
 * A match lasts at least one turn, and no arena is known that gives less than ten seconds for one. So an arena that
 * mentions no match this soon after it was last heard has made none.
 */
const SHORTEST_MATCH_MS = 10_000;
/**
 * How many places of a session may be lost and taken for nothing. An arena that counts a match for each connection that it
 * cuts could take any number of wagers otherwise.
 */
const FORGIVEN_PLACES = 1;
/** How long after a match was found its intent is bound to it in the books, where no move leaves sooner. */
const TELL_MS = 100;
/** Where another process held the books. */
const TELL_AGAIN_MS = 1_000;

/** What happens to a commitment. `close`: it is known what came of it, or it is left open in the books. */
export type Move = 'intend' | 'place' | 'put-off' | 'lose' | 'close';

/** Every pair; one that is not there changes nothing. */
export const TRANSITIONS: { readonly [From in CommitmentName]: { readonly [M in Move]?: CommitmentName } } = {
  none: { intend: 'intended' },
  intended: { place: 'committed', 'put-off': 'put-off', lose: 'lost', close: 'none' },
  committed: { 'put-off': 'put-off', lose: 'lost', close: 'none' },
  'put-off': { place: 'committed', lose: 'lost', close: 'none' },
  // That a match is on says nothing once this wish was lost from sight: the match may have come of it.
  lost: { place: 'committed', close: 'none' },
};

/** The number of the intent that is open; null where there is none. */
export function intentOf({ commitment }: MoneyGuard): number | null {
  return commitment.name === 'none' ? null : commitment.intent;
}

/** The commitment at hand, for the books. */
export function soughtBy(d: Draft): Sought {
  const { money } = d.next;
  return { game: gameAsked(d), intent: intentOf(money), isPutOff: isPutOff(money) };
}

export function isPutOff({ commitment }: MoneyGuard): boolean {
  return commitment.name === 'put-off' || (commitment.name === 'lost' && commitment.wasPutOff);
}

/** Goes by the table. @param data what the next commitment has beside what it keeps */
function move(d: Draft, by: Move, data: object = {}): void {
  const { commitment } = d.next.money;
  const name = TRANSITIONS[commitment.name][by];
  if (name === undefined) return;
  const kept = commitment.name === 'none' ? {} : { intent: commitment.intent, isUnread: commitment.isUnread };
  write(d, { commitment: (name === 'none' ? { name } : { name, ...kept, ...data }) as Commitment });
}

/** A literal, for the same reason as in `copyMatch`: before the first turn of a match it is written several times. */
function write({ next }: Draft, change: Partial<MoneyGuard>): void {
  const { money } = next;
  next.money = {
    commitment: change.commitment ?? money.commitment,
    askedAt: change.askedAt ?? money.askedAt,
    lostPlaces: change.lostPlaces ?? money.lostPlaces,
    untold: change.untold === undefined ? money.untold : change.untold,
  };
}

function momentOf({ now, epochMs }: Moment): Moment {
  return { now, epochMs };
}

/**
 * One more match is about to be asked for: the intent holds, or the books are asked for one. That of a lost connection holds
 * where no match can have come and gone in the meantime.
 */
export function commit(d: Draft): void {
  const { askedAt } = d.next.money;
  write(d, { askedAt: momentOf(d.world) });
  settleLost(d, askedAt);
  if (d.next.money.commitment.name !== 'none') return;
  // What is open is asked for again as what it is.
  const game = gameDue(d);
  d.next.calendar = { ...d.next.calendar, game };
  d.effects.push({ do: 'intend', game });
}

/** No match is asked for any more for hours: nobody will know by then what has come of a lost connection. */
export function rest(d: Draft): void {
  const { commitment, askedAt } = d.next.money;
  settleLost(d, askedAt);
  // No match came of it: nothing is to stay open.
  if (commitment.name === 'lost' && d.next.money.commitment.name === 'lost') released(d);
}

/** The intent of a connection that was lost holds on, or is left open. @param askedAt when its match was asked for */
function settleLost(d: Draft, askedAt: Moment): void {
  const { world } = d;
  const { commitment, lostPlaces } = d.next.money;
  if (commitment.name !== 'lost' || world.rules.wagerLamports === 0) return;
  // While the machine slept, a match may have come and gone that no time of this process knows of.
  const isShort = !isUncertain(askedAt, world) && world.now - commitment.heardAt <= SHORTEST_MATCH_MS;
  write(d, { lostPlaces: lostPlaces + 1 });
  if (isShort && lostPlaces < FORGIVEN_PLACES) return;
  const why = isShort
    ? 'The connection was lost in the queue again. It can no longer be ruled out that it led to a match.'
    : 'The connection was lost in the queue for too long to be sure that it led to no match.';
  leftOpen(d, why);
}

export function intended(d: Draft, intent: number): void {
  move(d, 'intend', { intent, isUnread: false });
}

export function placed(d: Draft): void {
  move(d, 'place');
  write(d, { askedAt: momentOf(d.world) });
}

export function putOff(d: Draft): void {
  const { commitment } = d.next.money;
  if (commitment.name === 'lost') write(d, { commitment: { ...commitment, wasPutOff: false } });
  else move(d, 'put-off');
}

export function connectionLost(d: Draft, heardAt: number): void {
  move(d, 'lose', { heardAt, wasPutOff: isPutOff(d.next.money) });
}

/** A frame could not be read, and it may have announced the match that was asked for. */
export function unread(d: Draft): void {
  const { commitment } = d.next.money;
  if (commitment.name !== 'none') write(d, { commitment: { ...commitment, isUnread: true } });
}

/** No match came of it, says the arena. */
export function released(d: Draft): void {
  const { commitment } = d.next.money;
  if (commitment.name === 'none') return;
  if (commitment.isUnread) {
    const why =
      'The arena sent something in the queue that could not be read: it may have announced a match.';
    leftOpen(d, why);
    return;
  }
  move(d, 'close');
  d.effects.push({ do: 'void', intent: commitment.intent });
}

/** Nobody knows what came of the commitment: it counts as lost. @param why as a sentence */
export function leftOpen(d: Draft, why: string): void {
  const { wagerLamports, folderFlag } = d.world.rules;
  const intent = intentOf(d.next.money);
  move(d, 'close');
  if (intent === null || wagerLamports === 0) return;
  const message = `${why} Its wager of ${formatSol(wagerLamports)} SOL counts as lost. When botpit has stopped, \`botpit settle ${intent} --payout <sol>${folderFlag}\` says what came of it.`;
  emit(d, { event: 'warning', code: 'intent_open', message });
  d.effects.push({ do: 'report-open' });
}

/**
 * A match has begun, or an earlier one is taken up again. The first turn comes with it and is not to wait for the books, which
 * have the intent: they are told a moment later. Where the match may be of an older wish, only they know, and are told at once.
 */
export function found(d: Draft, match: FoundMatch, known: Known): void {
  const { money } = d.next;
  const wasPutOff = isPutOff(money);
  // Where the match is one of an earlier wish, what was committed to now is still to come.
  const intent = known === 'open' && !wasPutOff ? null : intentOf(money);
  if (intent !== null) move(d, 'close');
  const isOurs = intent !== null && !wasPutOff;
  const deadline = due('tell', TELL_MS);
  write(d, { untold: isOurs ? { match, intent, deadline, isHastened: false } : null });
  if (!isOurs) d.effects.push({ do: 'bind', match, intent, isPutOff: wasPutOff });
}

/** The books could not be told of the match of the intent. */
export function notBound(d: Draft, match: FoundMatch, intent: number): void {
  write(d, { untold: { match, intent, deadline: null, isHastened: true } });
}

/** A move has left. After the first of a match, the books need not wait any longer. */
export function moved(d: Draft): void {
  const { untold } = d.next.money;
  if (untold?.isHastened !== false) return;
  const { match, intent } = untold;
  write(d, { untold: { match, intent, deadline: due('tell', 1), isHastened: true } });
}

/** The time to tell the books has come. */
export function tell(d: Draft): void {
  const { untold } = d.next.money;
  if (untold === null) return;
  write(d, { untold: { ...untold, deadline: null } });
  d.effects.push({ do: 'tell-match', match: untold.match, intent: untold.intent });
}

/** Another process holds the books. It lets go of them by and by, or the settlement finds that it does not; a turn may be waiting. */
export function locked(d: Draft): void {
  const { untold } = d.next.money;
  if (untold !== null) write(d, { untold: { ...untold, deadline: due('tell', TELL_AGAIN_MS) } });
}

/** The books know of the match, or learn of it by its settlement. */
export function told(d: Draft): void {
  if (d.next.money.untold !== null) write(d, { untold: null });
}
