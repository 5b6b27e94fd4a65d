export { type Draws, seededDraws } from './draws.js';
export {
  afterRound,
  type Ending,
  type MatchState,
  type PlayedRound,
  playRound,
  resignMatch,
  resolveRound,
  resultFor,
  startMatch,
  type Termination,
  viewFor,
} from './match.js';
