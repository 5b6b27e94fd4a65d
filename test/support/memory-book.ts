import { type Book, openBook } from '../../src/history/index.js';

/** Books for money that are forgotten at the end; to be closed by `ledger.close()`. */
export function memoryBook(): Book {
  const context = {
    account: 'test',
    bot: null,
    arena: 'ws://127.0.0.1/',
    sessionId: 'session',
    botpitVersion: '0.0.0',
    strategy: 'test',
    strategyVersion: null,
  };
  return openBook({ folder: null, book: 'real', inMemory: true, context });
}
