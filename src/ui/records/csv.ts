import type { MatchSummary } from '../../history/index.js';
import { snakeCase } from '../../lib/shape.js';
import { clean } from '../text/text.js';

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
] as const satisfies readonly (keyof MatchSummary)[];

const COLUMNS = FIELDS.flatMap((field) =>
  field === 'score' ? ['score_mine', 'score_theirs'] : snakeCase(field),
);

/** Matches as CSV (RFC 4180) with a header line. What is null is empty. */
export function formatCsv(matches: readonly MatchSummary[]): string {
  const rows = matches.map((match) => FIELDS.map((field) => cells(field, match)).join(','));
  return [COLUMNS.join(','), ...rows].map((row) => `${row}\r\n`).join('');
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
