import { BotpitError } from '../errors.js';
import {
  type Book,
  type FoundMatch,
  type Frame,
  isLocked,
  LOCAL_ARENA,
  type MatchKey,
  type MatchRecord,
  type MatchTerms,
} from '../history/index.js';
import type { Time } from '../lib/clock.js';
import { type AnyPastMatch, keptRounds, toRound } from '../match/index.js';
import { ByOpponent, KEPT_MATCHES } from '../strategy/index.js';
import { judgeBy } from './limits.js';
import type { BookEffect, EffectOf, LoopEvent, Sought } from './loop-events.js';
import type { EventSink } from './runner-events.js';
import { endedOf, isOfNamesake, lateEnd } from './settled.js';
import type { World } from './state.js';

export interface BookEffectsOptions {
  readonly book: Book;
  readonly emit: EventSink;
  /** Told of every match once, when it is over and recorded. What it throws ends the session. */
  readonly onMatch: ((record: MatchRecord) => void) | undefined;
  /** What the books answer. */
  readonly happen: (event: LoopEvent) => void;
  readonly look: () => World;
}

/** The part of the effects that touches the books. What throws BotpitError here could not be done. */
export class BookEffects {
  readonly frames: FrameLog;
  readonly #options: BookEffectsOptions;
  readonly #book: Book;
  /** The earlier matches against each opponent, oldest first: from the records, and of the session itself. */
  readonly #past = new ByOpponent<readonly AnyPastMatch[]>();

