// A process of process-lock.test.ts: holds a name until it is killed, or says that it may not.
import { lockProcess } from '../../src/lib/process-lock.js';

process.stdout.write((await lockProcess(process.argv[2] ?? '')) ? 'held\n' : 'taken\n');
setInterval(() => {}, 1000);
