import type { Fault, FaultPoint } from './fault.js';
import {
  ASLEEP,
  AWAY,
  answeredWith,
  BANNED,
  CLOSES,
  CUTS,
  DAMAGES,
  DELAYS,
  DROP,
  DUPLICATE,
  ECHO,
  FLOODS,
  GONE,
  LEAPS,
  REPLACED,
  RESET,
  RESTARTS,
  refusedWith,
  STALLS,
  SWAPS,
  TRICKLE,
} from './faults.js';
import { isFrame, type LogEntry } from './log.js';
import type { Scenario } from './scenarios.js';

export interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly point: FaultPoint;
  readonly fault: Fault;
}

/** How often a message of one kind is struck: the first and the second time that it comes. */
const OCCURRENCES = 2;

/** Frames that play does not wait for, and that are the same in every scenario. */
const BYSTANDERS = new Set(['queue_update', 'opponent_moved', 'ping', 'pong']);

const CORE: readonly Fault[] = [
  ...CUTS,
  ...STALLS,
  ...SWAPS,
  DROP,
  ...RESTARTS.filter(({ name }) => name !== 'restart before'),
  ...LEAPS.filter(({ name }) => name === 'clock leap soon after'),
  ASLEEP,
  ...AWAY,
];

/** The arena says that the second one is none of its messages, which may seem to answer what was asked meanwhile. */
const TWICE_AUTHENTICATED: Fault = { ...DUPLICATE, exits: [64] };

const THOROUGH: readonly Fault[] = [
  ...CUTS,
  RESET,
  ...STALLS,
  ...CLOSES,
  ...BANNED,
  ...REPLACED,
  ...RESTARTS,
  ...LEAPS,
  ASLEEP,
  ...SWAPS,
  ...DELAYS,
  ...DAMAGES,
  ...AWAY,
  ...GONE,
  DROP,
  TRICKLE,
  ECHO,
];

/** What the arena may answer to each command in the place of what was hoped for. */
const REFUSALS: Readonly<Record<string, readonly string[]>> = {
  authenticate: ['auth_failed', 'auth_timeout', 'rate_limited', 'brand_new_code'],
  join_queue: [
    'already_in_match',
    'already_queued',
    'rate_limited',
    'invalid_wager',
    'insufficient_balance',
    'brand_new_code',
  ],
  create_challenge: [
    'already_in_match',
    'rate_limited',
    'invalid_wager',
    'insufficient_balance',
    'brand_new_code',
  ],
  accept_challenge: [
    'challenge_not_found',
    'own_challenge',
    'already_in_match',
    'rate_limited',
    'insufficient_balance',
    'brand_new_code',
  ],
  make_move: ['invalid_move', 'not_your_turn', 'match_not_found', 'rate_limited', 'brand_new_code'],
  leave_queue: ['not_queued', 'rate_limited', 'brand_new_code'],
  cancel_challenge: ['challenge_not_found', 'rate_limited', 'brand_new_code'],
  send_taunt: ['taunt_limit', 'rate_limited', 'brand_new_code'],
  resign: ['match_not_found'],
};

/** The answers that errors take the place of, though the arena did what it was asked. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  authenticated: ['auth_failed', 'rate_limited'],
  queue_joined: ['already_in_match', 'rate_limited'],
  challenge_created: ['already_in_match', 'rate_limited', 'insufficient_balance'],
  queue_left: ['rate_limited', 'not_queued'],
  challenge_cancelled: ['rate_limited', 'challenge_not_found'],
};

/** Every kind of frame that came when nothing went wrong, or after the earlier cut, in the order of its coming. */
export function pointsOf(log: readonly LogEntry[]): FaultPoint[] {
  const counts = new Map<string, number>();
  const points: FaultPoint[] = [];
  const start = log.findIndex(({ what }) => what === 'earlier');
  for (const [index, entry] of log.entries()) {
    if (!isFrame(entry) || (entry.what !== 'bot-sent' && entry.what !== 'arena-sent')) continue;
    const { type } = entry;
    const nth = (counts.get(type) ?? 0) + 1;
    counts.set(type, nth);
    const taken = points.filter((point) => point.type === type).length;
    if (index > start && taken < OCCURRENCES) points.push({ up: entry.what === 'bot-sent', type, nth });
  }
  return points;
}

/**
 * @param thorough whether every fault at every frame is wanted, or those only that tell a scenario from the others
 */
export function casesOf(scenario: Scenario, log: readonly LogEntry[], thorough: boolean): Case[] {
  const points = pointsOf(log);
  return points
    .filter((point) => thorough || tellsApart(point, points))
    .flatMap((point) =>
      faultsAt(point, thorough).map((fault) => {
        const side = point.up ? 'client' : 'server';
        const name = `${scenario.name}: ${fault.name} ${side} ${point.type} #${point.nth}`;
        return { name, scenario, point, fault };
      }),
    );
}

/** Whether a frame is not the same in every scenario, and the first of its kind. */
function tellsApart({ type, nth }: FaultPoint, points: readonly FaultPoint[]): boolean {
  if (BYSTANDERS.has(type)) return false;
  if (nth === 1 && (type === 'authenticate' || type === 'authenticated')) return false;
  return !points.some((other) => other.type === type && other.nth < nth);
}

function faultsAt({ up, type, nth }: FaultPoint, thorough: boolean): readonly Fault[] {
  const isFirst = nth === 1;
  const floods = FLOODS.filter(({ name }) => !name.includes('foreign') || type !== 'authenticated');
  const faults = [
    ...(thorough && isFirst && !BYSTANDERS.has(type) ? THOROUGH : CORE),
    type === 'authenticate' ? TWICE_AUTHENTICATED : DUPLICATE,
    ...(thorough && isFirst && !up ? floods : []),
    ...(isFirst && up ? (REFUSALS[type] ?? []).map(refusedWith) : []),
    ...(isFirst && !up ? (ANSWERS[type] ?? []).map(answeredWith) : []),
  ];
  // Whatever the arena refuses before it has let the bot in, it refuses the key.
  const isLogin = type === 'authenticate' || type === 'authenticated';
  return isLogin
    ? faults.map((fault) => (fault.exits ? { ...fault, exits: [...fault.exits, 77] } : fault))
    : faults;
}
