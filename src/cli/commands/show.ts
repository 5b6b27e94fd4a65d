import { matchJson } from '../../evidence/index.js';
import { EXIT } from '../../exit-codes.js';
import {
  formatFrames,
  formatJson,
  formatRecordEnd,
  formatRecordHead,
  formatRecordRound,
  formatTaunts,
} from '../../ui/index.js';
import type { Call } from '../command-spec.js';
import type { Io } from '../main.js';
import { recordsFolder } from '../records/books.js';
import { findMatch } from '../records/find.js';
import { styleOf, writeLines } from '../records/style.js';
import { showWarnings, withConfig } from '../with-config.js';

/** Tells one match round by round. @returns the exit code */
export function show({ flags, args: [named], options }: Call, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const { match, frames } = await findMatch(named, recordsFolder(config, io), io);
    const withFrames = options.frames === true;
    if (config.json) {
      const event = { event: 'match', ...matchJson(match), ...(withFrames ? { frames } : {}) };
      io.stdout.write(`${formatJson({ event, timeMs: match.startedAt })}\n`);
      return EXIT.ok;
    }
    const style = styleOf(config, io);
    writeLines(
      [
        ...formatRecordHead(match, style),
        '',
        ...formatTaunts(match, 0, style),
        ...match.rounds.flatMap((round) => formatRecordRound(match, round, style)),
        '',
        ...formatRecordEnd(match, style),
        ...(withFrames ? ['', ...formatFrames(frames, style)] : []),
      ],
      io,
    );
    return EXIT.ok;
  });
}
