import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeConfig, findApiKey, maskKey } from '../../src/config/index.js';
import { BotpitError } from '../../src/errors.js';
import { CANARY, folderWith, loadWith, refusal } from './support.js';

const none = { env: {}, apiKeyFile: null };

async function refused(from: Parameters<typeof findApiKey>[0]): Promise<BotpitError> {
  const outcome = await findApiKey(from).catch((error: unknown) => error);
  if (outcome instanceof BotpitError) return outcome;
  throw new Error('was not refused', { cause: outcome });
}

function keyFile(content: string, mode = 0o600): string {
  const path = join(folderWith({ key: content }), 'key');
  chmodSync(path, mode);
  return path;
}

describe('the API key', () => {
  it('comes from BOTPIT_API_KEY, then the key file, then the credentials folder', async () => {
    const apiKeyFile = keyFile('bp_sk_from_file\n');
    const CREDENTIALS_DIRECTORY = folderWith({ 'botpit-api-key': 'bp_sk_from_systemd\n' });
    const env = { BOTPIT_API_KEY: 'bp_sk_from_env', CREDENTIALS_DIRECTORY };
    expect(await findApiKey({ env, apiKeyFile })).toEqual({
      value: 'bp_sk_from_env',
      origin: 'BOTPIT_API_KEY',
      warnings: [],
    });
    expect(await findApiKey({ env: { CREDENTIALS_DIRECTORY }, apiKeyFile })).toEqual({
      value: 'bp_sk_from_file',
      origin: apiKeyFile,
      warnings: [],
    });
    expect(
      await findApiKey({ env: { BOTPIT_API_KEY: '', CREDENTIALS_DIRECTORY }, apiKeyFile: null }),
    ).toMatchObject({
      value: 'bp_sk_from_systemd',
      warnings: [],
    });
  });

  it('may have white space around it and not within', async () => {
    expect((await findApiKey({ ...none, apiKeyFile: keyFile(`\uFEFF${CANARY}\r\n\n`) })).value).toBe(CANARY);
    expect((await findApiKey({ ...none, env: { BOTPIT_API_KEY: `${CANARY}\n` } })).value).toBe(CANARY);
    const error = await refused({ ...none, apiKeyFile: keyFile(`KEY=1\n${CANARY}`) });
    expect(error.code).toBe('config/no-key');
    expect(`${error.message} ${error.hint}`).not.toContain('canary');
  });

  it('is missed with a hint that names the ways', async () => {
    const error = await refused({
      env: { CREDENTIALS_DIRECTORY: folderWith({ other: 'x' }) },
      apiKeyFile: null,
    });
    expect(error.code).toBe('config/no-key');
    for (const way of ['BOTPIT_API_KEY', '--api-key-file', 'BOTPIT_API_KEY_FILE', 'apiKeyFile', '--local']) {
      expect(error.hint).toContain(way);
    }
  });

  it('is not looked for elsewhere when its file is missing, empty or no file', async () => {
    const env = { CREDENTIALS_DIRECTORY: folderWith({ 'botpit-api-key': CANARY }) };
    const folder = folderWith({});
    for (const apiKeyFile of [join(folder, 'missing'), keyFile(' \n'), folder]) {
      expect(await refused({ env, apiKeyFile })).toMatchObject({
        code: 'config/no-key',
        message: expect.stringContaining(apiKeyFile),
      });
    }
  });

  it.runIf(process.platform !== 'win32').each([
    [0o600, 0],
    [0o400, 0],
    [0o640, 1],
    [0o604, 1],
  ])('in a file of mode %o has %i warnings', async (mode, count) => {
    const { warnings } = await findApiKey({ ...none, apiKeyFile: keyFile(CANARY, mode) });
    expect(warnings).toHaveLength(count);
    expect(warnings.join()).not.toContain('canary');
  });

  it.each([
    ['bp_sk_0123456789abcd12', 'bp_sk_…cd12'],
    ['bp_live_0123456789abcd', 'bp_live_…abcd'],
    ['0123456789abcdef', '…cdef'],
    ['bp_sk_12345', 'bp_sk_…'],
    ['bp_live_abcd', 'bp_live_…'],
    ['short', '…'],
  ])('%s is shown as %s', (key, shown) => {
    expect(maskKey(key)).toBe(shown);
  });
});

describe('a key where it does not belong', () => {
  it.each([
    { apiKey: CANARY },
    { apiKey: 'a key of another form' },
    { api_key: { nested: CANARY } },
    { token: 'a key of another form' },
    { seed: CANARY },
    { seed: ` ${CANARY}` },
    { url: CANARY },
    { game: CANARY },
    { wager: CANARY },
    { apiKeyFile: CANARY },
    { strategy: CANARY },
    { local: CANARY },
    { whatever: CANARY },
    { profiles: { live: { apiKey: CANARY } } },
    { [CANARY]: true },
    { profiles: { live: { [CANARY]: CANARY } } },
    { whatever: [CANARY] },
    { $schema: CANARY },
    { profile: CANARY },
  ])('in a config file is an error that does not repeat it: %j', async (file) => {
    const error = await refusal({ file });
    expect(error.code).toBe('config/invalid');
    const told = `${error.message} ${error.hint} ${JSON.stringify(error.problems)}`;
    expect(told).not.toContain('canary');
    expect(told).not.toContain('another form');
  });

  it('is told where it goes', async () => {
    for (const file of [{ apiKey: 'x' }, { seed: CANARY }, { profiles: { live: { host: CANARY } } }]) {
      expect((await refusal({ file })).message).toMatch(/BOTPIT_API_KEY.*apiKeyFile/);
    }
  });

  it('in a flag or variable is not repeated either', async () => {
    const flags = {
      seed: CANARY,
      url: `wss://${CANARY}@arena.test/`,
      game: CANARY,
      apiKeyFile: CANARY,
      config: `x/${CANARY}`,
    };
    const error = await refusal({
      flags,
      env: { BOTPIT_PROFILE: CANARY, BOTPIT_KEY: CANARY, [`BOTPIT_${CANARY}`]: 'x' },
    });
    expect(error.problems.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        '--seed',
        '--url',
        '[game]',
        '--api-key-file',
        '--config',
        'BOTPIT_PROFILE',
        'BOTPIT_KEY',
      ]),
    );
    expect(`${error.message} ${error.hint} ${JSON.stringify(error.problems)}`).not.toContain('canary');
  });

  it('is not shown by the description of the configuration', async () => {
    const flags = { strategy: `cmd: bot --key ${CANARY}` };
    const loaded = await loadWith({ flags, env: { BOTPIT_API_KEY: CANARY } });
    expect(JSON.stringify(describeConfig(loaded))).not.toContain('canary');
  });
});
