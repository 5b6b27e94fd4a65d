import type { FoundMatch, Known } from '../history/index.js';
import { isUncertain, type Moment } from '../lib/clock.js';
import { formatSol, type Lamports } from '../wager.js';
import { type Deadline, due, type MoneyEffect, type MoneyEvent } from './loop-events.js';

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

/**
 * `none`: nothing is committed to. `intended`: the intent is in the books, and the arena has not answered the wish.
 * `committed`: the arena has given a place. `put-off`: it said that a match is on already, which may be of an older wish.
 * `lost`: the connection was lost with the intent open, and nobody knows what came of it.
 */
export type CommitmentName = 'none' | 'intended' | 'committed' | 'put-off' | 'lost';

interface Held {
  /** Its number in the books. */
  readonly intent: number;
  /** The arena has sent something that may have been the match of the intent. */
  readonly isUnread: boolean;
}

export type Commitment =
  | { readonly name: 'none' }
  | ({ readonly name: 'intended' | 'committed' | 'put-off' } & Held)
  | ({
      readonly name: 'lost';
      /** When the arena was last heard before that, by `now` of the clock. */
      readonly heardAt: number;
      /** It had been put off before. */
      readonly wasPutOff: boolean;
    } & Held);

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

/** The money side of a session: an intent before every commitment, and what has become of it. */
export interface MoneyGuard {
  readonly commitment: Commitment;
  /** When the arena was last asked for a match, or last gave a place. */
  readonly askedAt: Moment;
  /** How often a place was lost with the connection, and no match was mentioned afterwards. */
  readonly lostPlaces: number;
  /** The match at hand and its intent, where the books have not been told that they belong together. */
  readonly untold: Untold | null;
}

interface Untold {
  readonly match: FoundMatch;
  readonly intent: number;
  /** Null where only the settlement will tell it. */
  readonly deadline: Deadline<'tell'> | null;
  /** A move has left: the books need not wait any longer. */
  readonly isHastened: boolean;
}

/** The number of the intent that is open; null where there is none. */
export function intentOf({ commitment }: MoneyGuard): number | null {
  return commitment.name === 'none' ? null : commitment.intent;
}

export function isPutOff({ commitment }: MoneyGuard): boolean {
  return commitment.name === 'put-off' || (commitment.name === 'lost' && commitment.wasPutOff);
}

/** The next state and what is to be done about it. Pure. */
export function guardMoney(
  guard: MoneyGuard,
  event: MoneyEvent,
  at: Moment,
  wagerLamports: Lamports,
): readonly [MoneyGuard, readonly MoneyEffect[]] {
  const { commitment, untold } = guard;
  switch (event.name) {
    case 'commit':
      return commit(guard, at, wagerLamports);
    case 'intended':
      return [moved(guard, 'intend', { intent: event.intent, isUnread: false }), NONE];
    case 'placed':
      return [{ ...moved(guard, 'place'), askedAt: momentOf(at) }, NONE];
    case 'put-off':
      if (commitment.name === 'lost')
        return [{ ...guard, commitment: { ...commitment, wasPutOff: false } }, NONE];
      return [moved(guard, 'put-off'), NONE];
    case 'connection-lost':
      if (commitment.name === 'none' || commitment.name === 'lost') return [guard, NONE];
      return [moved(guard, 'lose', { heardAt: event.heardAt, wasPutOff: isPutOff(guard) }), NONE];
    case 'unread':
      if (commitment.name === 'none') return [guard, NONE];
      return [{ ...guard, commitment: { ...commitment, isUnread: true } }, NONE];
    case 'released':
      if (commitment.name === 'none') return [guard, NONE];
      if (commitment.isUnread) return leftOpen(guard, UNREAD, wagerLamports);
      return [moved(guard, 'close'), [{ do: 'void', intent: commitment.intent }]];
    case 'left-open':
      return leftOpen(guard, event.why, wagerLamports);
    case 'found':
      return found(guard, event.match, event.known);
    case 'not-bound': {
      const { match, intent } = event;
      return [{ ...guard, untold: { match, intent, deadline: null, isHastened: true } }, NONE];
    }
    case 'moved':
      if (untold === null || untold.isHastened) return [guard, NONE];
      return [{ ...guard, untold: { ...untold, deadline: due('tell', 1), isHastened: true } }, NONE];
    case 'tell':
      if (untold === null) return [guard, NONE];
      return [
        { ...guard, untold: { ...untold, deadline: null } },
        [{ do: 'tell-match', match: untold.match, intent: untold.intent }],
      ];
    case 'locked':
      // A turn may be waiting: whoever holds them now lets go of them by and by, or the settlement finds that it does not.
      if (untold === null) return [guard, NONE];
      return [{ ...guard, untold: { ...untold, deadline: due('tell', TELL_AGAIN_MS) } }, NONE];
    case 'told':
    case 'match-over':
      return [untold === null ? guard : { ...guard, untold: null }, NONE];
    default:
      return event satisfies never;
  }
}

