export type { BotStanding } from './fleet/board.js';
export { createFleetView, type FleetView } from './fleet/fleet-view.js';
export { formatLimitUse } from './fleet/format-fleet.js';
export { formatLabResult } from './lab/format-lab.js';
export { type ExploitEvent, exploitJson, formatExploit } from './lab/format-lab-exploit.js';
export {
  formatLabMatch,
  formatLabMatchHead,
  type LabMatchEvent,
  labMatchEvent,
} from './lab/format-lab-match.js';
export {
  formatLabRuns,
  formatTrend,
  type LabRun,
  type LabRunEvent,
  labRunEvent,
  questionOf,
  trendOf,
} from './lab/format-lab-runs.js';
export { foundSpec, hasFound, type TuneEvent } from './lab/format-lab-tune.js';
export { type LabEvent, labJson } from './lab/lab-json.js';
export { labMarkdown, trendMarkdown } from './lab/lab-markdown.js';
export { createLabProgress } from './lab/lab-progress.js';
export * from './records/format-check.js';
export { CSV_HEAD, formatCsvRow, formatHistory, formatVersion } from './records/format-history.js';
export { formatOperation } from './records/format-operation.js';
export * from './records/format-record.js';
export * from './records/format-stats.js';
export { formatMove } from './session/format-match.js';
export * from './session/sink.js';
export { formatTable, type TableLayout } from './text/format-table.js';
export * from './text/format-units.js';
export { colorFor, createStyle, formatJson, type OutputName, type Style } from './text/output.js';
export { openPages } from './text/pages.js';
export { clean, squeeze, truncate } from './text/text.js';
