import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Receiver {
  readonly url: string;
  /** What was posted, parsed. */
  readonly bodies: Record<string, unknown>[];
  /** All that came, with the headers. */
  readonly requests: unknown[];
  /** Resolves when so many have come. */
  received(count: number): Promise<void>;
}

/** A real HTTP server for webhooks; gone after the test. */
export async function startReceiver(): Promise<Receiver> {
  const bodies: Record<string, unknown>[] = [];
  const requests: unknown[] = [];
  let wake = () => {};
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request.setEncoding('utf8')) text += part;
    requests.push([request.method, request.url, request.headers, text]);
    bodies.push(JSON.parse(text));
    response.end('ok');
    wake();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    requests,
    async received(count) {
      while (bodies.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
