import type { Io } from '../command.js';

export type KeyPress = 'next' | 'back' | 'quit' | 'interrupt' | 'other';

const KEYS: Readonly<Record<string, KeyPress>> = {
  ' ': 'next',
  '\r': 'next',
  '\n': 'next',
  '\u001b[C': 'next',
  '\u001bOC': 'next',
  '\u001b[D': 'back',
  '\u001bOD': 'back',
  q: 'quit',
  Q: 'quit',
  // A terminal in raw mode sends no signal for Ctrl-C.
  '\u0003': 'interrupt',
};

/** A key, or the sequence that a terminal sends for one; fast fingers put several into one piece. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences begin with one
const KEY = /\u001b[[O].|./gsu;

/** Whether a person sits at both ends. */
export function isInteractive(io: Io): boolean {
  return io.stdin?.isTTY === true && io.stdout.isTTY === true;
}

/** The keys pressed, until it is left; the terminal is as it was then. A signal is an interrupt, too. */
export async function* keyPresses(io: Io): AsyncGenerator<KeyPress> {
  const pressed: KeyPress[] = [];
  let wake: () => void = () => undefined;
  const press = (key: KeyPress) => {
    pressed.push(key);
    wake();
  };
  const onData = (data: Buffer | string) => {
    for (const [key] of String(data).matchAll(KEY)) press(KEYS[key] ?? 'other');
  };
  const onEnd = () => press('quit');
  const onSignal = () => press('interrupt');
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const { stdin } = io;
  if (!stdin) return;
  stdin.setRawMode(true);
  stdin.on('data', onData).on('end', onEnd);
  stdin.resume();
  for (const signal of signals) io.on(signal, onSignal);
  try {
    for (;;) {
      const key = pressed.shift();
      if (key !== undefined) yield key;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    for (const signal of signals) io.off(signal, onSignal);
    stdin.off('data', onData).off('end', onEnd);
    stdin.setRawMode(false);
    stdin.pause();
  }
}
