/*
 * What a revealed seed proves, and how draws follow from it: the words and the arithmetic. Whoever asks brings the digests,
 * as a browser makes them otherwise than Node.
 */

/** The name under which an arena announces that its draws follow from the seed by `drawInput` and `unitOf`. */
export const DRAWS = 'hmac-sha256-52';

/** The one way to write a seed that draws follow from. Any other spelling is another key, and gives other draws. */
const SEED = /^[0-9a-f]{64}$/;

/** Whether a seed is written in the one way that a commitment with published draws may be opened with. */
export function isSeed(text: string): boolean {
  return SEED.test(text);
}

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

/** What an arena promised before a match, and revealed after it. */
export interface Revealed {
  /** Empty where none was revealed. */
  readonly serverSeed: string;
  /** Hex; empty where the arena committed to nothing. */
  readonly serverSeedHash: string;
  /** The rule that the arena announced for its draws; null where it publishes none. */
  readonly draws: string | null;
}

/**
 * What a seed proves of a commitment. Where the draws follow from the text of the seed by a published rule, exactly one text
 * may open it: 64 lower-case hex digits, hashed as text.
 * @param sha256 the digest of one reading of the seed, in lower-case hex; asked for bytes only of a seed that is hex
 */
export function openingOf(
  { serverSeed, serverSeedHash, draws }: Revealed,
  sha256: (reading: CommitmentOver) => string,
): Opening {
  if (serverSeed === '' || serverSeedHash === '') return { fair: null, commitmentOver: null };
  const hash = serverSeedHash.toLowerCase();
  const isBytes = () => isHex(serverSeed) && sha256('bytes') === hash;
  const commitmentOver = sha256('text') === hash ? 'text' : isBytes() ? 'bytes' : null;
  if (commitmentOver === null) return { fair: false, commitmentOver };
  if (draws === null) return { fair: true, commitmentOver };
  if (!isSeed(serverSeed)) return { fair: false, commitmentOver: null };
  return { fair: commitmentOver === 'text' ? true : null, commitmentOver };
}

/** Whether a text stands for bytes. */
export function isHex(text: string): boolean {
  return /^(?:[0-9a-f]{2})+$/i.test(text);
}

/** The text whose HMAC is draw `index` (from 0) of `round` (from 1). */
export function drawInput(matchId: string, round: number, index: number): string {
  return `${matchId}:${round}:${index}`;
}

/** The first 52 bits of a digest over 2^52, in [0, 1). */
export function unitOf(digest: Uint8Array): number {
  let high = 0;
  for (let i = 0; i < 6; i++) high = high * 256 + (digest[i] as number);
  return (high * 16 + ((digest[6] as number) >> 4)) / 2 ** 52;
}
