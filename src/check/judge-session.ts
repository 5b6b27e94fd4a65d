import type { ChaosPreset } from '../arena/index.js';
import { EXIT } from '../exit-codes.js';
import type { MatchRecord } from '../history/index.js';
import { counted } from '../lib/wording.js';
import { discrepanciesOf, type FallbackReason } from '../runner/index.js';
import type { ChaosSession } from './chaos-session.js';
import { broken, type Finding, failed, type Judgement, passed, warned } from './finding.js';

/** Presets that shorten turns or drop them: a bot is expected to miss some turns under these. */
const HASTY: ReadonlySet<ChaosPreset> = new Set([
  'cuts',
  'stalls',
  'delays',
  'rate-limits',
  'restarts',
  'late',
  'all',
]);

/** If more turns than this share are late although there was time, it is the strategy's fault. */
const LATE_SHARE = 0.1;

const ADVICE: readonly (readonly [FallbackReason, advice: string])[] = [
  [
    'threw',
    'Bear with gaps: after a lost connection, rounds are missing from `turn.rounds`, and their `state` can be null.',
  ],
  ['crashed', 'It must not end its process or fill its memory.'],
  ['illegal', 'Compare with the legal moves of the game: `botpit games <game>`.'],
  ['refused', 'The arena refused a move of its own making (`raw`): leave that to botpit.'],
];

/**
 * What a preset showed.
 * @param known what the strategy does wrong without any chaos
 */
export function judgeSession(session: ChaosSession, known: ReadonlySet<FallbackReason>): Finding {
  const about = { part: 'arena', name: session.preset, game: session.game } as const;
  const judgement = judged(session, known);
  if (judgement.verdict === 'ok' || !isStalled(session)) return { ...about, ...judgement };
  const seen = `this machine was too busy to tell, and let nothing happen for ${Math.round(session.stalledMs)} ms; ${seenIn(session)}`;
  return { ...about, ...warned(seen, 'Try again when less else is going on.') };
}

/** A long stall by the clock of the session makes moves, answers and ends late. */
export function isStalled({ stalledMs }: Pick<ChaosSession, 'stalledMs'>): boolean {
  return stalledMs > STALLED_MS;
}

const STALLED_MS = 2_000;

function judged(session: ChaosSession, known: ReadonlySet<FallbackReason>): Judgement {
  const { preset, rounds, reconnects } = session;
  const seen = seenIn(session);
  if (session.end === null && (known.has('late') || known.has('crashed'))) {
    return warned(`broken off, as the strategy held it up; ${seen}`, 'Mend what plain matches show.');
  }
  const wrong = wrongEnd(session) ?? wrongMoney(session);
  if (wrong) return broken(`${wrong}; ${seen}`);
  if (session.unannounced > 0) {
    const turns = counted(session.unannounced, 'turn');
    return broken(`${turns} put to the strategy before it was told of the match; ${seen}`);
  }
  for (const [reason, advice] of ADVICE) {
    if (!session.fallbacks.has(reason) || known.has(reason)) continue;
    // A move does not name its round: a late one counts for the next round, where it may be illegal.
    if (reason === 'refused' && HASTY.has(preset)) continue;
    const detail = session.details.get(`strategy_${reason}`) ?? session.details.get('move_refused') ?? '';
    return failed(`${seen}: ${detail}`, advice);
  }
  const late = session.fallbacks.get('late') ?? 0;
  const missed = rounds - session.answered;
  if (!HASTY.has(preset) && !known.has('late') && late > LATE_SHARE * rounds) {
    return warned(seen, 'Moves come too late though there was time: answer before `turn.deadline`.');
  }
  if (!HASTY.has(preset) && reconnects === 0 && late === 0 && missed > LATE_SHARE * rounds) {
    return broken(`moves did not reach the arena, though there was time; ${seen}`);
  }
  if (session.records.length === 0 && session.end?.exitCode === EXIT.ok) {
    return warned(seen, 'No match came to its end in time: the strategy is too slow to be tried here.');
  }
  return passed(seen);
}

/** How the exit code differs from what the documentation promises; null if it does not. */
function wrongEnd({ end, preset, faults, records, foreign }: ChaosSession): string | null {
  if (end === null) return 'did not end';
  const due = dueEnds(preset, faults.size > 0, records, foreign);
  if (due.includes(end.exitCode)) return null;
  return `ended with ${end.exitCode} (${end.reason}${end.error ? `: ${end.error.message}` : ''}) in place of ${due.join(' or ')}`;
}

function dueEnds(
  preset: ChaosPreset,
  hasFaults: boolean,
  records: readonly MatchRecord[],
  foreign: number,
): readonly number[] {
  if (foreign > 0 || isStopped(records)) return [EXIT.unfair];
  if (preset === 'replaced') return [hasFaults ? EXIT.replaced : EXIT.ok];
  // Refused for lack of money, which does not change; or left without an answer again and again.
  if (preset === 'refusals' && hasFaults) return [EXIT.ok, EXIT.usage, EXIT.unreachable];
  return [EXIT.ok];
}

/** Whether play stops over one of these matches, as the runner judges them. */
function isStopped(records: readonly MatchRecord[]): boolean {
  const hashes = new Set<string>();
  return records.some((record) => {
    const isReused = hashes.has(record.serverSeedHash);
    if (record.serverSeedHash !== '') hashes.add(record.serverSeedHash);
    return record.settled && discrepanciesOf(record, isReused).some(({ end }) => end !== undefined);
  });
}

/** How the books differ from the arena's ledger; null if they agree. */
function wrongMoney({ doubles, standing, balance, records, faults }: ChaosSession): string | null {
  if (doubles > 0) return `${doubles} double commitments`;
  const { netLamports, openLamports, openIntents } = standing;
  const net = BigInt(netLamports);
  if (net - BigInt(openLamports) > balance) {
    return `the books have ${net} lamports less ${openLamports} open, the arena ${balance}`;
  }
  // The books count as lost what is not settled, was disputed or was reported wrongly, so they may say less.
  const isTold =
    openIntents === 0 && records.every(({ disputed }) => disputed === null) && !faults.has('wrong-payouts');
  return isTold && net !== balance ? `the books have ${net} lamports, the arena ${balance}` : null;
}

function seenIn(session: ChaosSession): string {
  const { end, faults, records, rounds, answered, fallbacks, timeouts, reconnects, standing } = session;
  const times = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const parts = [
    wrongEnd(session)
      ? ''
      : end?.exitCode === EXIT.ok
        ? 'survived'
        : `stopped as it should (${end?.exitCode})`,
    counted(times, 'fault'),
    counted(records.length, 'match', 'matches'),
    `${answered} of ${rounds} turns answered`,
    ifAny(reconnects, 'reconnect'),
    ...[...fallbacks].map(([reason, count]) => `${counted(count, 'fallback')} (${reason})`),
    ifAny(timeouts, 'timeout'),
    ifAny(standing.openIntents, 'unsettled intent'),
    wrongMoney(session) === null ? 'the account adds up' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function ifAny(count: number, what: string): string {
  return count === 0 ? '' : counted(count, what);
}
