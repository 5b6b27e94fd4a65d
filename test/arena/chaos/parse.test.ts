import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FAULT_NAMES, FAULTS } from '../../../src/arena/chaos/faults.js';
import { CHAOS_PRESETS, parseChaos } from '../../../src/arena/index.js';
import { BotpitError } from '../../../src/errors.js';

const DOCS = readFileSync(new URL('../../../docs/arena.md', import.meta.url), 'utf8');

test.each(CHAOS_PRESETS)(
  '$name is a preset with faults, and in the documentation',
  ({ name, description }) => {
    expect(Object.keys(parseChaos(name, 'test').faults)).not.toEqual([]);
    expect(description).not.toMatch(/^[A-Z]|\.$/);
    expect(DOCS.includes(`| \`${name}\` | ${description} |`)).toBe(true);
  },
);

test.each(FAULT_NAMES)('%s is documented', (fault) => {
  const row = DOCS.match(new RegExp(`^\\| \`${fault}\` \\| [^|]+ \\| [^|]+ \\| (\\d*) ?\\|$`, 'm'));
  expect(row?.[1]).toBe(String(FAULTS[fault].maxMs ?? ''));
});

test('`all` holds nothing that ends play for good', () => {
  const { faults } = parseChaos('all', 'test');
  for (const fault of ['replaced', 'refusals', 'wrong-seeds', 'wrong-wagers', 'wrong-payouts']) {
    expect(faults).not.toHaveProperty(fault);
  }
});

test('the faults of a file go before those of its preset', () => {
  expect(
    parseChaos({ preset: 'late', faults: { 'short-turns': { rate: 1, maxMs: 50 }, cuts: 0 } }, 'f'),
  ).toEqual({
    faults: { 'short-turns': { rate: 1, maxMs: 50 }, 'late-results': 0.3, cuts: 0 },
  });
  expect(parseChaos({ faults: { junk: { rate: 0.5 } } }, 'f')).toEqual({ faults: { junk: { rate: 0.5 } } });
});

describe('what is wrong is named, with the nearest name', () => {
  test.each<[unknown, string, near?: string]>([
    ['cutz', 'f: there is no preset cutz', 'cuts'],
    ['toString', 'f: there is no preset toString'],
    [7, 'f: expected an object'],
    [null, 'f: expected an object'],
    [[], 'f: expected an object'],
    [{}, 'f: expected `preset`, `faults` or both'],
    [{ presett: 'cuts' }, 'f: there is no key presett', 'preset'],
    [{ preset: 1 }, 'f: preset: there is no preset 1'],
    [{ preset: 'reorder' }, 'f: preset: there is no preset reorder', 'reorders'],
    [{ faults: [] }, 'f: faults: expected an object'],
    [{ faults: { stals: 1 } }, 'f: faults: there is no fault stals', 'stalls'],
    [{ faults: { __proto: 1 } }, 'f: faults: there is no fault __proto'],
    [{ faults: { cuts: 1.1 } }, 'f: faults.cuts: expected a rate from 0 to 1'],
    [{ faults: { cuts: Number.NaN } }, 'f: faults.cuts: expected a rate from 0 to 1'],
    [{ faults: { cuts: '0.1' } }, 'f: faults.cuts: expected a rate from 0 to 1'],
    [{ faults: { delays: {} } }, 'f: faults.delays.rate: expected a rate from 0 to 1'],
    [{ faults: { delays: { rate: 1, maxms: 1 } } }, 'f: faults.delays: there is no key maxms', 'maxMs'],
    [{ faults: { cuts: { rate: 1, maxMs: 1 } } }, 'f: faults.cuts: there is no key maxMs'],
    [
      { faults: { delays: { rate: 1, maxMs: 0 } } },
      'f: faults.delays.maxMs: expected whole milliseconds from 1 to 600000',
    ],
  ])('%j', (raw, message, near) => {
    let thrown: unknown;
    try {
      parseChaos(raw, 'f');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(BotpitError);
    expect(thrown).toMatchObject({ code: 'config/invalid', message });
    if (near)
      expect((thrown as BotpitError).hint).toMatch(new RegExp(`^Expected .* Did you mean ${near}\\?$`));
  });
});
