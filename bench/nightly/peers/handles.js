// An arena, a house and two play loops in one process, played and closed; tells which resources are still active then.
import { load } from '../support.js';

const { createArena } = await load('src/arena/index.ts');
const { BotpitClient } = await load('src/client/index.ts');
const { NO_LIMITS, PlayLoop } = await load('src/runner/index.ts');
const { memoryBook } = await load('test/support/memory-book.ts');
const { openStrategy } = await load('src/strategy/index.ts');

const before = process.getActiveResourcesInfo();
const arena = await createArena({ limits: false });
const ends = await Promise.all(
  ['one', 'two'].map(async (name) => {
    const host = await openStrategy('random', { isolation: 'worker', seed: name, report: () => undefined });
    const client = new BotpitClient({
      apiKey: `bp_sk_${name}`,
      url: arena.url,
      limits: false,
      logLevel: 'silent',
    });
    const book = memoryBook();
    const loop = new PlayLoop({
      client,
      host,
      game: 'rps',
      turns: null,
      schedule: null,
      entry: { by: 'queue' },
      wagerLamports: 0,
      sandbox: true,
      limits: NO_LIMITS,
      book,
      matches: 20,
      forMs: null,
      taunts: 'off',
      emit: () => undefined,
    });
    const { reason } = await loop.run();
    book.ledger.close();
    await host.close();
    return reason;
  }),
);
await arena.close();
// Node lets go of a closed server a little later.
for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
const after = process.getActiveResourcesInfo();
process.send({ ends, before: before.sort(), after: after.sort() });
process.disconnect();
