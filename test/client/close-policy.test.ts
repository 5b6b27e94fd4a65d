import { expect, it } from 'vitest';
import { CLOSE_POLICY, closeVerdict } from '../../src/client/index.js';

/** Written out again here, so that a change of a verdict is a decision. */
const FATAL = [1003, 1008, 1010];

it('has a verdict and a hint for every code there can be', () => {
  for (let code = 1000; code < 5000; code++) {
    const { verdict, hint } = closeVerdict(code);
    expect([code, verdict]).toEqual([code, FATAL.includes(code) ? 'fatal' : 'reconnect']);
    expect(hint, String(code)).toMatch(/^[A-Z].*\.$/);
  }
});

it('lists every code that RFC 6455 and its registry define for use', () => {
  const registered = [
    1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015,
  ];
  expect(Object.keys(CLOSE_POLICY).map(Number)).toEqual(registered);
});
