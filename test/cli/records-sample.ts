import type { Evidence, StoredMatch } from '../../src/history/index.js';

const WAGER = 10_000_000;
const PAYOUT = { win: 19_500_000, draw: WAGER, loss: 0 };

/** A match at hour `number` of a day, made up: two rounds of rps, the second by the fallback. */
export function sample(number: number, more: Partial<StoredMatch> = {}): Evidence {
  const matchId = `match-${String(number).padStart(2, '0')}`;
  const outcome = more.outcome ?? 'win';
  const startedAt = Date.UTC(2026, 2, 1, number);
  const round = (n: number): StoredMatch['rounds'][number] => ({
    round: n,
    state: {},
    move: { choice: 'rock' },
    source: n === 1 ? 'strategy' : 'fallback',
    reason: n === 1 ? null : 'late',
    decideMs: n === 1 ? 0.5 : 1500,
    askedAt: startedAt + n * 1000,
    timeoutMs: 15_000,
    outcome: 'win',
    score: [n, 0],
    result: { winner: 'a', your_move: { choice: 'rock' }, opponent_move: { choice: 'scissors' } },
  });
  const match: StoredMatch = {
    matchId,
    game: 'rps',
    opponentId: 'opp-1',
    opponentName: 'brisk-otter',
    side: 'a',
    wagerLamports: WAGER,
    sandbox: false,
    rounds: [round(1), round(2)],
    taunts: [
      { round: 0, by: 'me', tauntId: 'gl_hf' },
      { round: 2, by: 'opponent', tauntId: 'oops' },
    ],
    settled: true,
    operatorNetLamports: null,
    outcome,
    score: [2, 0],
    payoutLamports: PAYOUT[outcome],
    feeLamports: outcome === 'draw' ? 0 : 500_000,
    netLamports: PAYOUT[outcome] - WAGER,
    disputed: null,
    unconfirmed: false,
    roundsLeftOut: 0,
    draws: null,
    serverSeedHash: 'ab'.repeat(32),
    serverSeed: 'cd'.repeat(32),
    fair: true,
    commitmentOver: 'text',
    startedAt,
    endedAt: startedAt + 5000,
    fallbacks: 1,
    timeouts: 1,
    account: 'secret-account',
    bot: null,
    arena: 'local',
    sessionId: 'session-1',
    botpitVersion: '0.1.0',
    strategy: 'counter',
    strategyVersion: 'sha256:0a1b2c3d4e5f6071',
    agentId: 'agent-1',
    ...more,
  };
  const found = { type: 'match_found', match_id: matchId, game_type: match.game };
  return {
    match,
    frames: [{ at: startedAt, direction: 'in', text: JSON.stringify(found) }],
    hashUsedIn: null,
  };
}
