import { BotpitError } from '../errors.js';
import {
  type Evidence,
  type Fields,
  FRAME_FIELDS,
  MATCH_FIELDS,
  ROUND_FIELDS,
  type StoredMatch,
  TAUNT_FIELDS,
} from '../history/index.js';
import { isObject, snakeCase } from '../lib/shape.js';
import { visibleJson } from '../lib/visible.js';

const DOCUMENT_FORMAT = 'botpit-match/1';

const { account: _account, state: _state, ...FIELDS } = MATCH_FIELDS;
const { sessionId, botpitVersion, strategy, strategyVersion, operatorNetLamports, ...REST } = FIELDS;
const { unconfirmed, roundsLeftOut, draws, bot, ...FIRST } = REST;

/** All but the account, which is nobody else's business, and the lists; in the order in which documents have them. */
const MATCH: Fields<Omit<StoredMatch, 'account' | 'rounds' | 'taunts'>> = {
  ...FIRST,
  ...{ sessionId, botpitVersion, strategy, strategyVersion },
  ...{ unconfirmed, roundsLeftOut, draws, operatorNetLamports, bot },
};

/** A record with keys in snake case, without the account; what is inside states, moves and results stays as it came. */
export type MatchJson = Readonly<Record<string, unknown>>;

export function matchJson(match: StoredMatch): MatchJson {
  const { bot, ...fields } = snakeCased(MATCH, match);
  return {
    ...fields,
    // Documents of bots without a name are as they were before bots had one.
    ...(bot === null ? {} : { bot }),
    rounds: match.rounds.map((round) => snakeCased(ROUND_FIELDS, round)),
    taunts: match.taunts.map((taunt) => snakeCased(TAUNT_FIELDS, taunt)),
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
  // Earlier versions did not write the last one.
  const { format, match, frames, hash_used_in: hashUsedIn = null } = document;
  if (format !== DOCUMENT_FORMAT) {
    const found = typeof format === 'string' ? JSON.stringify(format.slice(0, 40)) : 'missing';
    return refuse(`its format is ${found}, not "${DOCUMENT_FORMAT}"`);
  }
  if (hashUsedIn !== null && typeof hashUsedIn !== 'string')
    return refuse(`\`hash_used_in\` is not a text or null`);
  const main = readFields(MATCH, match, 'match', refuse);
  const { rounds, taunts } = match as Record<string, unknown>;
  return {
    match: {
      account: '',
      ...main,
      rounds: listOf(ROUND_FIELDS, rounds, 'match.rounds', refuse),
      taunts: listOf(TAUNT_FIELDS, taunts, 'match.taunts', refuse),
    },
    frames: listOf(FRAME_FIELDS, frames, 'frames', refuse),
    hashUsedIn,
  };
}

/** More than any match has. */
const MOST_ITEMS = 20_000;
/** A document that `export` writes is nested less deep. */
const MOST_NESTED = 100;

/** Looked for before parsing: a parser makes a value for each level, and may use up all memory. */
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

/** @param refuse told of the first field that is missing or of another kind */
function readFields<Item extends object>(
  fields: Fields<Item>,
  value: unknown,
  place: string,
  refuse: (problem: string) => never,
): Item {
  if (!isObject(value)) return refuse(`\`${place}\` is not an object`);
  const entries = Object.entries<Fields<{ value: unknown }>['value']>(fields).map(
    ([key, { name, fits, before }]) => {
      const written = snakeCase(key);
      if (!Object.hasOwn(value, written) && before !== undefined) return [key, before];
      if (!Object.hasOwn(value, written)) return refuse(`\`${place}.${written}\` is missing`);
      const field = value[written];
      return fits(field) ? [key, field] : refuse(`\`${place}.${written}\` is not ${name}`);
    },
  );
  return Object.fromEntries(entries) as Item;
}

function snakeCased<Item extends object>(
  fields: { readonly [K in keyof Item]?: unknown },
  item: Item,
): Record<string, unknown> {
  const keys = Object.keys(fields) as (keyof Item & string)[];
  return Object.fromEntries(keys.map((key) => [snakeCase(key), item[key]]));
}
