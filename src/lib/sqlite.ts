import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import type Libsql from 'libsql';

const require = createRequire(import.meta.url);

/** The class of the database driver. Its native code is loaded the first time: it takes its time, and not every command wants it. */
export function loadDriver(): typeof Libsql {
  // Node 20.13 and later have `excludeNetwork`; before, the driver takes a little longer.
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean | undefined };
  const { excludeNetwork, getReport } = report;
  // To find its binary, the driver asks Node for a report of the process, and only looks whether it has a version of glibc. The
  // report takes as long as the rest of the loading, and longer where the names of all network addresses are looked up.
  report.excludeNetwork = true;
  report.getReport = () =>
    isOfGlibc() ? { header: { glibcVersionRuntime: 'unknown' } } : getReport.call(report);
  try {
    return require('libsql') as typeof Libsql;
  } finally {
    report.excludeNetwork = excludeNetwork;
    report.getReport = getReport;
  }
}

/** The name of a program's loader is in the first bytes of its file. */
const HEAD_BYTES = 2_048;

/** Whether Node's own program names the loader of glibc; false where that cannot be read. */
function isOfGlibc(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const file = openSync(process.execPath, 'r');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      readSync(file, head, 0, HEAD_BYTES, 0);
      return /\/ld-linux[\w.-]*\.so/.test(head.toString('latin1'));
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}
