import { expect, test } from 'vitest';
import { Acquaintances, Introductions } from '../../src/strategy/acquaintances.js';
import type { Match, PastMatch } from '../../src/strategy/index.js';
import { firstRound, match } from '../support/strategy-host.js';

const past = (matchId: string): PastMatch<'rps'> => ({
  matchId,
  game: 'rps',
  side: 'a',
  outcome: 'loss',
  rounds: [firstRound],
});

const against = (id: string, history: readonly PastMatch<'rps'>[]): Match<'rps'> => ({
  ...match,
  opponent: { id, name: id, history },
});

test('an opponent is introduced once, and again after a restart', () => {
  const introductions = new Introductions();
  const known = against('x', [past('m1')]);
  expect(introductions.tell(known)).toBe(known);
  expect(introductions.tell(known).opponent.history).toEqual([]);
  expect(introductions.tell(against('y', [past('m2')])).opponent.history).toHaveLength(1);
  introductions.forget();
  expect(introductions.tell(known)).toBe(known);
});

test('a game is an acquaintance of its own', () => {
  const introductions = new Introductions();
  introductions.tell(against('x', []));
  const other = { ...against('x', []), game: 'coinflip' } as unknown as Match;
  expect(introductions.tell(other)).toBe(other);
});

test('history is what was told at the first meeting and what has been seen since', () => {
  const acquaintances = new Acquaintances();
  const first = acquaintances.meet(against('x', [past('before')]));
  expect(first.opponent.history.map(({ matchId }) => matchId)).toEqual(['before']);
  acquaintances.part(first, past('m1'));
  const second = acquaintances.meet(against('x', []));
  expect(second.opponent.history.map(({ matchId }) => matchId)).toEqual(['before', 'm1']);
  expect(acquaintances.meet(against('y', [])).opponent.history).toEqual([]);
});

test('the last hundred are kept', () => {
  const acquaintances = new Acquaintances();
  const met = acquaintances.meet(against('x', []));
  for (let i = 1; i <= 150; i++) acquaintances.part(met, past(`m${i}`));
  const { history } = acquaintances.meet(against('x', [])).opponent;
  expect([history.length, history[0]?.matchId, history.at(-1)?.matchId]).toEqual([100, 'm51', 'm150']);
});

test('both sides forget the same opponents, so that a history is told anew when it is needed', () => {
  const introductions = new Introductions();
  const acquaintances = new Acquaintances();
  const kept = new Map<string, PastMatch<'rps'>[]>();
  const meet = (id: string) => {
    const history = kept.get(id) ?? [];
    kept.set(id, history);
    const met = acquaintances.meet(introductions.tell(against(id, history)));
    expect(met.opponent.history).toEqual(history);
    const last = past(`${id} ${history.length}`);
    if (history.push(last) > 100) history.shift();
    acquaintances.part(met, last);
  };
  // One that always comes back, among five hundred that come twice.
  for (let i = 0; i < 1000; i++) {
    meet(`x${i % 500}`);
    meet('again');
  }
});
