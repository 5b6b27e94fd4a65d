export { type Draws, seededDraws } from './draws.js';
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
