import { openCommitment } from '../fairness.js';
import type { Book, MatchRecord, Namesake, StoredMatch } from '../history/index.js';
import type { Time } from '../lib/clock.js';
import type { HeardGameOver, MatchFoundMessage } from '../protocol/index.js';
import { settlementOf } from '../settlement.js';
import type { Lamports } from '../wager.js';
import { matchOutcome } from './score.js';

/** The ends that an arena tells late: which of the matches in the books each is of, and its settlement. */
export class LateEnds {
  readonly #book: Book;
  readonly #time: Time;
  readonly #agentId: () => string;

  constructor(book: Book, time: Time, agentId: () => string) {
    this.#book = book;
    this.#time = time;
    this.#agentId = agentId;
  }

  /** Whether the books have the end that is told here. */
  isTold(message: HeardGameOver): boolean {
    return this.#matchOf(message)?.isOver ?? false;
  }

  /**
   * Whether an end with the id of the match at hand is the late one of an older match with that id: its seed opens the
   * commitment of that one. A seed that opens none is of the match at hand, and a broken promise.
   */
  isOfNamesake({ match_id: matchId, server_seed: seed }: HeardGameOver, atHand: MatchFoundMessage): boolean {
    const { server_seed_hash: serverSeedHash } = atHand;
    if (seed === '' || serverSeedHash === '' || hasSeed({ serverSeedHash }, seed)) return false;
    return this.#namesakes(matchId).some(
      (each) => each.serverSeedHash !== serverSeedHash && hasSeed(each, seed),
    );
  }

  /**
   * Settles a match that is open in the books, or that its owner settled.
   * @returns it, and what its owner had said of it; null where the books know no such match
   */
  settle(message: HeardGameOver): { readonly record: MatchRecord; readonly said: Lamports | null } | null {
    const match = this.#matchOf(message);
    if (!match || match.isOver) return null;
    const { archive, ledger } = this.#book;
    const evidence = archive.evidenceOf(match);
    const [at, agentId] = [this.#time.epochMs(), this.#agentId()];
    const record = lateEnd(evidence.match, message, agentId, at);
    const told = { at, direction: 'in', text: JSON.stringify(message) } as const;
    return { record, said: ledger.settle(record, agentId, [...evidence.frames, told], null) };
  }

  #matchOf(message: HeardGameOver): Namesake | undefined {
    return endedOf(this.#namesakes(message.match_id), message);
  }

  #namesakes(matchId: string): readonly Namesake[] {
    const { account, arena } = this.#book.ledger.context;
    return this.#book.archive.namesakes({ account, arena, matchId });
  }
}

/**
 * Which of several matches with the same id an end is of: the one whose commitment the seed opens, else the newest whose
 * end is not known, else one that cannot be told from it.
 * @param namesakes the newest first
 */
function endedOf(namesakes: readonly Namesake[], { server_seed: seed }: HeardGameOver): Namesake | undefined {
  const cannotTell = (each: Namesake) => seed === '' || each.serverSeedHash === '';
  return (
    namesakes.find((each) => hasSeed(each, seed)) ??
    namesakes.find(({ isOver }) => !isOver) ??
    namesakes.find(cannotTell)
  );
}

/**
 * Whether a match has this seed: it revealed it before, or its commitment opens with it. Not whether that is fair: where
 * draws follow from the seed, its spelling counts as well.
 */
function hasSeed(
  { serverSeedHash, serverSeed = '' }: Pick<Namesake, 'serverSeedHash'> & Partial<Namesake>,
  seed: string,
): boolean {
  if (seed === '') return false;
  return serverSeed === seed || openCommitment(seed, serverSeedHash, null).commitmentOver !== null;
}

/**
 * The end of a match that was given up for lost, or that an earlier run was in, told by the arena after all. Which side
 * was mine the books may not know; then the winner tells whose the higher score is.
 */
function lateEnd(stored: StoredMatch, message: HeardGameOver, agentId: string, endedAt: number): MatchRecord {
  const { winner, final_score: finalScore, server_seed: serverSeed } = message;
  const [first, second] = finalScore ?? sidesOf(stored);
  const ordered = [Math.max(first, second), Math.min(first, second)] as const;
  const own = stored.side === 'a' ? ([first, second] as const) : ([second, first] as const);
  const outcome = matchOutcome(winner, agentId, own);
  const contradicts = (outcome === 'win' && own[0] < own[1]) || (outcome === 'loss' && own[0] > own[1]);
  const score = !contradicts ? own : outcome === 'win' ? ordered : ([ordered[1], ordered[0]] as const);
  const found = { wager_lamports: stored.wagerLamports };
  return {
    ...stored,
    settled: true,
    outcome,
    score,
    sandbox: stored.sandbox && (message.is_sandbox ?? true),
    serverSeed,
    endedAt,
    ...settlementOf(outcome, found, message, stored.sandbox),
    ...openCommitment(serverSeed, stored.serverSeedHash, stored.draws),
  };
}

/** The score that is recorded, in the order of sides. */
function sidesOf({ side, score: [mine, theirs] }: StoredMatch): readonly [number, number] {
  return side === 'a' ? [mine, theirs] : [theirs, mine];
}
