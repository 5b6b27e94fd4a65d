import type { MatchSummary } from '../../history/index.js';
import { clean } from '../text/text.js';

/** The columns of `history --csv`, in order. They are a contract: new ones come last. */
const COLUMNS = {
  match_id: ({ matchId }) => matchId,
  started_at: ({ startedAt }) => new Date(startedAt).toISOString(),
  ended_at: ({ endedAt }) => new Date(endedAt).toISOString(),
  game: ({ game }) => game,
  arena: ({ arena }) => arena,
  agent_id: ({ agentId }) => agentId,
  opponent_id: ({ opponentId }) => opponentId,
  opponent_name: ({ opponentName }) => opponentName,
  side: ({ side }) => side,
  settled: ({ settled }) => settled,
  outcome: ({ outcome }) => outcome,
  score_mine: ({ score }) => score[0],
  score_theirs: ({ score }) => score[1],
  sandbox: ({ sandbox }) => sandbox,
  wager_lamports: ({ wagerLamports }) => wagerLamports,
  payout_lamports: ({ payoutLamports }) => payoutLamports,
  fee_lamports: ({ feeLamports }) => feeLamports,
  net_lamports: ({ netLamports }) => netLamports,
  disputed: ({ disputed }) => disputed,
  fair: ({ fair }) => fair,
  strategy: ({ strategy }) => strategy,
  strategy_version: ({ strategyVersion }) => strategyVersion,
  botpit_version: ({ botpitVersion }) => botpitVersion,
  session_id: ({ sessionId }) => sessionId,
  fallbacks: ({ fallbacks }) => fallbacks,
  timeouts: ({ timeouts }) => timeouts,
  unconfirmed: ({ unconfirmed }) => unconfirmed,
} satisfies Record<string, (match: MatchSummary) => string | number | boolean | null>;

/** Matches as CSV (RFC 4180) with a header line. What is null is empty. */
export function formatCsv(matches: readonly MatchSummary[]): string {
  const head = Object.keys(COLUMNS).join(',');
  const rows = matches.map((match) =>
    Object.values(COLUMNS)
      .map((column) => cell(column(match)))
      .join(','),
  );
  return [head, ...rows].map((row) => `${row}\r\n`).join('');
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
