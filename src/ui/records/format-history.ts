import type { MatchSummary } from '../../history/index.js';
import {
  formatName,
  formatNetStyled,
  formatOutcome,
  formatScore,
  formatStake,
} from '../session/format-match.js';
import { formatTable } from '../text/format-table.js';
import { formatTime } from '../text/format-units.js';
import type { Style } from '../text/style.js';
import { clean } from '../text/text.js';

const SHORTEST_ID = 8;

/** Matches as a table, a line each, in the order given. @param columns of the terminal, where there is one */
export function formatHistory(matches: readonly MatchSummary[], style: Style, columns?: number): string {
  const short = shortNames(matches);
  const head = ['TIME', 'MATCH', 'GAME', 'OPPONENT', 'OUTCOME', 'SCORE', 'WAGER', 'NET', 'FAIR', 'STRATEGY'];
  const rows = matches.map((match) => [
    formatTime(match.startedAt),
    short(match),
    clean(match.game, 24),
    style.name(formatName(match.opponentName)),
    match.settled ? formatOutcome(match.outcome, style) : style.notice(openWord(match)),
    formatScore(match.score),
    formatStake(match, isPlay(match)),
    formatNetStyled(match.netLamports, isPlay(match), style) + (match.disputed === null ? '' : ' disputed'),
    formatFairMark(match.fair, style),
    formatVersion(match),
  ]);
  return formatTable([head.map((word) => style.dim(word)), ...rows], { columns });
}

/** Whether the money of a match is play money. */
export function isPlay({ arena }: { readonly arena: string }): boolean {
  return arena === 'local';
}

/** What became of a match that the arena did not tell the end of. */
export function openWord({ state }: { readonly state?: 'playing' | 'ended' }): string {
  return state === 'playing' ? 'open' : 'unknown';
}

export function formatFairMark(fair: boolean | null, style: Style): string {
  return fair === null ? style.dim('–') : fair ? style.good('✓') : style.bold(style.bad('✗'));
}

/** `counter-last@1a2b3c4d`: the name and the beginning of its version, or with `botpit-0.1.0` whose it is. */
export function formatVersion({
  strategy,
  strategyVersion,
}: {
  readonly strategy: string;
  readonly strategyVersion: string | null;
}): string {
  const version = strategyVersion?.replace(/^sha256:([0-9a-f]{8}).*$/i, '$1');
  return clean(version ? `${strategy}@${version}` : strategy, 60);
}

/**
 * As much of each id as tells it from the others, and at least eight characters. Where matches share an id, all of it and
 * the beginning of the commitment, as the commands take it.
 */
function shortNames(matches: readonly MatchSummary[]): (match: MatchSummary) => string {
  const commitments = new Map<string, Set<string>>();
  for (const { matchId, serverSeedHash } of matches) {
    commitments.set(matchId, (commitments.get(matchId) ?? new Set()).add(serverSeedHash));
  }
  const ids = [...commitments.keys()];
  const longest = Math.max(0, ...ids.map((id) => id.length));
  let length = SHORTEST_ID;
  while (length < longest && new Set(ids.map((id) => id.slice(0, length))).size < ids.length) length += 1;
  return ({ matchId, serverSeedHash }) => {
    const isShared = (commitments.get(matchId)?.size ?? 0) > 1;
    if (!isShared) return clean(matchId.slice(0, length), length);
    return clean(`${matchId}@${serverSeedHash.slice(0, SHORTEST_ID)}`, 80);
  };
}
