import type { Check, Verification } from '../../evidence/index.js';
import type { Frame, RoundRecord, StoredMatch } from '../../history/index.js';
import {
  formatName,
  formatNetStyled,
  formatOutcome,
  formatRound,
  formatScore,
  formatStake,
  GAP,
} from '../session/format-match.js';
import { formatFacts } from '../text/format-table.js';
import { formatAmount, formatDuration, formatMs, formatTime } from '../text/format-units.js';
import { formatMark, type Style } from '../text/output.js';
import { clean } from '../text/text.js';
import { isPlay } from './format-history.js';

const INDENT = '           ';

/** Who met whom, when, and what about. */
export function formatRecordHead(match: StoredMatch, style: Style): string[] {
  const play = isPlay(match);
  return [
    `${style.bold(clean(match.game, 24))}  vs ${style.name(formatName(match.opponentName))}${GAP}side ${match.side}${GAP}${formatStake(match, play)}`,
    style.dim(`${formatTime(match.startedAt)}${GAP}match ${clean(match.matchId, 80)}`),
    style.dim(
      `${play ? 'local arena, play money' : clean(match.arena, 80)}${GAP}opponent ${clean(match.opponentId, 80)}`,
    ),
  ];
}

/**
 * A match, round by round.
 * @param rounds how many of them; the end is told with all of them only
 * @param agentName what the arena called the account that played it; null where that is not known
 */
export function formatRecord(
  match: StoredMatch,
  style: Style,
  rounds = match.rounds.length,
  agentName: string | null = null,
): string[] {
  return [
    ...formatRecordHead(match, style),
    '',
    ...formatTaunts(match, 0, style),
    ...match.rounds.slice(0, rounds).flatMap((round) => roundLines(match, round, style)),
    ...(rounds >= match.rounds.length ? ['', ...formatEnd(match, agentName, style)] : []),
  ];
}

/** What a side knew of a round before it moved, a line; none where there was nothing to know. */
export function formatAsked(state: Readonly<Record<string, unknown>>, style: Style): string[] {
  const text = formatState(state);
  return text ? [style.dim(`${INDENT}${text}`)] : [];
}

/** A round as it was asked, answered and told, and the taunts in it. */
function roundLines(match: StoredMatch, round: RoundRecord, style: Style): string[] {
  const { game } = match;
  const told = { event: 'round', game, ...round } as const;
  const lines = [formatRound(told, round.state ?? {}, null, style)];
  const state = round.state === null ? 'never asked, or the question was lost' : formatState(round.state);
  if (state) lines.push(style.dim(`${INDENT}${state}`));
  lines.push(`${INDENT}${decision(round, style)}`);
  return [...lines, ...formatTaunts(match, round.round, style)];
}

/** The taunts of a round; 0 for those before the first. */
function formatTaunts(match: StoredMatch, round: number, style: Style): string[] {
  return match.taunts
    .filter((taunt) => taunt.round === round)
    .map(({ by, tauntId }) => {
      const speaker = by === 'me' ? 'you' : style.name(formatName(match.opponentName));
      return `${INDENT}${speaker}: ${clean(tauntId, 40).replaceAll('_', ' ')}`;
    });
}

