import { createHash, createHmac } from 'node:crypto';

/** SHA-256 of the seed's hex text, in hex: what the embedded arena commits to. */
export function commitTo(serverSeed: string): string {
  return createHash('sha256').update(serverSeed, 'ascii').digest('hex');
}

/** The name under which an arena announces that its draws follow from the seed as `drawAt` says. */
export const DRAWS = 'hmac-sha256-52';

/** The one way to write a seed that draws follow from. Any other spelling is another key, and gives other draws. */
const SEED = /^[0-9a-f]{64}$/;

/** Which reading of the seed the commitment is over: its hex text or the bytes that the text stands for. */
export type CommitmentOver = 'text' | 'bytes';

/** What a revealed seed proves. */
export interface Opening {
  /**
   * True where this seed, and no other text, opens the commitment. False where it does not open it, or is not the one
   * spelling that may. Null where there is nothing to check, or where the proof does not reach the draws: they follow from
   * the text of the seed, and the commitment is over its bytes.
   */
  readonly fair: boolean | null;
  /** Null where the seed does not open the commitment. */
  readonly commitmentOver: CommitmentOver | null;
}

/**
 * Checks a revealed seed against its commitment. Where the draws follow from the text of the seed by a published rule,
 * exactly one text may open it: 64 lower-case hex digits, hashed as text.
 * @param serverSeed empty where none was revealed
 * @param serverSeedHash hex; empty where the arena committed to nothing
 * @param draws the rule that the arena announced for its draws; null where it publishes none
 */
export function openCommitment(serverSeed: string, serverSeedHash: string, draws: string | null): Opening {
  if (serverSeed === '' || serverSeedHash === '') return { fair: null, commitmentOver: null };
  const commitmentOver = readingOf(serverSeed, serverSeedHash.toLowerCase());
  if (commitmentOver === null) return { fair: false, commitmentOver };
  if (draws === null) return { fair: true, commitmentOver };
  if (!SEED.test(serverSeed)) return { fair: false, commitmentOver: null };
  return { fair: commitmentOver === 'text' ? true : null, commitmentOver };
}

function readingOf(serverSeed: string, hash: string): CommitmentOver | null {
  if (createHash('sha256').update(serverSeed, 'utf8').digest('hex') === hash) return 'text';
  if (!/^(?:[0-9a-f]{2})+$/i.test(serverSeed)) return null;
  return createHash('sha256').update(serverSeed, 'hex').digest('hex') === hash ? 'bytes' : null;
}

/** Whether a seed is written in the one way that a commitment with published draws may be opened with. */
export function isSeed(text: string): boolean {
  return SEED.test(text);
}

/**
 * Draw `index` (from 0) of `round` (from 1): the first 52 bits of HMAC-SHA256(seed text, "{match}:{round}:{index}")
 * over 2^52, in [0, 1). Whoever holds the seed can recompute every outcome of a finished match.
 */
export function drawAt(serverSeed: string, matchId: string, round: number, index: number): number {
  const mac = createHmac('sha256', serverSeed).update(`${matchId}:${round}:${index}`).digest();
  return (mac.readUIntBE(0, 6) * 16 + ((mac[6] as number) >> 4)) / 2 ** 52;
}
