export { type Arena, type ArenaOptions, botUrl, createArena, type PresentAgent } from './arena.js';
export type { ArenaEvent, ArenaEventSink, Named, NamedPair, TournamentKind } from './arena-events.js';
export {
  CHAOS_PRESETS,
  type ChaosFault,
  type ChaosOptions,
  type ChaosPreset,
  type FaultSetting,
  type FaultSettings,
  parseChaos,
} from './chaos/faults.js';
export type { HouseMatch, HouseMatchEnd, HouseOptions, HousePlayer, HouseRound, HouseTurn } from './house.js';
export { ESCROW, FEES, type LedgerView } from './ledger.js';
export type { KeyEntry } from './seat.js';
export type { SeenEnd, SeenMatch, SeenRound, SeenTaunt, Spectators } from './seen-match.js';
export type { TlsFiles } from './tls.js';
export type { TournamentOptions } from './tournament/plan.js';
export type {
  PairingView,
  Score,
  StandingsRow,
  TournamentMatch,
  TournamentSnapshot,
} from './tournament/snapshot.js';
