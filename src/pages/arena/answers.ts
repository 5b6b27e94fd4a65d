import type { TournamentSnapshot } from '../../arena/index.js';
import type { GameId } from '../../games/index.js';
import type { Termination } from '../../match/index.js';
import type { Lamports } from '../../wager.js';
import type { Replay } from '../replay.js';

/*
 * What the arena answers its page, as JSON; types only, for both sides. Everything is read only, and a match is never more
 * than what both of its sides have been told.
 *
 *   GET /api/events              server-sent events `arena`: an `ArenaUpdate` each; the first has all there is
 *   GET /api/events?match=<id>   the same for one match: events `match`, a `Replay` each
 *   GET /api/matches/<id>        a `Replay`: of a match under way, or of one that is still kept
 *   GET /api/recent              `MatchRow[]`: all that are kept, newest first
 *   GET /api/standings?game=     `ArenaStandings`
 *
 * What cannot be answered gets a status of 4xx or 5xx and a line of text.
 */

/** What has changed; what has not is absent. Several changes within half a second come as one. */
export interface ArenaUpdate {
  readonly about?: ArenaAbout;
  readonly here?: ArenaHere;
  readonly play?: ArenaPlay;
  /** Over all games. */
  readonly standings?: ArenaStandings;
  readonly stage?: readonly StageSlot[];
  /** Null where none is hosted. */
  readonly tournament?: TournamentSnapshot | null;
}

/** What stays as it is. */
export interface ArenaAbout {
  readonly version: string;
  /** What bots connect to; null where that is the address that this page came from. */
  readonly url: string | null;
  /** Whether only the keys of a list are let in. */
  readonly isClosed: boolean;
  /** Who plays with those that find no opponent; null where nobody does. */
  readonly house: string | null;
}

export interface ArenaHere {
  readonly connected: number;
  readonly playing: number;
  readonly waiting: number;
  /** By name; 500 at most. */
  readonly agents: readonly HereAgent[];
}

/** An agent, as the page knows it: a number of this arena's own, which says nothing of its key. */
export interface PageAgent {
  readonly id: number;
  readonly name: string;
}

export interface HereAgent extends PageAgent {
  readonly state: 'idle' | 'waiting' | 'playing';
  /** That it waits for. */
  readonly game: GameId | null;
}

export interface ArenaPlay {
  /** Matches under way. */
  readonly underWay: number;
  /** Of those, the ones that last long enough to be looked at, the longest first; 24 at most. */
  readonly rows: readonly MatchRow[];
  /** Of those that are over, some of the latest, newest first. */
  readonly recent: readonly MatchRow[];
  /** Since the arena was started. */
  readonly matches: number;
  readonly matchesPerSecond: number;
}

export interface MatchRow {
  readonly matchId: string;
  readonly game: GameId;
  readonly a: PageAgent;
  readonly b: PageAgent;
  readonly wagerLamports: Lamports;
  readonly sandbox: boolean;
  readonly startedAt: number;
  /** Rounds that both sides have been told. */
  readonly rounds: number;
  /** `[a, b]`, after those. */
  readonly score: readonly [number, number];
  /** Null while it goes on. */
  readonly end: MatchRowEnd | null;
}

export interface MatchRowEnd {
  /** Null for a draw. */
  readonly winner: 'a' | 'b' | null;
  readonly termination: Termination;
  readonly endedAt: number;
}

/** A place on the stage: matches that everybody sees, each long enough to be followed. */
export interface StageSlot {
  readonly slot: number;
  /** Null where it has become empty. */
  readonly match: Replay | null;
}

export interface ArenaStandings {
  /** Null for all games together. */
  readonly game: GameId | null;
  readonly matches: number;
  /** Best first within a group, the largest group first; the 150 with the most matches. */
  readonly rows: readonly StandingsLine[];
  /** Whether there are more. */
  readonly isCut: boolean;
}

/** How strong an agent is, by the model of Bradley and Terry. */
export interface StandingsLine extends PageAgent {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  /** Matches won in a row, up to the last one. */
  readonly streak: number;
  /** On the scale of Elo; the mean of its group is 0. */
  readonly elo: number;
  /** The ends of 95 %. */
  readonly low: number;
  readonly high: number;
  /** Agents can be compared within a group only: those whom matches connect. From 0, the largest first. */
  readonly group: number;
}
