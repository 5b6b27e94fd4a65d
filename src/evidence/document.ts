import { BotpitError } from '../errors.js';
import type { Evidence, StoredMatch } from '../history/index.js';
import { isObject, snakeCase } from '../lib/shape.js';
import { visibleJson } from '../lib/visible.js';
import { type Fields, kinds, readFields, since } from './fields.js';

export const DOCUMENT_FORMAT = 'botpit-match/1';

/** All but the account, which is nobody else's business, and the lists. */
const MATCH = {
  matchId: kinds.id,
  game: kinds.text,
  arena: kinds.text,
  agentId: kinds.text,
  opponentId: kinds.text,
  opponentName: kinds.text,
  side: kinds.side,
  wagerLamports: kinds.natural,
  sandbox: kinds.boolean,
  settled: kinds.boolean,
  outcome: kinds.matchOutcome,
  score: kinds.score,
  payoutLamports: kinds.natural,
  feeLamports: kinds.natural,
  netLamports: kinds.integer,
  disputed: kinds.textOrNull,
  serverSeedHash: kinds.text,
  serverSeed: kinds.text,
  fair: kinds.booleanOrNull,
  commitmentOver: kinds.reading,
  startedAt: kinds.time,
  endedAt: kinds.time,
  fallbacks: kinds.natural,
  timeouts: kinds.natural,
  sessionId: kinds.text,
  botpitVersion: kinds.text,
  strategy: kinds.text,
  strategyVersion: kinds.textOrNull,
  unconfirmed: since(kinds.boolean, false),
  roundsLeftOut: since(kinds.natural, 0),
  draws: since(kinds.textOrNull, null),
} satisfies Fields<Omit<StoredMatch, 'account' | 'operatorNetLamports' | 'rounds' | 'taunts'>>;

const ROUND = {
  round: kinds.positive,
  state: kinds.objectOrNull,
  move: kinds.anything,
  source: kinds.source,
  reason: kinds.reason,
  decideMs: kinds.durationOrNull,
  askedAt: kinds.timeOrNull,
  timeoutMs: kinds.durationOrNull,
  outcome: kinds.roundOutcome,
  score: kinds.score,
  result: kinds.object,
} satisfies Fields<StoredMatch['rounds'][number]>;

const TAUNT = {
  round: kinds.natural,
  by: kinds.speaker,
  tauntId: kinds.text,
} satisfies Fields<StoredMatch['taunts'][number]>;

const FRAME = {
  at: kinds.time,
  direction: kinds.direction,
  text: kinds.text,
} satisfies Fields<Evidence['frames'][number]>;

/** A record with keys in snake case, without the account; what is inside states, moves and results stays as it came. */
export type MatchJson = Readonly<Record<string, unknown>>;

export function matchJson(match: StoredMatch): MatchJson {
  return {
    ...snakeCased(MATCH, match),
    operator_net_lamports: match.operatorNetLamports,
    rounds: match.rounds.map((round) => snakeCased(ROUND, round)),
    taunts: match.taunts.map((taunt) => snakeCased(TAUNT, taunt)),
  };
}

/** A match with all its evidence as one JSON document, which `parseDocument` reads. @param version of this botpit */
export function formatDocument({ match, frames, hashUsedIn }: Evidence, version: string): string {
  const document = {
    format: DOCUMENT_FORMAT,
    botpit: version,
    match: matchJson(match),
    hash_used_in: hashUsedIn,
    frames,
  };
  return `${visibleJson(document, 2)}\n`;
}

/**
 * Reads what `formatDocument` wrote, and trusts nothing in it.
 * @param name of the file, for the error
 * @throws BotpitError `usage` that names the place
 */
export function parseDocument(text: string, name: string): Evidence {
  const refuse = (problem: string): never => {
    throw new BotpitError('usage', `${name} is not an exported match: ${problem}`, {
      hint: '`botpit export <match> --output <file>` writes one.',
    });
  };
  let document: unknown;
  if (isNestedTooDeep(text)) return refuse(`its values are nested more than ${MOST_NESTED} deep`);
  try {
    document = JSON.parse(text);
  } catch (error) {
    return refuse(`it is not JSON (${(error as Error).message})`);
  }
  if (!isObject(document)) {
    return refuse('it is not a JSON object');
  }
  // Earlier versions did not write the last one, nor what the owner said of the match.
  const { format, match, frames, hash_used_in: hashUsedIn = null } = document;
  if (format !== DOCUMENT_FORMAT) {
    const found = typeof format === 'string' ? JSON.stringify(format.slice(0, 40)) : 'missing';
    return refuse(`its format is ${found}, not "${DOCUMENT_FORMAT}"`);
  }
  if (hashUsedIn !== null && typeof hashUsedIn !== 'string')
    return refuse(`\`hash_used_in\` is not ${kinds.textOrNull.name}`);
  const main = readFields(MATCH, match, 'match', refuse);
  const {
    rounds,
    taunts,
    operator_net_lamports: operatorNetLamports = null,
  } = match as Record<string, unknown>;
  if (!kinds.integerOrNull.fits(operatorNetLamports))
    return refuse(`\`match.operator_net_lamports\` is not ${kinds.integerOrNull.name}`);
  return {
    match: {
      account: '',
      ...main,
      operatorNetLamports: operatorNetLamports as number | null,
      rounds: listOf(ROUND, rounds, 'match.rounds', refuse),
      taunts: listOf(TAUNT, taunts, 'match.taunts', refuse),
    },
    frames: listOf(FRAME, frames, 'frames', refuse),
    hashUsedIn,
  };
}

/** More than any match has. */
const MOST_ITEMS = 20_000;
/** A document that `export` writes is nested less deep. */
const MOST_NESTED = 100;

/** Found before the parser makes a value of each level, which may take all memory. */
function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (isQuoted) {
      if (code === BACKSLASH) i += 1;
      else if (code === QUOTE) isQuoted = false;
    } else if (code === QUOTE) isQuoted = true;
    else if (code === BRACKET || code === BRACE) {
      depth += 1;
      if (depth > MOST_NESTED) return true;
    } else if (code === BRACKET + 2 || code === BRACE + 2) depth -= 1;
  }
  return false;
}

const [QUOTE, BACKSLASH, BRACKET, BRACE] = [0x22, 0x5c, 0x5b, 0x7b];

function listOf<Item extends object>(
  fields: Fields<Item>,
  value: unknown,
  place: string,
  refuse: (problem: string) => never,
): Item[] {
  if (!Array.isArray(value)) return refuse(`\`${place}\` is not a list`);
  if (value.length > MOST_ITEMS) return refuse(`\`${place}\` has more than ${MOST_ITEMS} entries`);
  return value.map((item, index) => readFields(fields, item, `${place}[${index}]`, refuse));
}

function snakeCased<Item extends object>(fields: Partial<Fields<Item>>, item: Item): Record<string, unknown> {
  const keys = Object.keys(fields) as (keyof Item & string)[];
  return Object.fromEntries(keys.map((key) => [snakeCase(key), item[key]]));
}
