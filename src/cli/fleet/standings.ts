import { playsForMoney } from '../../config/index.js';
import type { Bot } from '../../fleet/index.js';
import {
  type AccountLatch,
  type AccountStanding,
  Archive,
  accountOf,
  dataFolder,
} from '../../history/index.js';
import { nearestLimit } from '../../runner/index.js';
import { type BotStanding, formatLimitUse } from '../../ui/index.js';
import { sessionLimits } from '../play/session-book.js';

interface Book {
  readonly readMs: number;
  readonly archive: Archive | null;
  readonly standings: readonly AccountStanding[];
  readonly latches: readonly AccountLatch[];
}

/** How long what was read of a book is used. */
const FRESH_MS = 2_000;
/** The standing of a bot that plays without money. */
export const UNKNOWN: BotStanding = { todayLamports: null, limit: '' };

/** Where the accounts of bots stand, by the books that their processes write. */
export class Standings {
  readonly #env: NodeJS.ProcessEnv;
  readonly #books = new Map<string, Book>();

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  of({ config, key }: Bot): BotStanding {
    if (key === null || !playsForMoney(config)) return UNKNOWN;
    const { standings, latches } = this.#book(dataFolder(config.dataDir, this.#env));
    const account = accountOf(key);
    const standing = standings.find((each) => each.account === account);
    const latch = latches.find((each) => each.account === account || each.account === null);
    const use = standing ? nearestLimit(sessionLimits(config, true), standing) : null;
    const limit = latch ? `${latch.limit} tripped` : use ? formatLimitUse(use.limit, use.share) : '';
    return { todayLamports: standing?.dayNetLamports ?? 0, limit };
  }

  #book(folder: string): Book {
    const known = this.#books.get(folder);
    const now = Date.now();
    if (known && Math.abs(now - known.readMs) < FRESH_MS) return known;
    known?.archive?.close();
    const book = readBook(folder, now);
    this.#books.set(folder, book);
    return book;
  }

  close(): void {
    for (const { archive } of this.#books.values()) archive?.close();
    this.#books.clear();
  }
}

/** What cannot be read is not shown: it is told by the bots, which cannot play then. */
function readBook(folder: string, readMs: number): Book {
  // Anew each time: the file may have been put in the place of another.
  let archive: Archive | null = null;
  try {
    archive = Archive.open(folder, 'real');
    const [standings, latches] = [archive?.standings(readMs) ?? [], archive?.latches(readMs) ?? []];
    return { readMs, archive, standings, latches };
  } catch {
    return { readMs, archive, standings: [], latches: [] };
  }
}
