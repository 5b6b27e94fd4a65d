import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const BIN = `${root}bin/botpit.js`;

const folders = mkdtempSync(join(tmpdir(), 'botpit-bench-'));
process.on('exit', () => rmSync(folders, { recursive: true, force: true }));

/** A fresh folder for records that is gone when the bench is. */
export function dataFolder() {
  return mkdtempSync(join(folders, 'data-'));
}

export function benchFile(name) {
  return `${root}bench/${name}`;
}

/** Starts a script of this folder with a channel; `ask` sends a message and resolves with the next answer. */
export function startPeer(script, args = []) {
  const child = fork(benchFile(script), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--expose-gc'],
  });
  return {
    async ask(message) {
      child.send(message);
      const [answer] = await once(child, 'message');
      return answer;
    },
    async first() {
      const [answer] = await once(child, 'message');
      return answer;
    },
    stop() {
      child.kill('SIGKILL');
    },
  };
}

/** A port that nobody listens on just now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs the command line with a throw-away key and a throw-away home. */
export function startBotpit(args, options = {}, key = 'bp_sk_bench_botpit') {
  return spawn(process.execPath, [BIN, ...args], {
    env: { ...process.env, BOTPIT_API_KEY: key, BOTPIT_DATA_DIR: dataFolder() },
    stdio: ['ignore', 'ignore', 'inherit'],
    ...options,
  });
}
