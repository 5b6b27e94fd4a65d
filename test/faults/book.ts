import { type Book, openBook } from '../../src/history/index.js';
import type { Clock } from '../../src/lib/clock.js';

/** Books for money, which nobody reads after the case. */
export function newBook(clock: Clock): Book {
  return openBook({
    folder: null,
    book: 'real',
    inMemory: true,
    context: {
      account: 'faults',
      bot: null,
      arena: 'local',
      sessionId: 'faults',
      botpitVersion: '0',
      strategy: 'test',
      strategyVersion: null,
    },
    time: clock,
  });
}
