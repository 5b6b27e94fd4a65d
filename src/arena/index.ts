export { type Arena, type ArenaOptions, createArena } from './arena.js';
export type { ArenaEvent, ArenaEventSink, Named } from './events.js';
export type { HouseMatch, HouseMatchEnd, HouseOptions, HousePlayer, HouseRound, HouseTurn } from './house.js';
export { ESCROW, FEES, type LedgerView } from './ledger.js';
