import { faultSuite } from './suite.js';

await faultSuite('queue', true);
