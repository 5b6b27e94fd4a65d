export { formatLabResult } from './lab/format-lab.js';
export { type ExploitEvent, exploitJson, formatExploit } from './lab/format-lab-exploit.js';
export { type LabEvent, labJson } from './lab/lab-json.js';
export { createLabProgress } from './lab/lab-progress.js';
export * from './records/format-check.js';
export { formatCsv, formatHistory, formatVersion, isPlay } from './records/format-history.js';
export { formatOperation } from './records/format-operation.js';
export * from './records/format-record.js';
export * from './records/format-stats.js';
export { formatMove } from './session/format-match.js';
export {
  createArenaSink,
  createSink,
  createTextLines,
  type Sink,
  type SinkMode,
  sinkMode,
} from './session/sink.js';
export { formatTable } from './text/format-table.js';
export * from './text/format-units.js';
export { colorFor, createStyle, formatJson, type OutputName, type Style } from './text/output.js';
export { openPages } from './text/pages.js';
export { clean } from './text/text.js';
