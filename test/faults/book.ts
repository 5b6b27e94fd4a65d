import { type Book, type Driver, loadDriver, openBook } from '../../src/history/index.js';
import type { Clock } from '../../src/lib/clock.js';

const driver: Driver = await loadDriver();

/** Books for money, which nobody reads after the case. */
export function newBook(clock: Clock): Book {
  return openBook(driver, {
    folder: null,
    book: 'real',
    inMemory: true,
    context: {
      account: 'faults',
      arena: 'local',
      sessionId: 'faults',
      botpitVersion: '0',
      strategy: 'test',
      strategyVersion: null,
    },
    now: () => Math.round(clock.now()),
  });
}
