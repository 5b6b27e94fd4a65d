import { type BookName, type Evidence, openBook } from '../../src/history/index.js';

/** Puts evidence into a book, each match as a session that played it would have. */
export async function keep(folder: string, book: BookName, ...all: readonly Evidence[]): Promise<void> {
  for (const { match, frames } of all) {
    const { account, bot, arena, sessionId, botpitVersion, strategy, strategyVersion } = match;
    const context = {
      account,
      bot,
      arena,
      sessionId: `${sessionId} ${match.matchId}`,
      botpitVersion,
      strategy,
      strategyVersion,
    };
    const { ledger } = openBook({ folder, book, inMemory: false, context });
    const { matchId, game, agentId, opponentId, opponentName, startedAt } = match;
    const { wagerLamports, serverSeedHash, draws, sandbox } = match;
    const asked = ledger.intend({ entry: 'queue', game, wagerLamports }, () => null);
    const intent = 'intent' in asked ? asked.intent : null;
    const opponent = { opponentId, opponentName };
    const stake = { wagerLamports, serverSeedHash, draws, sandbox };
    ledger.found({ matchId, game, agentId, startedAt, ...opponent, ...stake }, intent);
    ledger.settle(match, agentId, frames, intent);
    ledger.end('test', 0);
    ledger.close();
  }
}
