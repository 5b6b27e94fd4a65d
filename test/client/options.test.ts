import { describe, expect, it } from 'vitest';
import { BotpitClient, type BotpitOptions } from '../../src/client/index.js';
import { resolveOptions } from '../../src/client/options.js';
import { KEY } from './helpers.js';

function codeOf(options: BotpitOptions): string {
  try {
    new BotpitClient(options);
    return 'taken';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('the key', () => {
  it.each(['', '   ', undefined, null])('is required: %j', (apiKey) => {
    const options = { apiKey } as unknown as BotpitOptions;
    expect(codeOf(options)).toBe('config/no-key');
    expect(() => new BotpitClient(options)).toThrow('apiKey is required');
  });

  it('loses the line end of the file that it came from', () => {
    expect(resolveOptions({ apiKey: `${KEY}\n` }).apiKey).toBe(KEY);
  });
});

describe('the url', () => {
  it.each([
    'wss://api.botpit.tech/api/v1/ws',
    'wss://127.0.0.1:1/',
    'ws://localhost:8080/api/v1/ws',
    'ws://LOCALHOST',
    'ws://127.0.0.1:8080',
    'ws://127.1',
    'ws://[::1]:8080/',
  ])('takes %s', (url) => {
    expect(codeOf({ apiKey: KEY, url })).toBe('taken');
  });

  it.each([
    'ws://api.botpit.tech/api/v1/ws',
    'ws://localhost.example.org',
    'ws://127.0.0.1.example.org',
    'ws://10.0.0.1',
    'ws://0.0.0.0',
    'http://localhost',
    'https://api.botpit.tech',
    'wss://api.botpit.tech/#top',
    'localhost:8080',
    '',
  ])('refuses %s', (url) => {
    expect(codeOf({ apiKey: KEY, url })).toBe('config/invalid');
  });

  it('is named without what could be secret in it', () => {
    const url = `wss://me:${KEY}@arena.example/ws?token=${KEY}`;
    expect(resolveOptions({ apiKey: KEY, url }).settings.place).toBe('wss://arena.example/ws');
  });
});

it('has the defaults of the SDK', () => {
  expect(resolveOptions({ apiKey: KEY }).settings).toMatchObject({
    url: 'wss://api.botpit.tech/api/v1/ws',
    autoReconnect: true,
    pingIntervalMs: 25_000,
    maxReconnectDelayMs: 30_000,
    authTimeoutMs: 10_000,
  });
});

it.each([
  'pingIntervalMs',
  'pongTimeoutMs',
  'maxReconnectDelayMs',
  'giveUpAfterMs',
  'authTimeoutMs',
] as const)('wants a time for %s', (name) => {
  for (const value of [0, -1, Number.NaN])
    expect(codeOf({ apiKey: KEY, [name]: value })).toBe('config/invalid');
  expect(codeOf({ apiKey: KEY, [name]: 1 })).toBe('taken');
  const tooLongForATimer = name === 'giveUpAfterMs' ? 'taken' : 'config/invalid';
  expect(codeOf({ apiKey: KEY, [name]: 2 ** 31 })).toBe(tooLongForATimer);
});

it('knows its log levels', () => {
  for (const logLevel of ['debug', 'info', 'warn', 'error', 'none', 'silent'] as const)
    expect(codeOf({ apiKey: KEY, logLevel })).toBe('taken');
  for (const logLevel of ['verbose', '', null])
    expect(codeOf({ apiKey: KEY, logLevel } as unknown as BotpitOptions)).toBe('config/invalid');
});
