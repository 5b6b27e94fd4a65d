import type { Check, Verification } from '../../evidence/index.js';
import type { Style } from '../text/style.js';
import { clean } from '../text/text.js';

const NAMES = { commitment: 'commitment', record: 'record', draws: 'draws', money: 'money' } as const;
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
    `${mark(verdict, style)} ${NAMES[check].padEnd(10)}  ${clean(summary, COLUMNS)}`,
    ...mismatches.map(({ round, field, expected, found }) => {
      const place = round === null ? field : `round ${round}, ${field}`;
      return `    ${style.bad(clean(`${place}: expected ${shown(expected)}, found ${shown(found)}`, COLUMNS))}`;
    }),
    ...unchecked.map((what) => style.dim(`  – not checkable: ${clean(what, COLUMNS)}`)),
  ];
}

function mark(verdict: Check['verdict'], style: Style): string {
  if (verdict === 'unknown') return style.dim('–');
  return verdict === 'ok' ? style.good('✓') : style.bold(style.bad('✗'));
}

function shown(value: unknown): string {
  return clean(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'), 100);
}

function conclusion(verdict: Verification['verdict'], style: Style): string {
  if (verdict === 'mismatch') return style.bold(style.bad('The evidence contradicts itself.'));
  if (verdict === 'unknown') return 'Nothing could be checked, and nothing contradicts.';
  return style.good('Nothing contradicts.');
}
