export { type ApiKey, findApiKey, maskKey } from './api-key.js';
export { type ConfigRow, describeConfig, settingsTable } from './describe.js';
export { jsonSchema } from './json-schema.js';
export { type Loaded, load } from './load.js';
export { ConfigError, formatProblem, type Problem } from './problems.js';
export { findSecret, redact, type SecretKind } from './secret.js';
export {
  type Config,
  type ConfigInput,
  defineConfig,
  FILE_KEYS,
  flagOf,
  type Group,
  type Key,
  keysTakenBy,
  type ProfileInput,
  type Setting,
  settingOf,
  settings,
  variableOf,
} from './settings.js';
