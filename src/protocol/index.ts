export {
  CLIENT_MESSAGE_TYPES,
  type DecodeProblem,
  decodeClientMessage,
  decodeServerMessage,
  encode,
  type FieldFault,
  SERVER_MESSAGE_TYPES,
} from './decode.js';
export * from './messages.js';
export { classOf, passesLater } from './refusals.js';
export { keptRounds, RoundOrder } from './round-order.js';