  /** What each effect does. */
  readonly #acts: { readonly [Do in BookEffect['do']]: (effect: EffectOf<Do>) => void } = {
    intend: ({ game }) => {
      const { happen, look } = this.#options;
      const { entry, wagerLamports, limits } = look().rules;
      const judge = judgeBy(limits, wagerLamports);
      const intended = this.#book.ledger.intend({ entry: entry.by, game, wagerLamports }, judge);
      if ('intent' in intended) happen({ type: 'intended', intent: intended.intent });
      else happen({ type: 'limited', refusal: intended.refusal });
    },
    void: ({ intent }) => this.#book.ledger.void(intent),
    'note-rest': ({ until }) => this.#orElse(undefined, () => this.#book.ledger.noteRest(until)),
    'report-open': () => {
      const open = this.#orElse([], () => this.#book.ledger.openIntents());
      if (open.length === 0) return;
      const lamports = open.reduce((sum, { wagerLamports }) => sum + wagerLamports, 0);
      this.#options.emit({ event: 'intents_open', count: open.length, lamports });
    },
    bind: ({ match, intent, isPutOff }) => {
      const { happen } = this.#options;
      try {
        const asked = this.#book.ledger.found(match, intent, isPutOff);
        happen({ type: 'bound', asked, error: null, match, intent });
      } catch (error) {
        if (!(error instanceof BotpitError)) throw error;
        // What the books cannot tell, the terms of the session do.
        happen({ type: 'bound', asked: intent === null ? 'before' : 'now', error, match, intent });
      }
    },
    'tell-match': ({ match, intent }) => {
      try {
        this.#book.ledger.found(match, intent);
        this.#options.happen({ type: 'told' });
      } catch (error) {
        if (!(error instanceof BotpitError && isLocked(error))) throw error;
        this.#options.happen({ type: 'locked' });
      }
    },
    trip: ({ limit, message, coolDownMs, over, isSafe }) => {
      const trip = () => this.#book.ledger.trip(limit, message, coolDownMs, over);
      if (isSafe) this.#orElse(undefined, trip);
      else trip();
    },
    'look-up': (sought) => {
      const { heard, end } = sought;
      const { epochMs, agentId, rules } = this.#options.look();
      const { match_id: matchId, game_type: game, server_seed_hash: serverSeedHash, draws = null } = heard;
      const terms = () => this.#termsOf({ matchId, serverSeedHash }, game, sought);
      const found: FoundMatch = {
        matchId,
        game,
        agentId,
        opponentId: heard.opponent_id,
        opponentName: heard.opponent_name,
        wagerLamports: heard.wager_lamports ?? terms().wagerLamports,
        serverSeedHash,
        draws,
        sandbox: rules.sandbox,
        startedAt: epochMs,
      };
      // What they cannot tell is to be played.
      const known = this.#orElse('new', () => this.#book.ledger.known(found));
      const history = known === 'over' ? [] : this.#historyOf(found);
      this.#options.happen({ type: 'looked_up', found, known, history, end });
    },
    'look-up-end': ({ message, atHand, ...sought }) => {
      const { archive, ledger } = this.#book;
      const { happen, look } = this.#options;
      const { account, arena } = ledger.context;
      const { match_id: matchId } = message;
      const namesakes = () => archive.namesakes({ account, arena, matchId });
      if (atHand && !this.#orElse(false, () => isOfNamesake(namesakes(), message, atHand)))
        return happen({ type: 'end_is_ours', message });
      const match = endedOf(namesakes(), message);
      if (!match) {
        const terms = this.#termsOf({ matchId, serverSeedHash: '' }, null, sought);
        return happen({ type: 'end_unknown', message, terms });
      }
      if (match.isOver) return;
      const { epochMs, agentId } = look();
      const evidence = archive.evidenceOf(match);
      const record = lateEnd(evidence.match, message, agentId, epochMs);
      const told = { at: epochMs, direction: 'in', text: JSON.stringify(message) } as const;
      const said = ledger.settle(record, agentId, [...evidence.frames, told], null);
      happen({ type: 'settled_late', record, said, isHashReused: this.#isHashReused(record) });
    },
    settle: ({ record, intent }) => {
      const { look, onMatch, happen } = this.#options;
      const { now, agentId } = look();
      const { frames, leftOut: framesLeftOut } = this.frames.end(now);
      const { game, opponentId } = record;
      const before = this.#past.get(game, opponentId) ?? [];
      this.#past.put(game, opponentId, [...before, toPast(record)].slice(-KEPT_MATCHES));
      let [said, error]: [number | null, BotpitError | null] = [null, null];
      try {
        said = this.#book.ledger.settle(record, agentId, frames, intent);
        onMatch?.(record);
      } catch (failure) {
        if (!(failure instanceof BotpitError)) throw failure;
        error = failure;
      }
      const isHashReused = this.#isHashReused(record);
      happen({ type: 'settled', record, said, isHashReused, framesLeftOut, error });
    },
    'keep-frames': ({ game }) => this.frames.begin(game),
    'keep-frame-for-next': () => this.frames.announcedNext(),
  };

  constructor(options: BookEffectsOptions) {
    this.#options = options;
    this.#book = options.book;
    this.frames = new FrameLog(options.look().now);
  }

  /** See `Ledger`. */
  get mayBeOn(): boolean {
    return this.#book.ledger.mayBeOn;
  }

  /** What play begins with. */
  begun(): LoopEvent {
    const { archive, ledger } = this.#book;
    const latch = ledger.standing().latches.find(({ until }) => until === null) ?? null;
    const { arena } = ledger.context;
    const isWeaklyProven = arena !== LOCAL_ARENA && this.#orElse(false, () => archive.hasWeakProof(arena));
    return { type: 'begun', latch, isWeaklyProven };
  }

  /** The arena has said who we are. */
  connected(agentId: string, agentName: string): void {
    try {
      this.#book.ledger.connected({ agentId, agentName });
    } catch (error) {
      // Only shown: play does not depend on it, and will find out by itself what is wrong with the books.
      if (!(error instanceof BotpitError)) throw error;
    }
  }

  perform(effect: BookEffect): void {
    (this.#acts[effect.do] as (effect: BookEffect) => void)(effect);
  }

  /** What a match is about where the arena does not say: what the books have of it, else what was asked for. */
  #termsOf(match: MatchKey, game: string | null, { game: asked, intent, isPutOff }: Sought): MatchTerms {
    const terms = () => this.#book.ledger.termsOf(match, game, intent, isPutOff);
    const { wagerLamports } = this.#options.look().rules;
    return this.#orElse(null, terms) ?? { game: asked, wagerLamports };
  }

  #isHashReused(record: MatchRecord): boolean {
    const { ledger } = this.#book;
    if (record.serverSeedHash === '' || ledger.context.arena === LOCAL_ARENA) return false;
    return this.#orElse(false, () => ledger.isHashUsed(record));
  }

  #historyOf({ game, opponentId }: FoundMatch): readonly AnyPastMatch[] {
    const past = this.#past.get(game, opponentId) ?? this.#recorded(game, opponentId);
    this.#past.put(game, opponentId, past);
    return past;
  }

