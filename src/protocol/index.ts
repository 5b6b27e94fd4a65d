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
export { CLOSE_POLICY, type CloseVerdict, classOf, closeVerdict, passesLater } from './refusals.js';
