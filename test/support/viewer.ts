import { once } from 'node:events';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { Lines } from '../../src/lib/lines.js';
import { connectToUser } from '../../src/lib/user-sockets.js';
import { LIVE_HELLO } from '../../src/session-progress.js';
import type { JsonLine } from './run-cli.js';

/** A program that looks at a bot by its socket. */
export class Viewer {
  readonly socket: Socket;
  readonly lines: JsonLine[] = [];
  readonly closed: Promise<void>;
  text = '';

  /** @param hello what it says first */
  constructor(path: string, hello = LIVE_HELLO) {
    this.socket = connectToUser(path);
    this.closed = new Promise((resolve) => {
      this.socket.on('close', () => resolve());
    });
    this.socket.on('error', () => this.socket.destroy());
    const lines = new Lines((line) => this.lines.push(JSON.parse(line) as JsonLine));
    this.socket.on('data', (chunk) => {
      this.text += chunk.toString();
      lines.push(chunk);
      this.socket.emit('lines');
    });
    if (hello !== '') this.socket.write(hello);
    onTestFinished(() => {
      this.socket.destroy();
    });
  }

  /** The first line of those so far and those to come that is the one. */
  async line(isIt: (line: JsonLine) => boolean): Promise<JsonLine> {
    for (;;) {
      const found = this.lines.find(isIt);
      if (found) return found;
      await Promise.race([
        once(this.socket, 'lines'),
        this.closed.then(() => Promise.reject(new Error(`the bot has hung up after ${this.text}`))),
      ]);
    }
  }

  event(name: string): Promise<JsonLine> {
    return this.line(({ event }) => event === name);
  }
}