/** `dealer_card 7   rounds_left 5`; empty where there was nothing to know. */
function formatState(state: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(state).map(
    ([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return clean(parts.join(GAP), 160);
}

function decision({ source, reason, decideMs, timeoutMs, move }: RoundRecord, style: Style): string {
  if (source === null) return style.notice(move === null ? 'no move' : 'a move of an unknown source');
  const who = source === 'strategy' ? 'strategy' : style.notice(`fallback: ${reason ?? 'unknown'}`);
  const took = decideMs === null ? '' : `, after ${formatMs(decideMs)}`;
  const given = timeoutMs === null ? '' : style.dim(` of ${formatDuration(timeoutMs)}`);
  return `${who}${took}${given}`;
}

const LABEL_COLUMNS = 9;

/** How it ended: outcome, money, fairness, versions, times. */
function formatEnd(match: StoredMatch, agentName: string | null, style: Style): string[] {
  const play = isPlay(match);
  const { netLamports, operatorNetLamports: operatorNet, strategyVersion: version, disputed } = match;
  const outcome = match.settled
    ? `${style.bold(formatOutcome(match.outcome, style))} ${formatScore(match.score)}`
    : style.notice('the arena did not tell the end; it counts as lost');
  const correction = operatorNet === netLamports ? '' : ', which the arena corrected';
  const decided = match.rounds.flatMap(({ decideMs }) => (decideMs === null ? [] : [decideMs]));
  return formatFacts(
    [
      ['outcome', outcome],
      match.wagerLamports > 0 &&
        !match.sandbox && [
          'money',
          `payout ${formatAmount(match.payoutLamports, play)}`,
          `fee ${formatAmount(match.feeLamports, play)}`,
          `net ${formatNetStyled(netLamports, play, style)}`,
        ],
      match.unconfirmed && ['', style.notice('not confirmed: the arena did not say what it paid')],
      match.roundsLeftOut > 0 && [
        'left out',
        style.notice(`${match.roundsLeftOut} rounds beyond what this game can have`),
      ],
      operatorNet !== null && [
        'settled',
        `by \`botpit settle\`: net ${formatNetStyled(operatorNet, play, style)}${correction}`,
      ],
      disputed !== null && ['disputed', style.bad(clean(disputed, 200))],
      ['fairness', fairness(match, style)],
      ['', style.dim(`hash ${clean(match.serverSeedHash, 130) || '(none)'}`)],
      ['', style.dim(`seed ${clean(match.serverSeed, 130) || '(not revealed)'}`)],
      [
        'times',
        `took ${formatDuration(match.endedAt - match.startedAt)}`,
        ...(decided.length > 0 ? [`slowest move ${formatMs(Math.max(...decided))}`] : []),
        ...(match.fallbacks > 0 ? [style.notice(`fallback moves ${match.fallbacks}`)] : []),
        ...(match.timeouts > 0 ? [style.notice(`turns out of time ${match.timeouts}`)] : []),
      ],
      match.bot !== null && [
        'bot',
        style.name(formatName(match.bot)),
        ...(agentName === null ? [] : [formatName(agentName)]),
      ],
      match.bot !== null && ['', style.dim(`agent ${clean(match.agentId, 80)}`)],
      [
        'played by',
        `strategy ${clean(match.strategy, 200)}${version === null ? '' : ` (${clean(version, 80)})`}`,
        `botpit ${clean(match.botpitVersion, 20)}`,
      ],
    ],
    LABEL_COLUMNS,
    style,
  );
}

function fairness({ fair, commitmentOver }: StoredMatch, style: Style): string {
  if (fair === null && commitmentOver !== null) {
    return style.notice('not proven: the hash is over the bytes of the seed, the draws follow from its text');
  }
  if (fair === null) return style.dim('not checked: no commitment, or no seed');
  if (!fair) return style.bold(style.bad('✗ the seed does not open the commitment'));
  return style.good(`✓ the hash is that of the seed's ${commitmentOver === 'bytes' ? 'bytes' : 'text'}`);
}

/** The protocol frames, a line each: `+1.204 s  ←  {"type":"your_turn",…`. */
export function formatFrames(frames: readonly Frame[], style: Style): string[] {
  const start = frames[0]?.at ?? 0;
  return frames.map(({ at, direction, text }) => {
    const time = style.dim(`+${((at - start) / 1000).toFixed(3)} s`);
    return `${time}  ${direction === 'in' ? '←' : '→'}  ${clean(text, 64 * 1024)}`;
  });
}

const COLUMNS = 300;

/** A line for each check and for all that differs or could not be checked, then the conclusion. */
export function formatVerification({ matchId, game, checks, verdict }: Verification, style: Style): string[] {
  return [
    `${style.bold(clean(game, 24))}  match ${clean(matchId, 80)}`,
    ...checks.flatMap((check) => formatCheck(check, style)),
    conclusion(verdict, style),
  ];
}

function formatCheck({ check, verdict, summary, mismatches, unchecked }: Check, style: Style): string[] {
  return [
    `${formatMark(verdict === 'mismatch' ? 'failed' : verdict, style)} ${check.padEnd(10)}  ${clean(summary, COLUMNS)}`,
    ...mismatches.map(({ round, field, expected, found }) => {
      const place = round === null ? field : `round ${round}, ${field}`;
      return `    ${style.bad(clean(`${place}: expected ${shown(expected)}, found ${shown(found)}`, COLUMNS))}`;
    }),
    ...unchecked.map((what) => style.dim(`  – not checkable: ${clean(what, COLUMNS)}`)),
  ];
}

function shown(value: unknown): string {
  return clean(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'), 100);
}

function conclusion(verdict: Verification['verdict'], style: Style): string {
  if (verdict === 'mismatch') return style.bold(style.bad('The evidence contradicts itself.'));
  if (verdict === 'unknown') return 'Nothing could be checked, and nothing contradicts.';
  return style.good('Nothing contradicts.');
}
