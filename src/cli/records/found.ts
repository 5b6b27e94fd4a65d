import { matchJson } from '../../evidence/index.js';
import {
  BOOK_NAMES,
  type Evidence,
  type Frame,
  type PastEncounter,
  type RoundRecord,
  type StoredMatch,
} from '../../history/index.js';
import type { Replay, ReplayAnswer } from '../../pages/index.js';
import { KEPT_MATCHES } from '../../strategy/index.js';
import { formatRecord, formatRecordHead, type Style } from '../../ui/index.js';
import type { Given } from '../command.js';
import { writeMatch } from './evidence.js';
import type { Records } from './records.js';

/** What a strategy is told of a match that is replayed to it, and what is compared then. */
type Replayed = Pick<
  StoredMatch,
  | 'matchId'
  | 'game'
  | 'side'
  | 'opponentId'
  | 'opponentName'
  | 'wagerLamports'
  | 'outcome'
  | 'score'
  | 'netLamports'
  | 'rounds'
>;

/** A match that can be shown and replayed: of the records, or of a run of the lab. */
export interface Found {
  readonly match: Replayed;
  /** A turn that was asked and not answered by a legal move, where that ended the match; else null. */
  readonly turn: RoundRecord | null;
  /** Those of its protocol; null where it was played without one. */
  readonly frames: readonly Frame[] | null;
  /** What was known of the opponent before, oldest first; null where that is not known any more. */
  past(): readonly PastEncounter[] | null;
  head(style: Style): string[];
  /** @param rounds how many of them; the end is told with all of them only */
  lines(style: Style, rounds?: number): string[];
  /** As `show --json` writes it, and when it began. */
  json(): { readonly event: { readonly event: string }; readonly timeMs: number };
  page(): Promise<Replay>;
}

/** A match of the records. */
export function foundIn(evidence: Evidence, records: Records): Found {
  const { match, frames } = evidence;
  const archives = () => BOOK_NAMES.flatMap((book) => records.archives(book));
  const agentName = () => {
    for (const archive of archives()) {
      const name = archive.agentOf(match.sessionId);
      if (name !== null) return name;
    }
    return null;
  };
  return {
    match,
    turn: null,
    frames,
    past: () => archives().flatMap((archive) => archive.encounters(match, KEPT_MATCHES, match)),
    head: (style) => formatRecordHead(match, style),
    lines: (style, rounds) => formatRecord(match, style, rounds, agentName()),
    json: () => ({ event: { event: 'match', ...matchJson(match) }, timeMs: match.startedAt }),
    page: async () => (await import('../../pages/index.js')).replayOf(evidence, agentName()),
  };
}

/**
 * Writes a match as a page, to a file or to the standard output.
 * @param answers what another strategy would have played, by round
 * @throws BotpitError `usage` where the file cannot be written, or is there already
 */
export async function writePage(
  found: Found,
  { page, force }: { readonly page: string; readonly force: boolean },
  { config, io }: Pick<Given<'config'>, 'config' | 'io'>,
  answers: ReadonlyMap<number, ReplayAnswer> = new Map(),
): Promise<void> {
  const { matchPage } = await import('../../pages/index.js');
  const replay = await found.page();
  const rounds = replay.rounds.map((round) => ({ ...round, otherAnswer: answers.get(round.round) ?? null }));
  const html = matchPage({ ...replay, rounds });
  if (page === '-') io.stdout.write(html);
  else writeMatch(found.match, html, { option: '--page', file: page, force }, config, io);
}
