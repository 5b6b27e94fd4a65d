// A process of process-lock.test.ts: holds a name in some folders until it is killed, or says that it may not.
import { lockProcess } from '../../src/lib/process-lock.js';

const [name = '', ...folders] = process.argv.slice(2);
process.stdout.write((await lockProcess(name, folders)) ? 'held\n' : 'taken\n');
setInterval(() => {}, 1000);
