import { Writable } from 'node:stream';

/** A stream that keeps what is written to it; with columns it is a terminal. */
export class FakeOutput extends Writable {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  readonly rows = 24;
  readonly writes: string[] = [];

  constructor(columns?: number) {
    super({ decodeStrings: false });
    this.isTTY = columns !== undefined;
    this.columns = columns;
  }

  get text(): string {
    return this.writes.join('');
  }

  resize(columns: number): void {
    (this as { columns: number | undefined }).columns = columns;
    this.emit('resize');
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.writes.push(String(chunk));
    done();
  }
}

/** As a pipe whose reader has gone. */
export class BrokenOutput extends Writable {
  override _write(_chunk: unknown, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  }
}
