import { beforeAll, expect, test } from 'vitest';
import { formatDocument, parseDocument } from '../../src/evidence/index.js';
import type { Evidence } from '../../src/history/index.js';
import { evidenceOf } from './played.js';

let evidence: Evidence;

beforeAll(async () => {
  [evidence] = (await evidenceOf('blotto', 1)) as [Evidence];
});

test('what is written is read again, but for the account', () => {
  const text = formatDocument(evidence, '1.2.3');
  expect(parseDocument(text, 'm.json')).toEqual({ ...evidence, match: { ...evidence.match, account: '' } });
  expect(evidence.match.account).not.toBe('');
  expect(text).not.toContain(evidence.match.account);
  expect(JSON.parse(text)).toMatchObject({ format: 'botpit-match/1', botpit: '1.2.3' });
});

test('it names the bot where that has a name', () => {
  const named = { ...evidence, match: { ...evidence.match, bot: 'live' } };
  expect(parseDocument(formatDocument(named, '1.2.3'), 'm.json').match.bot).toBe('live');
  // A document of a bot without a name is as before there were names.
  const nameless = JSON.parse(formatDocument(evidence, '1.2.3'));
  expect(nameless.match).not.toHaveProperty('bot');
  expect(parseDocument(JSON.stringify(nameless), 'm.json').match.bot).toBeNull();
});

test('it names the earlier match with the same hash; older ones say nothing of it', () => {
  const reused = { ...evidence, hashUsedIn: 'm-before' };
  expect(parseDocument(formatDocument(reused, '0.0.0'), 'm.json').hashUsedIn).toBe('m-before');
  const older = damaged(set('hash_used_in', undefined));
  expect(older).not.toContain('hash_used_in');
  expect(parseDocument(older, 'm.json').hashUsedIn).toBeNull();
});

/** The document after a change. */
function damaged(change: (document: Record<string, never>) => void): string {
  const document = JSON.parse(formatDocument(evidence, '0.0.0')) as Record<string, never>;
  change(document);
  return JSON.stringify(document);
}

const nested = (depth: number): unknown => (depth === 0 ? 0 : { in: nested(depth - 1) });
const set = (path: string, value: unknown) => (document: object) => {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const at = keys.reduce((inner, key) => (inner as Record<string, object>)[key] as object, document);
  (at as Record<string, unknown>)[last] = value;
};

test.each([
  ['', /it is not JSON/],
  ['{"format":"botpit-match/1"', /it is not JSON/],
  ['[]', /it is not a JSON object/],
  ['null', /it is not a JSON object/],
  ['['.repeat(1_000_000), /nested more than 100 deep/],
  [`{"x":"${'['.repeat(200)}"}`, /its format is missing/],
  ['{}', /its format is missing/],
  ['{"format":"botpit-match/2"}', /its format is "botpit-match\/2"/],
  ['{"format":"botpit-match/1"}', /`match` is not an object/],
])('%# is not an exported match', (text, problem) => {
  expect(() => parseDocument(text, 'm.json')).toThrow(problem);
});

test.each([
  ['match.match_id', '', /`match\.match_id` is not/],
  ['match.bot', 5, /`match\.bot` is not a text or null/],
  ['match.side', 'c', /`match\.side` is not "a" or "b"/],
  ['match.wager_lamports', -1, /`match\.wager_lamports` is not an integer of 0 or more/],
  ['match.net_lamports', 0.5, /`match\.net_lamports` is not an integer/],
  ['match.score', [1], /`match\.score` is not two numbers/],
  ['match.started_at', 1e300, /`match\.started_at` is not a time/],
  ['match.fair', 'yes', /`match\.fair` is not true or false or null/],
  ['match.rounds', {}, /`match\.rounds` is not a list/],
  ['match.rounds.0.round', 0, /`match\.rounds\[0\]\.round` is not/],
  ['match.rounds.0.state', nested(60), /`match\.rounds\[0\]\.state` is not/],
  ['match.rounds.1.result', null, /`match\.rounds\[1\]\.result` is not/],
  ['match.rounds.1.result', JSON.parse('{"__proto__":1}'), /`match\.rounds\[1\]\.result` is not/],
  ['match.rounds.0', 7, /`match\.rounds\[0\]` is not an object/],
  ['match.taunts', [{ round: 1, by: 'god', taunt_id: 'gg' }], /`match\.taunts\[0\]\.by` is not/],
  ['hash_used_in', 7, /`hash_used_in` is not a text or null/],
  ['frames', null, /`frames` is not a list/],
  ['match.rounds', Array(150_000).fill(1), /`match\.rounds` has more than 20000 entries/],
  ['frames.2.direction', 'up', /`frames\[2\]\.direction` is not/],
  ['frames.0.text', undefined, /`frames\[0\]\.text` is missing/],
  ['match.game', undefined, /`match\.game` is missing/],
])('%s is refused by name', (path, value, problem) => {
  const text = damaged(set(path, value));
  expect(() => parseDocument(text, 'm.json')).toThrow(problem);
  expect(() => parseDocument(text, 'm.json')).toThrow(/^m\.json is not an exported match: /);
});
