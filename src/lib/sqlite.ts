import { createRequire } from 'node:module';
import type Libsql from 'libsql';

const require = createRequire(import.meta.url);

/** The class of the database driver. Its native code is loaded the first time: it takes its time, and not every command wants it. */
export function loadDriver(): typeof Libsql {
  // Node 20.13 and later have it; before, the driver takes a little longer.
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean | undefined };
  const before = report.excludeNetwork;
  // To find its binary, the driver asks Node for a report of the process, which would look up the names of all network addresses.
  report.excludeNetwork = true;
  try {
    return require('libsql') as typeof Libsql;
  } finally {
    report.excludeNetwork = before;
  }
}
