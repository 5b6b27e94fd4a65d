import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BotpitError } from '../../errors.js';
import { formatDocument, verify as verifyEvidence } from '../../evidence/index.js';
import { EXIT } from '../../exit-codes.js';
import { clean, formatVerification } from '../../ui/index.js';
import { version } from '../../version.js';
import type { Given, Io } from '../command.js';
import type { EXPORT } from '../options.js';
import { styleOf, writeJson, writeLines } from '../output.js';
import { findMatch } from './find.js';

/** Writes a match with all its evidence as one JSON document, to stdout or a file. @returns the exit code */
export async function exportMatch(
  { args: [named], options, config, records }: Given<'config' | 'records', typeof EXPORT>,
  io: Io,
): Promise<number> {
  const evidence = await findMatch(named, records, io);
  const text = formatDocument(evidence, version());
  const { output, force } = options;
  if (output === null || output === '-') {
    io.stdout.write(text);
    return EXIT.ok;
  }
  const path = resolve(io.cwd(), output);
  write(path, text, force);
  const { matchId } = evidence.match;
  if (config.json) writeJson(io, { event: 'exported', match_id: matchId, path });
  else io.stdout.write(`Match ${clean(matchId, 80)} is in ${clean(path)}\n`);
  return EXIT.ok;
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

/** Checks the evidence of one match, without any arena. @returns the exit code: `unfair` where it contradicts itself */
export async function verify(
  { args: [named], config, records }: Given<'config' | 'records'>,
  io: Io,
): Promise<number> {
  const verification = verifyEvidence(await findMatch(named, records, io));
  const { matchId, game, verdict, checks } = verification;
  if (config.json) writeJson(io, { event: 'verification', match_id: matchId, game, verdict, checks });
  else writeLines(formatVerification(verification, styleOf(config, io)), io);
  return verdict === 'mismatch' ? EXIT.unfair : EXIT.ok;
}
