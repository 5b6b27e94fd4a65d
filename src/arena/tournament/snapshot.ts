import type { GameId } from '../../games/index.js';
import type { Termination } from '../../match/index.js';
import type { Named, TournamentKind } from '../arena-events.js';

/** Wins, draws and losses. */
export interface Score {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

/** An agent's place in a tournament. */
export interface StandingsRow {
  /** From 1; those that nothing tells apart share it. */
  readonly rank: number;
  readonly agent: Named;
  readonly isConnected: boolean;
  /** 1 for a pairing won and for a bye, 1/2 for one that was level. */
  readonly points: number;
  /** The points of its opponents, added up. */
  readonly buchholz: number;
  /** The points of those that it beat, and half of those that it was level with. */
  readonly sonnebornBerger: number;
  /** Pairings that are over. */
  readonly pairings: Score;
  /** Matches that are over, those of pairings under way too. */
  readonly matches: Score;
  readonly byes: number;
  /** Matches that it lost because it was not there. */
  readonly forfeits: number;
}

/** Two agents that meet in a round. */
export interface PairingView {
  readonly round: number;
  readonly agents: readonly [Named, Named];
  /** `waiting` where no match is under way: for an agent, or for the round to begin. */
  readonly state: 'waiting' | 'playing' | 'over';
  /** A point for a match won, half a point for a draw; in the order of `agents`. */
  readonly score: readonly [number, number];
  /** How many of its matches are over, and how many there are. */
  readonly played: number;
  readonly matches: number;
  /** The match under way. */
  readonly matchId: string | null;
}

/** A match of the tournament that is over. */
export interface TournamentMatch {
  readonly matchId: string;
  readonly round: number;
  readonly game: GameId;
  readonly agents: readonly [Named, Named];
  /** An agent id; null for a draw, and where neither side was there. */
  readonly winner: string | null;
  /** `forfeit`: it was not played, as a side was not there in time. */
  readonly termination: Termination | 'forfeit';
}

/** How a tournament stands, for whoever shows it. Plain data; holds nothing that a player may not know. */
export interface TournamentSnapshot {
  readonly kind: TournamentKind;
  readonly games: readonly GameId[];
  /** Of each pairing. */
  readonly matches: number;
  /** `waiting`: for those who have not come yet. */
  readonly state: 'waiting' | 'playing' | 'over';
  /** Where it waits, when it begins at the latest, in epoch milliseconds; null where nobody has come, and after that. */
  readonly beginsAt: number | null;
  /** The round that is played, from 1; 0 before the first. */
  readonly round: number;
  readonly rounds: number;
  /** Best first. */
  readonly standings: readonly StandingsRow[];
  /** Those of the round that is played, and of later ones where one is under way. */
  readonly pairings: readonly PairingView[];
  /** Who has no opponent in this round. */
  readonly bye: Named | null;
  /** The latest matches, newest first; 50 at most. */
  readonly recent: readonly TournamentMatch[];
}
