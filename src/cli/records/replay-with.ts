import { isDeepStrictEqual } from 'node:util';
import { type Config, isolationOf } from '../../config/index.js';
import { type AnyGame, gameOf, isGameId } from '../../games/index.js';
import type { PastEncounter, RoundRecord } from '../../history/index.js';
import { closing } from '../../lib/closing.js';
import { isCommand } from '../../lib/strategy-spec.js';
import { toRound } from '../../match/index.js';
import type { ReplayAnswer } from '../../pages/index.js';
import {
  type Decision,
  Dialogue,
  Drive,
  openStrategy,
  requireGame,
  type StrategyHost,
} from '../../strategy/index.js';
import { clean, formatMove, formatMs, formatTable } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import { programsFolder } from '../lab/files.js';
import type { REPLAY } from '../options.js';
import { showStrategyReport, styleOf, writeJson, writeLines } from '../output.js';
import { type Found, writePage } from './found.js';

/**
 * Asks a strategy the turns of a match again and shows where it moves otherwise.
 * @throws BotpitError where it cannot be loaded or does not play the game
 */
export async function replayWith(
  spec: string,
  found: Found,
  given: Given<'config', typeof REPLAY>,
): Promise<void> {
  const { options, config, io } = given;
  const { page, force } = options;
  const { match } = found;
  const folder = await programsFolder(options.logPrograms, io);
  const dialogue =
    folder !== undefined && isCommand(spec)
      ? new Dialogue({ folder, group: 'replay', name: nameOf(match) }, `replay of match ${match.matchId}`)
      : undefined;
  await using _dialogue = closing(() => dialogue?.close());
  const host = await openStrategy(spec, {
    // Repeatable, unless another one is asked for.
    seed: config.seed ?? match.matchId,
    isolation: isolationOf(config),
    dialogue,
    report: (report) => showStrategyReport(report, io),
  });
  await using _host = closing(() => host.close());
  requireGame(host, match.game);
  const past = found.past();
  if (past === null)
    io.stderr.write(
      'Earlier matches of its lane were not kept: the strategy is told of none (--keep all keeps them).\n',
    );
  const turns: Rerun[] = [];
  // On the standard output nothing stands beside a page.
  const isPageAlone = page === '-';
  for await (const turn of rerun(host, found, past ?? [])) {
    turns.push(turn);
    if (config.json && !isPageAlone) writeJson(io, { event: 'replay_turn', ...turnJson(match, turn) });
  }
  const writing = async () => {
    if (page === null) return;
    const answers = new Map(turns.map((turn) => [turn.record.round, answerOf(turn, host.name)]));
    await writePage(found, { page, force }, given, answers);
  };
  if (isPageAlone) return writing();
  const summary = summaryOf(turns);
  if (config.json) {
    const { matchId, game } = match;
    writeJson(io, { event: 'replay_result', matchId, game, strategy: host.name, ...summary });
  } else writeLines(told(found, host, turns, summary, config, io), io);
  await writing();
}

/** As a part of the name of a file. */
function nameOf({ matchId }: Found['match']): string {
  return matchId.replace(/[^\w.-]+/g, '-').slice(0, 80);
}

/** As a page shows it: without details, which name files of this machine. */
function answerOf({ move, decision: { source, reason } }: Rerun, strategy: string): ReplayAnswer {
  return { strategy, move: source === 'strategy' ? move : null, problem: reason ?? null };
}

function turnJson({ matchId, game }: Found['match'], { record, recorded, move, same, decision }: Rerun) {
  const { round, state, source: recordedSource } = record;
  const { source, reason = null, decideMs } = decision;
  return { matchId, game, round, state, recorded, recordedSource, move, same, source, reason, decideMs };
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
    slowestMs: Math.max(0, ...turns.map(({ decision }) => decision.decideMs)),
  };
}

function told(
  { match, head: headOf }: Found,
  host: StrategyHost,
  turns: readonly Rerun[],
  { same, crashes, illegal, late, slowestMs }: ReturnType<typeof summaryOf>,
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
      turn.record.move === null && turn.record.reason !== null
        ? style.notice(turn.record.reason)
        : formatMove(match.game, turn.recorded),
      formatMove(match.game, turn.move),
      turn.same ? 'same' : style.notice('different'),
      formatMs(turn.decision.decideMs),
      style.notice(fault),
    ];
  });
  const head = ['', 'RECORDED', 'NOW', '', 'TIME', ''].map((word) => style.dim(word));
  const summary = [
    `${clean(host.name, 200)} moves as recorded in ${same} of ${turns.length} turns`,
    `${crashes} crashed, ${illegal} illegal, ${late} late`,
    `slowest ${formatMs(slowestMs)}`,
  ];
  return [
    ...headOf(style),
    '',
    formatTable([head, ...rows], { columns: io.stdout.columns }),
    '',
    summary.join('   '),
  ];
}

/** One turn that was asked again. */
interface Rerun {
  readonly record: RoundRecord;
  /** The canonical moves, or the move data where they are not legal moves; null where no move came in time. */
  readonly recorded: unknown;
  readonly move: unknown;
  readonly same: boolean;
  readonly decision: Decision;
}

/**
 * Asks a strategy the turns of a recorded match, as they were asked: whatever it answers, what was recorded comes next.
 * @param past what was known of the opponent before, oldest first
 */
async function* rerun(
  host: StrategyHost,
  { match, turn }: Found,
  past: readonly PastEncounter[],
): AsyncGenerator<Rerun> {
  const { game: id, matchId, side, outcome, netLamports } = match;
  if (!isGameId(id)) return;
  const game = gameOf(id);
  const drive = new Drive(host);
  const history = past.map((encounter) => ({
    ...encounter,
    game: id,
    rounds: encounter.rounds.map(toRound),
  }));
  const opponent = { id: match.opponentId, name: match.opponentName, history };
  drive.start({ game: id, matchId, side, opponent, wager: match.wagerLamports });
  let score: RoundRecord['score'] = [0, 0];
  for (const record of match.rounds) {
    if (record.state !== null) yield await ask(drive, game, record, score, record.state);
    drive.round(toRound(record));
    score = record.score;
  }
  if (turn?.state) yield await ask(drive, game, turn, score, turn.state);
  const [mine, theirs] = match.score;
  drive.end({ outcome, score: { mine, theirs } }, netLamports);
}

async function ask(
  drive: Drive,
  game: AnyGame,
  record: RoundRecord,
  [mine, theirs]: RoundRecord['score'],
  state: Record<string, unknown>,
): Promise<Rerun> {
  const timeoutMs = record.timeoutMs || game.turnTimeoutMs;
  const decision = await drive.turn({ round: record.round, state, score: { mine, theirs }, timeoutMs });
  const recorded = canonical(game, record.move, state);
  const move = canonical(game, decision.move, state);
  return { record, recorded, move, same: isDeepStrictEqual(recorded, move), decision };
}

/** The same move, in whichever words it went out. */
function canonical(game: AnyGame, move: unknown, state: object): unknown {
  return move === null ? null : (game.parseMove(move, state) ?? move);
}
