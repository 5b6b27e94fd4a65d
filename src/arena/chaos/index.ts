export { Chaos } from './chaos.js';
export type { ChaosOptions, Fault, FaultSetting, FaultSettings } from './faults.js';
export type { ChaosLine } from './line.js';
export { parseChaos } from './parse.js';
export { CHAOS_PRESETS, type ChaosPreset } from './presets.js';
