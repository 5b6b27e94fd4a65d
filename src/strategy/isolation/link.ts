import type { ErrorCode } from '../../errors.js';
import { isListOf, isObject, isText } from '../../lib/shape.js';
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

/** What the strategy's side tells its host. */
export type FromStrategy =
  | {
      readonly tell: 'ready';
      readonly name: string | undefined;
      readonly games: unknown;
      readonly forgetful: boolean;
      readonly taunts: boolean;
      readonly dependencies: Dependencies;
      readonly files: readonly FileHash[];
    }
  | {
      readonly tell: 'not_loaded';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint?: string | undefined;
    }
  | { readonly tell: 'answer'; readonly n: number; readonly value: unknown }
  | { readonly tell: 'threw'; readonly n: number; readonly message: string }
  /** The strategy's side is alive and has stopped waiting for the answer of `n`. */
  | { readonly tell: 'abandoned'; readonly n: number }
  | { readonly tell: 'output'; readonly line: string }
  | { readonly tell: 'trouble'; readonly code: TroubleCode; readonly message: string };

/** What a strategy may be refused for; for anything else it has no say. */
const REFUSALS: readonly unknown[] = [
  'strategy/not-found',
  'strategy/syntax',
  'strategy/no-export',
  'strategy/threw-while-loading',
  'strategy/no-game',
] satisfies ErrorCode[];

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
  const { tell, n, name, message, hint, code } = value;
  switch (tell) {
    case 'answer':
    case 'abandoned':
      return typeof n === 'number';
    case 'threw':
      return typeof n === 'number' && typeof message === 'string';
    case 'output':
      return typeof value.line === 'string';
    case 'trouble':
      return code === 'strategy/threw' && typeof message === 'string';
    case 'ready':
      return (
        isTextOrAbsent(name) &&
        typeof value.taunts === 'boolean' &&
        typeof value.forgetful === 'boolean' &&
        isDependencies(value.dependencies) &&
        isListOf(value.files, isFileHash)
      );
    case 'not_loaded':
      return REFUSALS.includes(code) && typeof message === 'string' && isTextOrAbsent(hint);
    default:
      return false;
  }
}

function isDependencies(value: unknown): boolean {
  return isObject(value) && isListOf(value.files, isText) && isListOf(value.env, isText);
}

function isFileHash(value: unknown): value is FileHash {
  return isObject(value) && isText(value.path) && isText(value.hash);
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || isText(value);
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
