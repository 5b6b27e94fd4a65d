import { faultSuite } from './suite.js';

await faultSuite('taunts', false);
await faultSuite('challenge create', false);
await faultSuite('challenge accept', false);
await faultSuite('back in the queue', false);
await faultSuite('back in a match', false);
await faultSuite('back with a challenge open', false);
await faultSuite('stop while queued', false);
await faultSuite('stop with a challenge open', false);
await faultSuite('stop in a match', false);
await faultSuite('abort in a match', false);
