import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { leaksIn } from './canary.js';

const PREFIX = 'botpit-run-';

/**
 * For the whole run, one folder for all temporary files; at its end no file that was left there, captured output
 * included, may hold a canary key.
 */
export function setup(): () => void {
  // Each project of the run calls it.
  if (basename(tmpdir()).startsWith(PREFIX)) return () => undefined;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), PREFIX)));
  // On Windows it is TEMP. Tests and what they spawn have it from here.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  // Nothing outside of this machine is called, and each process that has it would read the certificates at its start:
  // that takes longer than the start itself.
  delete process.env.NODE_EXTRA_CA_CERTS;
  return () => {
    const leaks = leaksIn(folder);
    if (leaks.length === 0) return rmSync(folder, { recursive: true, force: true });
    // Vitest shows what is thrown here, and would succeed all the same.
    process.exitCode = 1;
    throw new Error(`the API key was written to:\n${leaks.join('\n')}`);
  };
}
