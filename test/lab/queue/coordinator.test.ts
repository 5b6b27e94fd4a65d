import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { openConnection } from '../../../src/lab/queue/connection.js';
import { Coordinator } from '../../../src/lab/queue/coordinator.js';
import { skipsRedis } from './redis.js';
import { learners } from './runs.js';
import { leftIn, site } from './site.js';

describe.skipIf(skipsRedis)('a coordinator', () => {
  const { server, url } = site();

  // On a busy machine the end of a run does not wait for a sign of life that takes long.
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'whose answer %i comes after the end of the run leaves nothing in Redis',
    async (held) => {
      const { plan, sources } = await learners(4, `held up at ${held}`);
      const connection = await openConnection(url, () => undefined);
      const news = new EventEmitter();
      const reached = once(news, 'reached');
      const goesOn = once(news, 'goes on');
      const ask = connection.ask.bind(connection);
      let asked = 0;
      connection.ask = async (command) => {
        const answer = await ask(command);
        if (++asked === held) {
          news.emit('reached');
          await goesOn;
        }
        return answer;
      };
      const named = (sources ?? []).map(({ spec }) => ({ kind: 'named', spec }) as const);
      const coordinator = new Coordinator(connection, { plan, sources: named }, () => undefined);
      const over = new AbortController();
      let next = 0;
      const running = coordinator.run({
        next: () => (next < 4 ? next++ : undefined),
        done: () => undefined,
        signal: over.signal,
      });
      await reached;
      over.abort();
      await coordinator.leave(false);
      news.emit('goes on');
      await running;
      await coordinator.close();
      connection.close();
      expect(await leftIn(server)).toEqual([]);
    },
  );
});
