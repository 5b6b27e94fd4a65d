export type { Entry } from './entrance.js';
export type { EventSink, FallbackReason, RunnerEvent, RunnerEventName, SessionEndReason } from './events.js';
export type { MatchRecord, RoundRecord } from './record.js';
export { Session } from './session.js';
export type { SessionEnd } from './session-end.js';
export type { SessionOptions } from './session-options.js';
export type { TauntPolicy } from './taunts.js';
