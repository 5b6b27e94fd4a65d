import { isObject } from '../../lib/shape.js';
import type { AnyMatch, MatchEnd } from '../contract.js';
import type { Question } from '../host.js';

/*
 * The lines that go to a program and come from it: see docs/strategies.md.
 */

/** A turn that a program has not answered yet. */
export interface PendingTurn {
  readonly n: number;
  readonly matchId: string;
  readonly round: number;
}

export function matchStartLine(match: AnyMatch) {
  const { opponent } = match;
  const history = opponent.history.map(({ matchId, ...past }) => ({ match_id: matchId, ...past }));
  return {
    type: 'match_start',
    game: match.game,
    match_id: match.matchId,
    side: match.side,
    opponent: { id: opponent.id, name: opponent.name, history },
    wager_lamports: match.wager,
  };
}

export function turnLine(question: Question, match: AnyMatch | undefined, rounds: string): string {
  const head = JSON.stringify({
    type: 'turn',
    game: match?.game,
    match_id: question.matchId,
    round: question.round,
    state: question.state,
    side: match?.side,
    score: question.score,
    deadline: Math.round(question.deadline),
    timeout_ms: Math.max(0, Math.round(question.deadline - Date.now())),
  });
  return `${head.slice(0, -1)},"rounds":[${rounds}]}`;
}

export function matchEndLine(end: MatchEnd) {
  const { matchId, netLamports, ...rest } = end;
  return { type: 'match_end', match_id: matchId, ...rest, net_lamports: netLamports };
}

/** Numbers that JSON does not know and some of its writers write, as Python's does: `{"move": NaN}`. */
const UNKNOWN_NUMBERS = /([[:,]\s*)(-?(?:NaN|Infinity))(?=\s*[,}\]])/g;

export function parseObject(line: string): Record<string, unknown> | undefined {
  const value = parsed(line) ?? (/NaN|Infinity/.test(line) ? parsedLoosely(line) : undefined);
  return isObject(value) ? value : undefined;
}

/** A move with such a number is judged as one, and what else the line has of them does not matter. */
function parsedLoosely(line: string): unknown {
  const marked = line.replace(UNKNOWN_NUMBERS, '$1"\\u0000$2"');
  return parsed(marked, (_key, value) =>
    typeof value === 'string' && value.startsWith('\0') ? Number(value.slice(1)) : value,
  );
}

function parsed(text: string, revive?: (key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, revive);
  } catch {
    // Something printed for a person.
    return undefined;
  }
}

/** Without an echo, answers come in the order of the turns. */
export function isAnswerTo(answer: Record<string, unknown>, asked: PendingTurn): boolean {
  return (
    (answer.match_id === undefined || answer.match_id === asked.matchId) &&
    (answer.round === undefined || answer.round === asked.round)
  );
}
