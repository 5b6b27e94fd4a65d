import type { Readable } from 'node:stream';

/** Longer lines are cut: nobody reads them, and a program without line ends must not fill the memory. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** Splits chunks into lines, without their ends; a longer one is cut to `maxBytes`, by default 1 MiB. */
export class Lines {
  readonly #line: (line: string) => void;
  readonly #maxBytes: number;
  #rest: Buffer[] = [];
  #restBytes = 0;

  constructor(line: (line: string) => void, maxBytes = MAX_LINE_BYTES) {
    this.#line = line;
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      this.#keep(chunk.subarray(from, end));
      this.#flush();
      from = end + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  /** Nothing follows: what has come since the last line end is a line too. */
  end(): void {
    if (this.#rest.length > 0) this.#flush();
  }

  #flush(): void {
    const [first, ...more] = this.#rest;
    const bytes = first === undefined || more.length > 0 ? Buffer.concat(this.#rest) : first;
    this.#rest = [];
    this.#restBytes = 0;
    this.#line(bytes.toString('utf8', 0, bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length));
  }

  #keep(part: Buffer): void {
    const room = this.#maxBytes - this.#restBytes;
    if (room <= 0 || part.length === 0) return;
    this.#rest.push(part.subarray(0, room));
    this.#restBytes += Math.min(room, part.length);
  }
}

/** Reads a pipe to its end, by the line. */
export function readLines(pipe: Readable, line: (line: string) => void): void {
  const lines = new Lines(line);
  pipe.on('data', (chunk: Buffer) => lines.push(chunk));
  pipe.on('end', () => lines.end());
}
