export type { EventSink, FallbackReason, RunnerEvent, RunnerEventName, SessionEndReason } from './events.js';
export type { MatchRecord, RoundRecord } from './record.js';
export { type Entry, Session, type SessionEnd, type SessionOptions } from './session.js';
export type { TauntPolicy } from './taunts.js';
