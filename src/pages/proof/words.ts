import { isolated, oneLine } from '../../lib/visible.js';
import type { Check, Mismatch } from '../../recompute/index.js';
import type { Replay } from '../replay.js';
import type { Meaning } from './meaning.js';

/* The verdict in words. */

/** A draw, as far as it is told of. */
interface NamedDraw {
  readonly number: number;
  readonly round: number;
  readonly meaning: Meaning | null;
}

/** Why there is nothing to check in a match at all; null where there is something. */
export function nothingToCheck({ fairness, end, startedAt }: Replay): string | null {
  if (fairness === null) {
    return startedAt === null
      ? 'this is a match of the lab, which draws by a generator of its own; there was no arena, and nobody promised anything'
      : 'nothing is known of what the arena promised before this match';
  }
  if (end === null && fairness.serverSeed === '')
    return 'the match goes on, and an arena reveals its seed at the end';
  return null;
}

/** Why nothing is proven. @param checks none where the browser could not make any */
export function unchecked({ fairness, game }: Replay, checks: readonly Check[]): string {
  if (checks.length === 0)
    return 'this browser offers no cryptography (Web Crypto) to this page; open it from a disk, or over https';
  if (fairness?.serverSeedHash === '') return 'this arena committed to no seed before the match';
  if (fairness?.serverSeed === '') return 'this arena revealed no seed after the match';
  if (fairness?.draws === null) return 'this arena does not publish its derivation';
  const [commitment, draws] = checks;
  if (commitment?.verdict === 'unknown') return commitment.summary;
  return oneLine(draws?.summary ?? `the rules of ${game} are not known`, 300);
}

/** @param isGivenUp whether it ended before its rules ended it */
export function isFair(match: Replay, draws: number, isGivenUp: boolean): string {
  const { rounds, end, mine, theirs } = match;
  const promised = 'the seed that was promised before the match';
  const loser = nameText((end?.outcome === 'win' ? theirs : mine).name);
  const word = isGivenUp ? `; that ${loser} gave up then is what the arena says` : '';
  if (draws === 0) {
    const all = rounds.length === 1 ? 'the 1 round follows' : `all ${rounds.length} rounds follow`;
    return `${all} the rules, nothing in them is drawn, and the arena revealed ${promised}${word}`;
  }
  const all = draws === 1 ? 'the 1 draw follows' : `all ${draws} draws follow`;
  return `${all} from ${promised}${word}`;
}

/** Nothing contradicts the seed, and some of the match is not there. */
export function incomplete({ rounds, end }: Replay): string {
  const isGap = rounds.some(({ round }, i) => round !== i + 1);
  const missing = isGap
    ? 'rounds of this match are missing'
    : end?.settled === true
      ? 'its last rounds are missing, or a side gave up before the rules ended it'
      : 'nobody was told how this match ended';
  return `${missing}; what is here follows from the seed that was promised before the match`;
}

/** The first thing that is wrong. */
export function notFair(
  match: Replay,
  { check, summary, mismatches }: Check,
  draws: readonly NamedDraw[],
): string {
  const [first] = mismatches;
  if (check === 'commitment' || !first) return summary;
  const drawn = draws.filter(({ round, meaning }) => round === first.round && meaning?.field === first.field);
  const [expected, found] = [first.expected, first.found].map((value) => valueText(value, first, match));
  const says = `this match says ${found}`;
  const [only] = drawn;
  if (only && drawn.length === 1) return `draw ${only.number} is ${only.meaning?.value}, and ${says}`;
  if (only) return `draws ${only.number} to ${drawn.at(-1)?.number} make ${expected}, and ${says}`;
  const where = first.round === null ? '' : `in round ${first.round} `;
  return `${where}${fieldText(first.field, match)} is ${expected} by the rules, and ${says}`;
}

function nameText(name: string): string {
  return isolated(oneLine(name, 40));
}

/** A field of the wire in words. */
function fieldText(field: string, { mine, theirs }: Replay): string {
  return `the ${field.replace(/^game_state\./, '').replaceAll('_', ' ')}`
    .replace(/^the your /, `${nameText(mine.name)}'s `)
    .replace(/^the opponent /, `${nameText(theirs.name)}'s `)
    .replace(/^the (\w+)'s/, "$1's");
}

function valueText(value: unknown, { field }: Mismatch, { side, mine, theirs }: Replay): string {
  if (field === 'winner' && typeof value === 'string' && ['a', 'b', 'mine', 'theirs'].includes(value))
    return nameText(value === 'mine' || value === side ? mine.name : theirs.name);
  if (value === null) return field === 'winner' ? 'nobody' : 'nothing';
  if (/score$/.test(field) && Array.isArray(value))
    return (side === 'a' ? value : [...value].reverse()).map(String).join('–').slice(0, 40);
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value), 60);
}
