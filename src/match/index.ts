export { type Draws, seededDraws } from './draws.js';
export { isOver, leader, mostRounds } from './format.js';
export {
  type Ending,
  type MatchState,
  type PlayedRound,
  playRound,
  resignMatch,
  resultFor,
  startMatch,
  type Termination,
  viewFor,
} from './match.js';
export {
  type AnyPastMatch,
  type AnyRound,
  MatchLog,
  type MatchOutcome,
  type MatchSeries,
  matchSeries,
  type OwnScore,
  outcomeFor,
  type RoundOutcome,
  roundOutcome,
  type Score,
  scoreFor,
  toldOutcome,
  toRound,
} from './side-view.js';
