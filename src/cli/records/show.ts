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
import type { Given, Io } from '../command.js';
import type { SHOW } from '../options.js';
import { styleOf, writeLines } from '../output.js';
import { findMatch } from './find.js';

/** Tells one match round by round. @returns the exit code */
export async function show(
  { args: [named], options, config, records }: Given<'config' | 'records', typeof SHOW>,
  io: Io,
): Promise<number> {
  const { match, frames } = await findMatch(named, records, io);
  const { frames: withFrames } = options;
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
}
