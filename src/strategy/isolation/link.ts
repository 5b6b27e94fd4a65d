import { BotpitError, type ErrorCode, ParamsError } from '../../errors.js';
import { isBoolean, isListOf, isObject, isText, type Kind, kind, type ValuesOf } from '../../lib/shape.js';
import type { AnyMatch, AnyRound, AnyTauntEvent, MatchEnd } from '../contract.js';
import type { Question, TroubleCode } from '../host.js';
import type { Dependencies, StrategySnapshot } from '../identity/identity.js';
import type { FileHash, LoadedFile } from '../identity/loaded-files.js';
import type { FileSource } from '../resolve.js';

/** What an isolation is started with. Plain data. */
export interface Start {
  readonly source: FileSource;
  readonly seed: string;
  /** What it was loaded from the first time, to be loaded again; null: to be told. */
  readonly files: readonly LoadedFile[] | null;
}

/** The first thing that a thread is told. */
export interface Orders {
  readonly start: Start;
  readonly env: Record<string, string>;
}

/** What a host tells the strategy's side. `n` numbers the questions, so that a late answer is known as one. */
export type ToStrategy =
  | { readonly tell: 'match_start'; readonly match: AnyMatch }
  | { readonly tell: 'move'; readonly n: number; readonly question: Question }
  | { readonly tell: 'abandon'; readonly n: number }
  | { readonly tell: 'round_end'; readonly round: AnyRound }
  | { readonly tell: 'match_end'; readonly end: MatchEnd }
  | { readonly tell: 'taunt'; readonly n: number; readonly event: AnyTauntEvent };

/** What a strategy may be refused for; for anything else it has no say. */
const REFUSALS: readonly unknown[] = [
  'strategy/not-found',
  'strategy/syntax',
  'strategy/no-export',
  'strategy/threw-while-loading',
  'strategy/no-game',
  'strategy/declaration',
  'params/invalid',
] satisfies ErrorCode[];

const text = kind<string>('a text', isText);
const maybeText = kind<string | undefined>(
  'a text or nothing',
  (value) => value === undefined || isText(value),
);
const boolean = kind<boolean>('true or false', isBoolean);
const number = kind<number>('a number', (value) => typeof value === 'number');
const anything = kind<unknown>('anything', () => true);
const dependencies = kind<Dependencies>(
  'lists of files and variables',
  (value) => isObject(value) && isListOf(value.files, isText) && isListOf(value.env, isText),
);
const maybeNames = kind<readonly string[] | undefined>(
  'names or nothing',
  (value) => value === undefined || isListOf(value, isText),
);
const files = kind<readonly FileHash[]>('files and their hashes', (value) => isListOf(value, isFileHash));

/** What the strategy's side may say, and what each of it holds. */
const SAID = {
  ready: {
    name: maybeText,
    games: anything,
    /** As a strategy declares them. */
    params: anything,
    forgetful: boolean,
    taunts: boolean,
    dependencies,
    files,
  },
  not_loaded: {
    code: kind<ErrorCode>('a refusal', (value) => REFUSALS.includes(value)),
    message: text,
    hint: maybeText,
    /** The names of parameters that are set to values it does not take. */
    params: maybeNames,
  },
  answer: { n: number, value: anything },
  threw: { n: number, message: text },
  /** It is alive and has stopped waiting for the answer of `n`. */
  abandoned: { n: number },
  output: { line: text },
  trouble: {
    code: kind<TroubleCode>('what a hook does', (value) => value === 'strategy/threw'),
    message: text,
  },
} as const;

type Said = typeof SAID;

/** What the strategy's side tells its host. */
export type FromStrategy = {
  [Tell in keyof Said]: { readonly tell: Tell } & ValuesOf<Said[Tell]>;
}[keyof Said];

/** Why a strategy was not loaded, as the error that it was on its side. */
export function refusalIn(refusal: Extract<FromStrategy, { tell: 'not_loaded' }>): BotpitError {
  const { code, message, hint, params = [] } = refusal;
  return code === 'params/invalid'
    ? new ParamsError(message, hint, params)
    : new BotpitError(code, message, { hint });
}

/** How a strategy ends that writes to the host past its own side, which makes no mistakes. */
export const MALFORMED = 'sent botpit a message of its own that means nothing';

/** The message that a line of JSON is; `null` for none. The strategy may have written it, not its side. */
export function fromLine(line: unknown): FromStrategy | null {
  try {
    return fromStrategy(JSON.parse(String(line)));
  } catch {
    // The strategy has found the way to botpit: its side writes nothing but JSON.
    return null;
  }
}

/** The message that `value` (plain data) is; `null` for none. */
export function fromStrategy(value: unknown): FromStrategy | null {
  return isObject(value) && isMessage(value) ? (value as FromStrategy) : null;
}

function isMessage(value: Record<string, unknown>): boolean {
  const { tell } = value;
  // Every turn has one, so it takes no list of its fields.
  if (tell === 'answer') return typeof value.n === 'number';
  if (!isText(tell) || !Object.hasOwn(SAID, tell)) return false;
  const fields = Object.entries<Kind<unknown>>(SAID[tell as keyof Said]);
  return fields.every(([key, { fits }]) => fits(value[key]));
}

function isFileHash(value: unknown): value is FileHash {
  return isObject(value) && isText(value.path) && isText(value.hash);
}

/** One running worker, process or program. */
export interface Link {
  send(message: ToStrategy): void;
  /** Waits some microseconds for an answer that may be about to come, and delivers it. */
  poll?(): void;
  /** Ends it at once, with everything that it has started. */
  kill(): Promise<void>;
  /** Lets it finish by itself for a moment, then kills it. */
  close(): Promise<void>;
}

export interface LinkEvents {
  message(message: FromStrategy): void;
  /** It has ended by itself; nothing follows. */
  gone(how: string): void;
}

/** Starts a new one; called again for each restart, with what was opened the first time. */
export type OpenLink = (seed: string, events: LinkEvents, snapshot: StrategySnapshot | null) => Link;
