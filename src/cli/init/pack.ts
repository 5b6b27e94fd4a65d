import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BotpitError } from '../../errors.js';
import { safeEnv } from '../../lib/api-key.js';
import { PACKAGE_ROOT } from '../../lib/package-root.js';
import { tarballName } from '../../version.js';

/**
 * Packs this very botpit into a folder, so that a project carries what it runs. Leaves a file that is there as it is.
 * @throws BotpitError `usage` where npm cannot be run or fails
 */
export async function packInto(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<'written' | 'kept'> {
  if (existsSync(join(folder, tarballName()))) return 'kept';
  // No scripts: what runs now is built already, and an installed package cannot be built.
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const child = spawn('npm', [...words, fileURLToPath(PACKAGE_ROOT)], {
    env: safeEnv(env, env.BOTPIT_API_KEY?.trim()),
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const failure = await new Promise<string | null>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? null : said.trim() || `npm ended with ${signal ?? code}`),
    );
  });
  if (failure === null) return 'written';
  throw new BotpitError('usage', `npm could not pack botpit into ${folder}: ${failure}`, {
    hint: 'npm comes with Node. Run `npm --version` to see whether it is installed and on the PATH.',
  });
}
