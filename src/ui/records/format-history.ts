import type { MatchSummary } from '../../history/index.js';
import { snakeCase } from '../../lib/shape.js';
import {
  formatName,
  formatNetStyled,
  formatOutcome,
  formatScore,
  formatStake,
} from '../session/format-match.js';
import { formatTable } from '../text/format-table.js';
import { formatTime } from '../text/format-units.js';
import { formatMark, type Style } from '../text/output.js';
import { clean } from '../text/text.js';

const SHORTEST_ID = 8;

/** What a narrow terminal does without, in this order. Which match it was and what came of it stay. */
const LEFT_OUT = ['STRATEGY', 'WAGER', 'FAIR', 'SCORE', 'GAME', 'TIME', 'OPPONENT', 'BOT'];

/** Matches as a table, a line each, in the order given. @param columns of the terminal, where there is one */
export function formatHistory(matches: readonly MatchSummary[], style: Style, columns?: number): string {
  const short = shortNames(matches);
  const bots = matches.some(({ bot }) => bot !== null) ? ['BOT'] : [];
  const rest = ['GAME', 'OPPONENT', 'OUTCOME', 'SCORE', 'WAGER', 'NET', 'FAIR', 'STRATEGY'];
  const head = ['TIME', 'MATCH', ...bots, ...rest];
  const rows = matches.map((match) => [
    formatTime(match.startedAt),
    short(match),
    ...bots.map(() => style.name(clean(match.bot ?? '', 24))),
    clean(match.game, 24),
    style.name(formatName(match.opponentName)),
    match.settled
      ? formatOutcome(match.outcome, style)
      : style.notice(match.state === 'playing' ? 'open' : 'unknown'),
    formatScore(match.score),
    formatStake(match, isPlay(match)),
    formatNetStyled(match.netLamports, isPlay(match), style) + (match.disputed === null ? '' : ' disputed'),
    formatMark(match.fair === null ? 'unknown' : match.fair ? 'ok' : 'failed', style),
    formatVersion(match),
  ]);
  return formatTable([head.map((word) => style.dim(word)), ...rows], {
    columns,
    drop: LEFT_OUT.filter((word) => head.includes(word)).map((word) => head.indexOf(word)),
    shorten: head.indexOf('OPPONENT'),
  });
}

/** Whether the money of a match is play money. */
export function isPlay({ arena }: { readonly arena: string }): boolean {
  return arena === 'local';
}

/** `counter-last@1a2b3c4d`: the name and the beginning of its version, or with `botpit-0.1.0` whose it is. */
export function formatVersion({
  strategy,
  strategyVersion,
}: Pick<MatchSummary, 'strategy' | 'strategyVersion'>): string {
  const version = strategyVersion?.replace(/^sha256:([0-9a-f]{8}).*$/i, '$1');
  // With all of its parameters, as they tell it from others.
  return clean(version ? `${strategy}@${version}` : strategy, 200);
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

/** The fields of `history --csv`, in order. They are a contract: new ones come last. */
const FIELDS = [
  'matchId',
  'startedAt',
  'endedAt',
  'game',
  'arena',
  'agentId',
  'opponentId',
  'opponentName',
  'side',
  'settled',
  'outcome',
  'score',
  'sandbox',
  'wagerLamports',
  'payoutLamports',
  'feeLamports',
  'netLamports',
  'disputed',
  'fair',
  'strategy',
  'strategyVersion',
  'botpitVersion',
  'sessionId',
  'fallbacks',
  'timeouts',
  'unconfirmed',
  'bot',
] as const satisfies readonly (keyof MatchSummary)[];

/** The header of a list as CSV (RFC 4180). */
export const CSV_HEAD = `${FIELDS.flatMap((field) =>
  field === 'score' ? ['score_mine', 'score_theirs'] : snakeCase(field),
).join(',')}\r\n`;

/** A match as a line of CSV. What is null is empty. */
export function formatCsvRow(match: MatchSummary): string {
  return `${FIELDS.map((field) => cells(field, match)).join(',')}\r\n`;
}

function cells(field: (typeof FIELDS)[number], match: MatchSummary): string {
  if (field === 'score') return match.score.join(',');
  const isTime = field === 'startedAt' || field === 'endedAt';
  return cell(isTime ? new Date(match[field]).toISOString() : match[field]);
}

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = defused(clean(value, 1000));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A spreadsheet takes a text that begins so for a formula and runs it; after an apostrophe it does not. */
function defused(text: string): string {
  return /^\s*[=+\-@＝＋－＠]/u.test(text) ? `'${text}` : text;
}
