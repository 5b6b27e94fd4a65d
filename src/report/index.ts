export type { ReportOptions } from './options.js';
export { reportPage } from './page.js';
