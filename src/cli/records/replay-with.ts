import { type Config, isolationOf } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { isGameId } from '../../games/index.js';
import { BOOK_NAMES, type PastEncounter, type StoredMatch } from '../../history/index.js';
import { KEPT_MATCHES, openStrategy, type StrategyHost } from '../../strategy/index.js';
import { clean, formatMove, formatMs, formatRecordHead, formatTable } from '../../ui/index.js';
import type { Io } from '../command.js';
import { styleOf, writeJson, writeLines } from '../output.js';
import type { Records } from './records.js';
import { type Rerun, rerun } from './rerun.js';

export interface ReplayWith {
  readonly match: StoredMatch;
  /** What was known of the opponent comes from there. */
  readonly records: Records;
  readonly spec: string;
  readonly config: Config;
}

/**
 * Asks a strategy the turns of a match again and shows where it moves otherwise.
 * @throws BotpitError where it cannot be loaded or does not play the game
 */
export async function replayWith({ match, records, spec, config }: ReplayWith, io: Io): Promise<void> {
  const host = await openStrategy(spec, {
    // Repeatable, unless another one is asked for.
    seed: config.seed ?? match.matchId,
    isolation: isolationOf(config),
    report: (report) => {
      const line = report.kind === 'output' ? `strategy | ${report.line}` : `warning: ${report.message}`;
      io.stderr.write(`${clean(line)}\n`);
    },
  });
  try {
    requirePlayed(host, match.game);
    const past = await encountersBefore(match, records);
    const turns: Rerun[] = [];
    for await (const turn of rerun(host, match, past)) {
      turns.push(turn);
      if (config.json) writeJson(io, { event: 'replay_turn', ...turnJson(match, turn) });
    }
    const summary = summaryOf(turns);
    if (config.json) {
      const { matchId, game } = match;
      writeJson(io, { event: 'replay_result', match_id: matchId, game, strategy: host.name, ...summary });
    } else writeLines(told(match, host, turns, summary, config, io), io);
  } finally {
    await host.close();
  }
}

function requirePlayed(host: StrategyHost, game: string): void {
  if (isGameId(game) && host.games.includes(game)) return;
  throw new BotpitError('strategy/no-game', `the strategy ${host.name} does not play ${clean(game, 40)}`, {
    hint: `It plays ${host.games.join(', ')}.`,
  });
}

async function encountersBefore(match: StoredMatch, records: Records): Promise<PastEncounter[]> {
  const archives = await Promise.all(BOOK_NAMES.map((book) => records.archive(book)));
  return archives.flatMap((archive) => archive?.encounters(match, KEPT_MATCHES, match) ?? []);
}

function turnJson({ matchId, game }: StoredMatch, { record, recorded, move, same, decision }: Rerun) {
  return {
    match_id: matchId,
    game,
    round: record.round,
    state: record.state,
    recorded,
    recorded_source: record.source,
    move,
    same,
    source: decision.source,
    reason: decision.reason ?? null,
    decide_ms: decision.decideMs,
  };
}

function summaryOf(turns: readonly Rerun[]) {
  const count = (...reasons: readonly string[]) =>
    turns.filter(({ decision: { reason } }) => reason !== undefined && reasons.includes(reason)).length;
  return {
    turns: turns.length,
    same: turns.filter(({ same }) => same).length,
    crashes: count('threw', 'crashed'),
    illegal: count('illegal'),
    late: count('late'),
    slowest_ms: Math.max(0, ...turns.map(({ decision }) => decision.decideMs)),
  };
}

function told(
  match: StoredMatch,
  host: StrategyHost,
  turns: readonly Rerun[],
  { same, crashes, illegal, late, slowest_ms: slowestMs }: ReturnType<typeof summaryOf>,
  config: Config,
  io: Io,
): string[] {
  const style = styleOf(config, io);
  const rows = turns.map((turn) => {
    const { reason, detail } = turn.decision;
    const fault =
      reason === undefined
        ? ''
        : `fallback: ${reason}${detail === undefined ? '' : ` (${clean(detail, 200)})`}`;
    return [
      `round ${turn.record.round}`,
      formatMove(match.game, turn.recorded),
      formatMove(match.game, turn.move),
      turn.same ? 'same' : style.notice('different'),
      formatMs(turn.decision.decideMs),
      style.notice(fault),
    ];
  });
  const head = ['', 'RECORDED', 'NOW', '', 'TIME', ''].map((word) => style.dim(word));
  const summary = [
    `${clean(host.name, 60)} moves as recorded in ${same} of ${turns.length} turns`,
    `${crashes} crashed, ${illegal} illegal, ${late} late`,
    `slowest ${formatMs(slowestMs)}`,
  ];
  return [
    ...formatRecordHead(match, style),
    '',
    formatTable([head, ...rows], { columns: io.stdout.columns }),
    '',
    summary.join('   '),
  ];
}
