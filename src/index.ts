/** The public API. Importing it loads neither sockets nor anything else that a strategy does not need. */
export * from './client/index.js';
export { type ConfigInput, defineConfig, jsonSchema } from './config/index.js';
export { BotpitError, type ErrorCode } from './errors.js';
export type { GameId, MoveLike, MoveOf, ResultOf, Side, StateOf } from './games/index.js';
export type { JsonEvent } from './json-events.js';
export { TAUNTS, type TauntId } from './protocol/index.js';
export {
  type Chance,
  defineStrategy,
  type Match,
  type MatchEnd,
  type MatchOutcome,
  type MoveAnswer,
  type NoParams,
  type Opponent,
  type Param,
  type Params,
  type ParamValues,
  type PastMatch,
  type RawMove,
  type Round,
  type Score,
  type Session,
  type Situation,
  type Strategy,
  type TauntEvent,
  type Turn,
} from './strategy/contract.js';
export { formatSol, type Lamports, parseSol } from './wager.js';
