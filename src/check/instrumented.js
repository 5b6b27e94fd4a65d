// Runs where the strategy runs, loaded by the module that `instrument.ts` writes.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Parts of what a method is given that are the strategy's to change, or cannot be compared. */
const LEFT_ALONE = ['memory', 'random', 'makeSignal'];

/**
 * A strategy that behaves as the one that a module exports, and tells at the end of each match, by an error, what was seen of
 * it.
 * @param given the exports of the module
 * @param weighedEvery the memory is measured once in so many matches
 * @param mark what the message of the error begins with
 */
export function instrumented(given, weighedEvery, mark) {
  const strategy = strategyIn(given);
  const has = (method) => typeof strategy[method] === 'function';
  let changed = new Set();
  let matches = 0;

  /**
   * Calls a method, and checks that it has not changed the parts of `value` that it must leave alone.
   * @param params what hooks get beside it
   */
  async function watched(method, what, value, params) {
    const names = Object.keys(value).filter((name) => !LEFT_ALONE.includes(name));
    const read = () => names.map((name) => JSON.stringify(value[name]));
    const before = read();
    try {
      return await strategy[method](value, params);
    } finally {
      const after = read();
      names.forEach((name, i) => {
        if (after[i] !== before[i]) changed.add(`${what}.${name}`);
      });
    }
  }

  const result = {
    move: (turn) => watched('move', 'turn', turn),
    async matchEnd(end, params) {
      if (has('matchEnd')) await watched('matchEnd', 'match', end, params);
      const heapBytes = ++matches % weighedEvery === 0 ? weigh() : null;
      const report = { changed: [...changed], heapBytes };
      changed = new Set();
      throw new Error(`${mark} ${JSON.stringify(report)}`);
    },
  };
  if (strategy.name !== undefined) result.name = strategy.name;
  if (strategy.games !== undefined) result.games = strategy.games;
  if (strategy.params !== undefined) result.params = strategy.params;
  if (has('init')) result.init = (session) => strategy.init(session);
  if (has('matchStart')) {
    result.matchStart = (match, params) => watched('matchStart', 'match', match, params);
  }
  if (has('roundEnd')) result.roundEnd = (round, params) => watched('roundEnd', 'round', round, params);
  if (has('taunt')) result.taunt = (event, params) => watched('taunt', 'event', event, params);
  return result;
}

function strategyIn(given) {
  const main = [given.default?.default, given.default, given].find(
    (one) => typeof one === 'function' || typeof one?.move === 'function',
  );
  if (typeof main !== 'function') return main;
  return typeof main.prototype?.move === 'function' ? Reflect.construct(main, []) : { move: main };
}

function weigh() {
  collect();
  return process.memoryUsage().heapUsed;
}
