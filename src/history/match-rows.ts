import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Database, Statement } from './database.js';
import type { Evidence, Frame, MatchRecord, MatchSummary, RecordContext, StoredMatch } from './record.js';

/** Tables that fit the few kilobytes of a match: the usual ones take longer to set up than to use, and leave 16 kB of garbage. */
const DEFLATE = { level: 1, windowBits: 12, memLevel: 5, chunkSize: 2048 } as const;

const MATCH_COLUMNS = [
  'match_id',
  'account',
  'arena',
  'session_id',
  'state',
  'game',
  'agent_id',
  'opponent_id',
  'opponent_name',
  'side',
  'wager_lamports',
  'sandbox',
  'settled',
  'outcome',
  'score_mine',
  'score_theirs',
  'payout_lamports',
  'fee_lamports',
  'net_lamports',
  'disputed',
  'server_seed_hash',
  'server_seed',
  'fair',
  'commitment_over',
  'started_at',
  'ended_at',
  'fallbacks',
  'timeouts',
  'botpit_version',
  'strategy',
  'strategy_version',
  'unconfirmed',
  'rounds_left_out',
  'draws',
  'rounds',
  'taunts',
  'frames',
] as const;

/** What a match is known by. */
const KEY_COLUMNS: readonly (typeof MATCH_COLUMNS)[number][] = [
  'account',
  'arena',
  'match_id',
  'server_seed_hash',
];

/** The statement that writes a match, or writes it anew where it is there. It gives the `id` of the row. */
export function prepareSave(database: Database): Statement {
  const columns = MATCH_COLUMNS.join(', ');
  const places = MATCH_COLUMNS.map(() => '?').join(', ');
  const updates = MATCH_COLUMNS.filter((column) => !KEY_COLUMNS.includes(column)).map(
    (column) => `${column} = excluded.${column}`,
  );
  return database.prepare(
    `INSERT INTO matches (${columns}) VALUES (${places})
      ON CONFLICT (${KEY_COLUMNS.join(', ')}) DO UPDATE SET ${updates.join(', ')} RETURNING id`,
  );
}

/** The values for it. */
export function rowOf(
  record: MatchRecord,
  state: 'playing' | 'ended',
  agentId: string,
  context: RecordContext,
  frames: readonly Frame[],
): unknown[] {
  // One that was stored before, by an earlier run, stays that run's.
  const played: RecordContext = { ...context, ...record };
  return [
    record.matchId,
    played.account,
    played.arena,
    played.sessionId,
    state,
    record.game,
    agentId,
    record.opponentId,
    record.opponentName,
    record.side,
    record.wagerLamports,
    Number(record.sandbox),
    Number(record.settled),
    record.outcome,
    ...record.score,
    record.payoutLamports,
    record.feeLamports,
    record.netLamports,
    record.disputed,
    record.serverSeedHash,
    record.serverSeed,
    record.fair === null ? null : Number(record.fair),
    record.commitmentOver,
    record.startedAt,
    record.endedAt,
    record.fallbacks,
    record.timeouts,
    played.botpitVersion,
    played.strategy,
    played.strategyVersion,
    Number(record.unconfirmed),
    record.roundsLeftOut,
    record.draws,
    JSON.stringify(record.rounds),
    JSON.stringify(record.taunts),
    deflateRawSync(JSON.stringify(frames), DEFLATE),
  ];
}

type Row = Record<string, unknown>;

/** What of a row makes a list; `rounds`, `taunts` and `frames` are long. */
export const SUMMARY_COLUMNS = [
  ...MATCH_COLUMNS.slice(0, MATCH_COLUMNS.indexOf('rounds')),
  'operator_net_lamports',
].join(', ');

export function summaryOf(row: Row): MatchSummary {
  return {
    matchId: row.match_id,
    account: row.account,
    arena: row.arena,
    sessionId: row.session_id,
    state: row.state,
    game: row.game,
    agentId: row.agent_id,
    opponentId: row.opponent_id,
    opponentName: row.opponent_name,
    side: row.side,
    wagerLamports: row.wager_lamports,
    sandbox: row.sandbox === 1,
    settled: row.settled === 1,
    outcome: row.outcome,
    score: [row.score_mine, row.score_theirs],
    payoutLamports: row.payout_lamports,
    feeLamports: row.fee_lamports,
    netLamports: row.net_lamports,
    disputed: row.disputed,
    serverSeedHash: row.server_seed_hash,
    serverSeed: row.server_seed,
    fair: row.fair === null ? null : row.fair === 1,
    commitmentOver: row.commitment_over,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    fallbacks: row.fallbacks,
    timeouts: row.timeouts,
    botpitVersion: row.botpit_version,
    strategy: row.strategy,
    strategyVersion: row.strategy_version,
    operatorNetLamports: row.operator_net_lamports,
    unconfirmed: row.unconfirmed === 1,
    roundsLeftOut: row.rounds_left_out,
    draws: row.draws,
  } as MatchSummary;
}

/** From a whole row; what other rows say of it is for the caller. */
export function evidenceOf(row: Row): Omit<Evidence, 'hashUsedIn'> {
  const { state: _state, ...summary } = summaryOf(row);
  const match = { ...summary, ...longPartsOf(row) } as StoredMatch;
  const frames = JSON.parse(inflateRawSync(row.frames as Buffer).toString()) as Frame[];
  return { match, frames };
}

/** From a row that has at least those two columns. */
export function longPartsOf(row: Row): Pick<StoredMatch, 'rounds' | 'taunts'> {
  return {
    rounds: JSON.parse(String(row.rounds)) as StoredMatch['rounds'],
    taunts: JSON.parse(String(row.taunts)) as StoredMatch['taunts'],
  };
}
