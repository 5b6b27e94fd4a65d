import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compiledFolder, ownFolder, userFolder } from '../../src/lib/user-folders.js';
import { tempFolder } from '../support/run-cli.js';

const posix = process.platform === 'win32' ? test.skip : test;

test.each([
  [{ HOME: '/h' }, 'linux', '/h/.cache/botpit', '/h/.local/state/botpit'],
  [{ HOME: '/h', XDG_CACHE_HOME: '/c', XDG_STATE_HOME: '/s' }, 'linux', '/c/botpit', '/s/botpit'],
  [
    { HOME: '/h', XDG_CACHE_HOME: 'c', XDG_STATE_HOME: 's' },
    'linux',
    '/h/.cache/botpit',
    '/h/.local/state/botpit',
  ],
  [{ HOME: '/h' }, 'darwin', '/h/Library/Caches/botpit', '/h/Library/Application Support/botpit/State'],
  [{ LOCALAPPDATA: '/l' }, 'win32', '/l/botpit/Cache', '/l/botpit/State'],
])('%j on %s', (env, platform, cache, state) => {
  expect(userFolder('cache', env, platform)?.replaceAll('\\', '/')).toBe(cache);
  expect(userFolder('state', env, platform)?.replaceAll('\\', '/')).toBe(state);
});

posix('a folder that is made is for its owner only', () => {
  const home = tempFolder();
  expect(compiledFolder({ HOME: home })).toBe(join(home, '.cache', 'botpit', 'compiled'));
  expect(statSync(join(home, '.cache', 'botpit', 'compiled')).mode & 0o777).toBe(0o700);
});

posix('a folder that others can write to is not used, nor one inside it', () => {
  const home = tempFolder();
  expect(compiledFolder({ HOME: home })).not.toBe(false);
  for (const name of ['compiled', '.']) {
    const path = join(home, '.cache', 'botpit', name);
    for (const mode of [0o770, 0o707]) {
      chmodSync(path, mode);
      expect(ownFolder(path)).toBe(false);
      expect(compiledFolder({ HOME: home })).toBe(false);
    }
    chmodSync(path, 0o700);
  }
});

// Only root can give a folder away.
test.skipIf(process.getuid?.() !== 0)('a folder of another user is not used', () => {
  const home = tempFolder();
  mkdirSync(join(home, '.cache', 'botpit', 'compiled'), { recursive: true, mode: 0o700 });
  chownSync(join(home, '.cache', 'botpit', 'compiled'), 12_345, 12_345);
  expect(compiledFolder({ HOME: home })).toBe(false);
});

test('where there is no home, there is no folder', () => {
  const home = join(tempFolder({ file: '' }), 'file');
  expect(compiledFolder({ HOME: home })).toBe(false);
  writeFileSync(home, '');
  expect(ownFolder(home)).toBe(false);
});
