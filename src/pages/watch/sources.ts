import type {
  Archive,
  BookName,
  Grouping,
  MatchFilter,
  MatchGroup,
  SessionLimits,
  SessionRow,
} from '../../history/index.js';

/** What a watch page is made of, as the command line has it. */
export interface WatchSources {
  readonly version: string;
  /** The data folders whose books are read. */
  readonly folders: readonly string[];
  /** Where processes of this user leave what they are found by, beside those. */
  readonly processFolders: readonly string[];
  /**
   * Which matches are asked for, by options of `stats` as a person would type them.
   * @throws BotpitError for a value that there is not
   */
  readonly asked: (options: Readonly<Record<string, string>>) => Asked;
  /** What a person calls a group. */
  readonly labelOf: (by: Grouping, newest: MatchGroup['newest']) => string;
  /** How far limits are used up, the furthest first. */
  readonly limitUses: (limits: SessionLimits, standing: Standing) => readonly LimitUse[];
  /** The sessions of a book whose processes run. */
  readonly running: (archive: Archive) => readonly Omit<RunningSession, 'book'>[];
  /** Whether a process plays with the key of an account. */
  readonly isPlaying: (account: string, archive: Archive) => boolean;
  /** What a command needs to read the same book, after a space: `--data-dir` and its folder; empty for the usual one. */
  readonly folderFlag: (archive: Archive) => string;
  /** Whether a process is stopped, by Ctrl-Z for example. */
  readonly isHalted: (pid: number) => boolean;
}

/** A book, and which of its matches. */
export interface Asked {
  readonly book: BookName;
  readonly filter: MatchFilter;
}

/** Where an account stands. */
export type Standing = ReturnType<Archive['standings']>[number];

export interface LimitUse {
  readonly limit: string;
  /** From 0 to 1. */
  readonly share: number;
}

export type RunningSession = SessionRow & { readonly isStopping: boolean; readonly book: BookName };
