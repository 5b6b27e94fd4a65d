import { describe, expect, test } from 'vitest';
import { folderWith, Table } from '../support/strategy-host.js';

/** JavaScript that a strategy answers with, and what is said of it. */
const WRONG = [
  ['undefined', 'it answered nothing (undefined): a `return` may be missing; legal: '],
  ['null', 'it answered nothing (null): a `return` may be missing; legal: '],
  [
    '({ choice: Promise.resolve("rock") })',
    '`choice` in its answer is a promise: an `await` may be missing; legal: ',
  ],
  ['NaN', 'it answered NaN, which is not a number to play; legal: '],
  ['({ choice: -Infinity })', '`choice` in its answer is -Infinity, which is not a number to play; legal: '],
  ['({ choice: ["rock"][NaN] })', '`choice` in its answer is undefined; legal: '],
  ['({ choice: () => "rock" })', '`choice` in its answer is a function: its () may be missing; legal: '],
  ['(() => "rock")', 'it answered a function: its () may be missing; legal: '],
  ['10n', 'it answered a bigint; legal: '],
  ['({ raw: { bid: NaN } })', '{ raw: { bid: NaN } }'],
  ['({ raw: { bid: Promise.resolve(1) } })', '{ raw: { bid: Promise'],
] as const;

/** What is a move all the same. */
const RIGHT = [
  ['({ choice: "rock", confidence: NaN })', { choice: 'rock' }],
  ['({ choice: "rock", why: undefined, later: Promise.resolve() })', { choice: 'rock' }],
  ['Promise.resolve({ choice: "rock" })', { choice: 'rock' }],
  ['({ raw: { bid: 1, why: null } })', { bid: 1, why: null }],
] as const;

describe.each(['inline', 'worker', 'process'] as const)('%s', (isolation) => {
  test('an answer that is not a move is told with what is most likely missing', async () => {
    using folder = folderWith({
      'my.mjs': `const answers = [${WRONG.map(([answer]) => `() => ${answer}`)}];
        export default { games: ['rps'], move: ({ round }) => answers[round - 1]() };`,
    });
    await using table = await Table.open(folder.path('my.mjs'), { isolation });
    for (const [i, [answer, says]] of WRONG.entries()) {
      const { reason, detail } = await table.ask(i + 1);
      expect({ answer, reason, detail }).toMatchObject({
        reason: 'illegal',
        detail: expect.stringContaining(says),
      });
    }
  });

  test('what stands beside a move does no harm', async () => {
    using folder = folderWith({
      'my.mjs': `const answers = [${RIGHT.map(([answer]) => `() => ${answer}`)}];
        export default { games: ['rps'], move: ({ round }) => answers[round - 1]() };`,
    });
    await using table = await Table.open(folder.path('my.mjs'), { isolation });
    for (const [i, [answer, move]] of RIGHT.entries()) {
      expect({ answer, ...(await table.ask(i + 1)) }).toMatchObject({ source: 'strategy', move });
    }
  });
});
