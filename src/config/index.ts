export { type ConfigRow, describeConfig, jsonSchema } from './describe.js';
export * as kinds from './kinds.js';
export { type Flags, type Loaded, load } from './load.js';
export { flagged, type Group, type Option, type OptionTable, type ValuesOf } from './option.js';
export { placed, strategySpec } from './params.js';
export { ConfigError, formatProblem, type Problem } from './problems.js';
export { readChoice, readOptions } from './read.js';
export { findApiKey, findSecret, maskKey, redact, type Secret, type SecretKind } from './secret.js';
export * from './settings.js';
