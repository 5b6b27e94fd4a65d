import { EventEmitter, once } from 'node:events';
import { request } from 'node:http';
import { onTestFinished } from 'vitest';
import { Captured, type Ran, runCli } from '../support/run-cli.js';

/** `botpit watch` in this process; it ends with the test. */
export async function startWatch(args: readonly string[], cwd: string) {
  const signals = new EventEmitter();
  const stdout = new Captured(false);
  const ended = runCli(['watch', '--port', '0', '--json', ...args], { cwd, signals, stdout });
  const stop = async (): Promise<Ran> => {
    signals.emit('SIGINT');
    return await ended;
  };
  onTestFinished(async () => {
    await stop();
  });
  const failed = ended.then(({ stderr }) => Promise.reject(new Error(`watch ended: ${stderr}`)));
  failed.catch(() => undefined);
  const [, url = ''] = await Promise.race([stdout.matching(/"watch_listening".*"url":"([^"]+)\/"/), failed]);
  return { url, stop, get: <Answer>(path: string) => answerOf<Answer>(url + path) };
}

export async function answerOf<Answer>(url: string): Promise<Answer> {
  const response = await fetch(url);
  return (await response.json()) as Answer;
}

/** A request as no browser would send it. */
export async function ask(url: string, headers: Record<string, string>, method = 'GET') {
  const sent = request(url, { headers, method, agent: false });
  sent.end();
  const [response] = await once(sent, 'response');
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { status: response.statusCode as number, headers: response.headers, body };
}

/** Reads server-sent events. */
export class EventReader {
  readonly events: { readonly event: string; readonly data: never }[] = [];
  readonly #more = new EventEmitter();
  readonly #abort = new AbortController();
  status = 0;
  isOver = false;

  constructor(url: string) {
    void this.#read(url).finally(() => {
      this.isOver = true;
      this.#more.emit('more');
    });
    onTestFinished(() => this.close());
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(url: string): Promise<void> {
    try {
      const response = await fetch(url, { signal: this.#abort.signal });
      this.status = response.status;
      this.#more.emit('more');
      let rest = '';
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const parts = (rest + chunk).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) this.#take(part);
        this.#more.emit('more');
      }
    } catch {
      // The server or the test has ended it.
    }
  }

  #take(part: string): void {
    const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
    if (event !== undefined) this.events.push({ event, data: JSON.parse(data ?? '') as never });
  }

  /** The first event of those so far and those to come that is the one. */
  async event<Data>(name: string, isIt: (data: Data) => boolean = () => true): Promise<Data> {
    for (;;) {
      const found = this.events.find(({ event, data }) => event === name && isIt(data));
      if (found) return found.data;
      if (this.isOver) throw new Error(`no ${name} in ${JSON.stringify(this.events)}`);
      await once(this.#more, 'more');
    }
  }

  /** Once there is something new. */
  async more(): Promise<void> {
    if (this.isOver) throw new Error(`nothing comes any more after ${JSON.stringify(this.events)}`);
    await once(this.#more, 'more');
  }

  /** Once the answer has begun, or there is none. */
  async begun(): Promise<number> {
    while (this.status === 0 && !this.isOver) await once(this.#more, 'more');
    return this.status;
  }
}
