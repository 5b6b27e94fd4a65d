import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BotpitError } from '../../errors.js';
import { formatDocument } from '../../evidence/index.js';
import { EXIT } from '../../exit-codes.js';
import { clean } from '../../ui/index.js';
import { version } from '../../version.js';
import type { Call } from '../command-spec.js';
import type { Io } from '../main.js';
import { recordsFolder } from '../records/books.js';
import { findMatch } from '../records/find.js';
import { textOf } from '../records/options.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/** Writes a match with all its evidence as one JSON document, to stdout or a file. @returns the exit code */
export function exportMatch({ flags, args: [named], options }: Call, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const evidence = await findMatch(named, recordsFolder(config, io), io);
    const text = formatDocument(evidence, version());
    const output = textOf(options, 'output');
    if (output === undefined || output === '-') {
      io.stdout.write(text);
      return EXIT.ok;
    }
    const path = resolve(io.cwd(), output);
    write(path, text, options.force === true);
    const { matchId } = evidence.match;
    if (config.json) writeJson(io, 'exported', { match_id: matchId, path });
    else io.stdout.write(`Match ${clean(matchId, 80)} is in ${clean(path)}\n`);
    return EXIT.ok;
  });
}

function write(path: string, text: string, force: boolean): void {
  try {
    writeFileSync(path, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new BotpitError('usage', `${clean(path)} is there already`, {
        hint: '--force writes over it.',
      });
    }
    throw new BotpitError('usage', `the match cannot be written: ${clean(message)}`, {
      hint: 'Name another file with --output.',
    });
  }
}
