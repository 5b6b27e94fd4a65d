// The arena under attack, in a process of its own, which says what it holds when it is asked: `limits` or `no-limits`.
import { getHeapSnapshot } from 'node:v8';
import { createArena, ESCROW } from '../../../dist/src/arena/index.js';
import { heapMiB } from '../support.js';

/** What must be gone when nobody is there any more. */
const CLASSES = ['Connection', 'Wire', 'Table', 'Agent'];

const events = {};
const arena = await createArena({
  limits: process.argv[2] === 'limits',
  turnTimeoutMs: 3_000,
  onEvent: ({ event }) => {
    events[event] = (events[event] ?? 0) + 1;
  },
});

process.on('message', async (ask) => {
  const heap = await heapMiB();
  const rss = process.memoryUsage().rss / 2 ** 20;
  const ledger = [arena.ledger.balance(ESCROW), arena.ledger.total()].map(Number);
  process.send({ heap, rss, events, ledger, objects: ask === 'count' ? await countObjects() : null });
});
process.send({ url: arena.url });

/** How many objects there are of each class: the arena itself shows none of them. */
async function countObjects() {
  let text = '';
  for await (const chunk of getHeapSnapshot()) text += chunk;
  const { snapshot, nodes, strings } = JSON.parse(text);
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name] = ['type', 'name'].map((field) => fields.indexOf(field));
  const counts = Object.fromEntries(CLASSES.map((one) => [one, 0]));
  for (let at = 0; at < nodes.length; at += fields.length) {
    const isObject = types[0][nodes[at + type]] === 'object';
    const className = strings[nodes[at + name]];
    if (isObject && Object.hasOwn(counts, className)) counts[className] += 1;
  }
  return counts;
}
