export type { Entry } from './entrance.js';
export type {
  EventSink,
  FairnessCode,
  FallbackReason,
  RunnerEvent,
  RunnerEventName,
  SessionEndReason,
} from './events.js';
export { judgeBy, type Limits, NO_LIMITS, type Refusal } from './limits.js';
export { Session } from './session.js';
export type { SessionEnd } from './session-end.js';
export type { SessionOptions } from './session-options.js';
export type { TauntPolicy } from './taunts.js';
export { findingsOf } from './verdicts.js';
