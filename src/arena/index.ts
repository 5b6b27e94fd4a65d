export { type Arena, type ArenaOptions, createArena } from './arena.js';
export type { ChaosOptions, Fault, FaultSetting, FaultSettings } from './chaos/faults.js';
export { parseChaos } from './chaos/parse.js';
export { CHAOS_PRESETS, type ChaosPreset } from './chaos/presets.js';
export type { ArenaEvent, ArenaEventSink, Named } from './events.js';
export type { HouseMatch, HouseMatchEnd, HouseOptions, HousePlayer, HouseRound, HouseTurn } from './house.js';
export { ESCROW, FEES, type LedgerView } from './ledger.js';
