import { BOOK_NAMES, type Evidence, type StoredMatch } from '../../history/index.js';
import type { ReplayAnswer } from '../../pages/index.js';
import type { Given } from '../command.js';
import { writeMatch } from './evidence.js';
import type { Records } from './records.js';

/** What the arena called the account that played a match; null where that is not known. */
export function agentNameOf({ sessionId }: StoredMatch, records: Records): string | null {
  for (const archive of BOOK_NAMES.flatMap((book) => records.archives(book))) {
    const name = archive.agentOf(sessionId);
    if (name !== null) return name;
  }
  return null;
}

/**
 * Writes a match as a page, to a file or to the standard output.
 * @param answers what another strategy would have played, by round
 * @throws BotpitError `usage` where the file cannot be written, or is there already
 */
export async function writePage(
  evidence: Evidence,
  { page, force }: { readonly page: string; readonly force: boolean },
  { config, records, io }: Pick<Given<'config' | 'records'>, 'config' | 'records' | 'io'>,
  answers: ReadonlyMap<number, ReplayAnswer> = new Map(),
): Promise<void> {
  const { matchPage, replayOf } = await import('../../pages/index.js');
  const replay = replayOf(evidence, agentNameOf(evidence.match, records));
  const rounds = replay.rounds.map((round) => ({ ...round, otherAnswer: answers.get(round.round) ?? null }));
  const html = matchPage({ ...replay, rounds });
  if (page === '-') io.stdout.write(html);
  else writeMatch(evidence.match, html, { option: '--page', file: page, force }, config, io);
}
