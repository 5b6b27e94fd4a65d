import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  describeConfig,
  FILE_KEYS,
  flagOf,
  redact,
  settingOf,
  settings,
  variableOf,
} from '../../src/config/index.js';
import { loadWith } from './support.js';

it('the description of the configuration tells every value, as one would write it, and its origin', async () => {
  const loaded = await loadWith({
    flags: { wager: '0.010', matches: '3' },
    env: { BOTPIT_FOR: '90m' },
    file: { profile: 'p', quiet: true, profiles: { p: { taunts: 'off' } } },
  });
  const rows = describeConfig(loaded);
  expect(rows.map(({ key }) => key)).toEqual(Object.keys(settings));
  const path = join(loaded.folder, 'botpit.config.json');
  const row = (key: string) => rows.find((each) => each.key === key);
  expect(row('wager')).toEqual({ key: 'wager', value: '0.01', shown: '0.01', origin: 'flag --wager' });
  expect(row('matches')).toEqual({ key: 'matches', value: 3, shown: '3', origin: 'flag --matches' });
  expect(row('for')).toEqual({ key: 'for', value: '90m', shown: '90m', origin: 'BOTPIT_FOR' });
  expect(row('taunts')).toEqual({
    key: 'taunts',
    value: 'off',
    shown: 'off',
    origin: `profile p in ${path}`,
  });
  expect(row('quiet')).toEqual({ key: 'quiet', value: true, shown: 'true', origin: path });
  expect(row('maxLoss')).toEqual({ key: 'maxLoss', value: null, shown: '(ten wagers)', origin: 'default' });
  expect(row('giveUpAfter')).toEqual({ key: 'giveUpAfter', value: '10m', shown: '10m', origin: 'default' });
  expect(row('config')).toEqual({ key: 'config', value: path, shown: path, origin: 'found' });
});

it('what may be secret in a URL is not shown', async () => {
  const url = 'wss://arena.test/ws?token=t0k3n';
  const loaded = await loadWith({ flags: { url } });
  const shown = describeConfig(loaded).map((row) => JSON.stringify(row));
  expect(shown.join()).not.toContain('t0k3n');
  expect(shown.join()).toContain('wss://arena.test/ws?…');
  expect(redact(`no answer from ${url}, or wss://me:pa55@x.test/y#t0k3n (why?)`)).toBe(
    'no answer from wss://arena.test/ws?… or wss://…@x.test/y#… (why?)',
  );
});

it('the table in docs/configuration.md is the one made from the settings', () => {
  const docs = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  expect(docs.slice(docs.indexOf('| key |')).trimEnd()).toBe(settingsTable());
});

function settingsTable(): string {
  const rows = FILE_KEYS.map((key) => {
    const { flag, description, default: preset, unset } = settingOf(key);
    const cells = [
      code(key),
      flag ? code(flag) : `argument ${code(flagOf(key))}`,
      code(variableOf(key)),
      preset === undefined ? (unset ?? '') : code(JSON.stringify(preset)),
      description,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| key | flag | variable | default | what it does |', '|---|---|---|---|---|', ...rows].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
