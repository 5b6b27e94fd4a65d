import { relative, resolve } from 'node:path';
import { EXIT } from '../../exit-codes.js';
import { quoteSh } from '../../lib/quote.js';
import { tarballName } from '../../version.js';
import type { Given, Io } from '../command.js';
import { writeJson } from '../output.js';
import { filesFor } from './files.js';
import { packInto, type Written, writeNew } from './write.js';

/**
 * Writes a config, a strategy to start from, and what runs them (botpit itself included), into a folder; never overwrites. The settings of the
 * folder are not loaded: they may be what is missing.
 * @returns the exit code
 * @throws BotpitError `usage` where the folder cannot be written to
 */
export async function init({ flags, args: [dir] }: Given, io: Io): Promise<number> {
  const folder = resolve(io.cwd(), dir ?? '.');
  const files = await writeNew(folder, filesFor(folder));
  const written = [...files, { name: tarballName(), verdict: await packInto(folder, io.env) }];
  const next = nextCommands(relative(io.cwd(), folder), written);
  if (flags.json === true) {
    for (const { name, verdict } of written) writeJson(io, { event: 'file', name, verdict });
    writeJson(io, { event: 'init_result', folder, next });
    return EXIT.ok;
  }
  const rows = written.map(({ name, verdict }) => `${verdict.padEnd(7)}  ${name}`);
  io.stdout.write(`${folder}\n${indented(rows)}\n`);
  if (written.some(({ verdict }) => verdict === 'kept'))
    io.stdout.write('\nWhat was kept was there before, and is as it was.\n');
  io.stdout.write(`\nNext:\n${indented(next)}\n`);
  return EXIT.ok;
}

/** A package.json that was there knows nothing of the scripts. */
function nextCommands(path: string, written: readonly Written[]): readonly string[] {
  const isOurs = written.some(({ name, verdict }) => name === 'package.json' && verdict === 'written');
  const enter = path === '' ? '' : `cd ${/^[\w./-]+$/.test(path) ? path : quoteSh(path)} && `;
  return isOurs
    ? [`${enter}npm install`, 'npm run check', 'npm start']
    : [
        `${enter}npm install ./${tarballName()}`,
        'npx --no botpit strategies ./my.ts',
        'npx --no botpit play --local',
      ];
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
