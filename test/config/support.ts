import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ConfigError, type Key, type Loaded, load } from '../../src/config/index.js';

/** A key that must turn up nowhere. */
export const CANARY = 'bp_sk_canary0123456789';

/** A folder with these files, by path inside it; gone after the test. */
export function folderWith(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'botpit-config-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export interface Sources {
  flags?: Partial<Record<Key, string | boolean | undefined>>;
  env?: Record<string, string>;
  /** The content of `botpit.config.json`. */
  file?: unknown;
  /** More files. */
  files?: Record<string, string>;
  /** The working folder, inside the temporary one. */
  cwd?: string;
}

/** Loads in a temporary folder that is the home folder too. */
export async function loadWith(sources: Sources = {}): Promise<Loaded & { folder: string }> {
  const file = sources.file === undefined ? {} : { 'botpit.config.json': JSON.stringify(sources.file) };
  const folder = folderWith({ ...file, ...sources.files });
  const { flags = {}, env = {} } = sources;
  const loaded = await load({ flags, env: { HOME: folder, ...env }, cwd: join(folder, sources.cwd ?? '.') });
  return { ...loaded, folder };
}

/** What `loadWith` throws. */
export async function refusal(sources: Sources): Promise<ConfigError> {
  const outcome = await loadWith(sources).catch((error: unknown) => error);
  if (outcome instanceof ConfigError) return outcome;
  throw new Error('was not refused with a ConfigError', { cause: outcome });
}