const NONE: readonly MoneyEffect[] = [];
const UNREAD = 'The arena sent something in the queue that could not be read: it may have announced a match.';

/** Goes by the table. @param data what the next state has beside what it keeps */
function moved(guard: MoneyGuard, move: Move, data: object = {}): MoneyGuard {
  const { commitment } = guard;
  const name = TRANSITIONS[commitment.name][move];
  if (name === undefined) return guard;
  if (name === 'none') return { ...guard, commitment: { name } };
  const kept = commitment.name === 'none' ? {} : { intent: commitment.intent, isUnread: commitment.isUnread };
  return { ...guard, commitment: { name, ...kept, ...data } as Commitment };
}

function momentOf({ now, epochMs }: Moment): Moment {
  return { now, epochMs };
}

/** The intent of a lost connection holds where no match can have come and gone in the meantime. */
function commit(guard: MoneyGuard, at: Moment, wagerLamports: Lamports) {
  const { commitment } = guard;
  const askedAt = momentOf(at);
  if (commitment.name === 'none') return [{ ...guard, askedAt }, [{ do: 'intend' }]] as const;
  if (commitment.name !== 'lost' || wagerLamports === 0) return [{ ...guard, askedAt }, NONE] as const;
  // While the machine slept, a match may have come and gone that no time of this process knows of.
  const isShort = !isUncertain(guard.askedAt, at) && at.now - commitment.heardAt <= SHORTEST_MATCH_MS;
  const counted = { ...guard, askedAt, lostPlaces: guard.lostPlaces + 1 };
  if (isShort && counted.lostPlaces <= FORGIVEN_PLACES) return [counted, NONE] as const;
  const why = isShort
    ? 'The connection was lost in the queue again. It can no longer be ruled out that it led to a match.'
    : 'The connection was lost in the queue for too long to be sure that it led to no match.';
  const [open, effects] = leftOpen(counted, why, wagerLamports);
  return [open, [...effects, { do: 'intend' }]] as const;
}

/** Nobody knows what came of the commitment: it counts as lost. @param why as a sentence */
function leftOpen(guard: MoneyGuard, why: string, wagerLamports: Lamports) {
  const intent = intentOf(guard);
  const closed = moved(guard, 'close');
  if (intent === null || wagerLamports === 0) return [closed, NONE] as const;
  const message = `${why} Its wager of ${formatSol(wagerLamports)} SOL counts as lost. When botpit has stopped, \`botpit settle ${intent} --payout <sol>\` says what came of it.`;
  const event = { event: 'warning', code: 'intent_open', message } as const;
  return [closed, [{ do: 'emit', event }, { do: 'report-open' }]] as const;
}

/**
 * The first turn comes with the match and is not to wait for the books, which have the intent: they are told a moment later.
 * Where the match may be of an older wish, only they know, and are told at once.
 */
function found(guard: MoneyGuard, match: FoundMatch, known: Known) {
  const putOff = isPutOff(guard);
  // Where the match is one of an earlier wish, what was committed to now is still to come.
  const intent = known === 'open' && !putOff ? null : intentOf(guard);
  const next = { ...(intent === null ? guard : moved(guard, 'close')), untold: null };
  if (intent === null || putOff) return [next, [{ do: 'bind', match, intent, isPutOff: putOff }]] as const;
  const deadline = due('tell', TELL_MS);
  return [{ ...next, untold: { match, intent, deadline, isHastened: false } }, NONE] as const;
}
