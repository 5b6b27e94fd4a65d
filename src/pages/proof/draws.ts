import { drawInput, unitOf } from '../../commitment.js';
import type { Draws } from '../../match/index.js';

/** The cryptography of a browser; Node has the same. */
export type Subtle = Pick<SubtleCrypto, 'digest' | 'importKey' | 'sign'>;

/** A draw, and how it came out of the seed. */
export interface SeedDraw {
  readonly round: number;
  readonly index: number;
  /** The text that was hashed. */
  readonly input: string;
  /** In hex. */
  readonly digest: string;
  /** In [0, 1). */
  readonly unit: number;
}

/** SHA-256 in lower-case hex. */
export async function sha256(subtle: Subtle, data: BufferSource): Promise<string> {
  return hexOf(new Uint8Array(await subtle.digest('SHA-256', data)));
}

/** The bytes that hex stands for. */
export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A draw that the rules asked for and that has not been made yet. */
class Missing extends Error {
  constructor(
    readonly round: number,
    readonly index: number,
  ) {
    super('a draw has not been made yet');
  }
}

/** Made at once: most rounds of most games take no more. */
const AT_ONCE = 4;

/**
 * The draws of a match. Rules ask for them at once, and a browser takes its time to make them: so what asks is run again
 * until it has all of them.
 */
export class SeedDraws {
  readonly #subtle: Subtle;
  readonly #key: CryptoKey;
  readonly #matchId: string;
  readonly #made = new Map<string, SeedDraw>();
  readonly #taken = new Set<SeedDraw>();

  private constructor(subtle: Subtle, key: CryptoKey, matchId: string) {
    this.#subtle = subtle;
    this.#key = key;
    this.#matchId = matchId;
  }

  /** @param serverSeed not empty */
  static async of(subtle: Subtle, serverSeed: string, matchId: string): Promise<SeedDraws> {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const key = await subtle.importKey('raw', new TextEncoder().encode(serverSeed), algorithm, false, [
      'sign',
    ]);
    return new SeedDraws(subtle, key, matchId);
  }

  /** What was taken by the last `run`, in order. */
  get taken(): readonly SeedDraw[] {
    return [...this.#taken].sort((one, other) => one.round - other.round || one.index - other.index);
  }

  /** @param play must be the same however often it is run */
  async run<Result>(play: (draws: Draws) => Result): Promise<Result> {
    for (;;) {
      this.#taken.clear();
      try {
        return play((round, index) => this.#take(round, index));
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        await this.make(error.round, error.index + AT_ONCE);
      }
    }
  }

  /** The first so many draws of a round. */
  async make(round: number, count: number): Promise<readonly SeedDraw[]> {
    return Promise.all(Array.from({ length: count }, (_, index) => this.#make(round, index)));
  }

  #take(round: number, index: number): number {
    const draw = this.#made.get(drawInput(this.#matchId, round, index));
    if (!draw) throw new Missing(round, index);
    this.#taken.add(draw);
    return draw.unit;
  }

  async #make(round: number, index: number): Promise<SeedDraw> {
    const input = drawInput(this.#matchId, round, index);
    const before = this.#made.get(input);
    if (before) return before;
    const signed = await this.#subtle.sign('HMAC', this.#key, new TextEncoder().encode(input));
    const digest = new Uint8Array(signed);
    const draw = { round, index, input, digest: hexOf(digest), unit: unitOf(digest) };
    this.#made.set(input, draw);
    return draw;
  }
}