  /** A match that is found is played, whatever has become of the records. */
  #recorded(game: string, opponentId: string): readonly AnyPastMatch[] {
    const { archive, ledger } = this.#book;
    const { arena } = ledger.context;
    // Every local arena is a world of its own, and a seeded session in it is to repeat.
    if (arena === LOCAL_ARENA) return [];
    try {
      return archive.encounters({ arena, game, opponentId }, KEPT_MATCHES).map(toPast);
    } catch (error) {
      if (error instanceof BotpitError) return [];
      throw error;
    }
  }

  /** For what must not end a match that is under way. @param otherwise what is assumed where the books cannot be used */
  #orElse<T>(otherwise: T, act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof BotpitError)) throw error;
      this.#options.emit({ event: 'error', code: error.code, message: error.message });
      return otherwise;
    }
  }
}

function toPast(record: Pick<MatchRecord, keyof AnyPastMatch>): AnyPastMatch {
  const { matchId, game, side, outcome, rounds } = record;
  return { matchId, game, side, outcome, rounds: rounds.map(toRound) };
}

/** Frames that are kept from before a match: those that asked for it. */
const BEFORE = 50;
/** No match needs more frames than these; the first and the last of them are kept. */
const MOST_A_ROUND = 25;
/** And not more than this in all. */
const MOST_CHARACTERS = 2 ** 20;

/** Frames that do not belong to a match: `ping`, `pong`, `queue_update`. */
const ASIDE = /"type"\s*:\s*"(?:ping|pong|queue_update)"/;

/** Keeps the frames of the match at hand, or of the wait for it. What is done for each frame is done on its way. */
export class FrameLog {
  /** When the last one came in, by `now` of the clock; during a match it is not kept up. */
  heardAt: number;
  #frames: Frame[] = [];
  #characters = 0;
  /** How many are kept of the match at hand; null while there is none. */
  #most: number | null = null;
  #leftOut = 0;
  /** The frame that announces the next match while one is at hand. */
  #next: Frame | null = null;

  constructor(now: number) {
    this.heardAt = now;
  }

  take(direction: Frame['direction'], text: string, time: Time): void {
    if (this.#most === null && direction === 'in') this.heardAt = time.now();
    this.#characters += text.length;
    this.#frames.push({ at: time.epochMs(), direction, text });
    const most = this.#most ?? BEFORE;
    // The end of a match says more than its middle.
    while (this.#frames.length > 1 && (this.#frames.length > most || this.#characters > MOST_CHARACTERS)) {
      const place = this.#most === null ? 0 : Math.floor(this.#frames.length / 2) - 1;
      if (this.#most !== null) this.#leftOut += 1;
      this.#characters -= this.#frames.splice(place, 1)[0]?.text.length ?? 0;
    }
  }

  /** From now on the frames are those of a match. */
  begin(gameType: string): void {
    this.#most = BEFORE + MOST_A_ROUND * keptRounds(gameType);
  }

  /** The latest frame announces another match than the one at hand, which is about to end: it is kept for that one. */
  announcedNext(): void {
    this.#next = this.#frames.pop() ?? null;
  }

  /** The match is over. @returns what is to be kept of it, and how many of its frames are not */
  end(now: number): { readonly frames: readonly Frame[]; readonly leftOut: number } {
    const frames = this.#frames.filter(({ text }) => text.length > 1024 || !ASIDE.test(text));
    const leftOut = this.#leftOut;
    this.#frames = this.#next === null ? [] : [this.#next];
    this.#characters = this.#next?.text.length ?? 0;
    this.#next = null;
    this.#most = null;
    this.#leftOut = 0;
    this.heardAt = now;
    return { frames, leftOut };
  }
}
