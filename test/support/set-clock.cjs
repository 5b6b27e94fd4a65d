// Loaded into a process by NODE_OPTIONS=--require: the system's clock, as the process sees it, is ahead by what a file says,
// in milliseconds. Only the time that never jumps is left as it is.
const { readFileSync } = require('node:fs');

const Real = Date;
const aheadMs = () => {
  try {
    return Number(readFileSync(process.env.CLOCK_FILE, 'utf8'));
  } catch {
    return 0;
  }
};

globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length === 0 ? [Real.now() + aheadMs()] : given));
  }

  static now() {
    return Real.now() + aheadMs();
  }
};
