import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { type Config, findSecret, type SecretKind } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import {
  type Executor,
  openQueueExecutor,
  Pool,
  type Prepared,
  type QueueConnectionEvent,
  type QueueEvent,
  type QueueWorkerEvent,
  workForQueue,
} from '../../lab/index.js';
import { clean, formatCounted } from '../../ui/index.js';
import { type Given, type Io, showWarnings } from '../command.js';
import type { CommandEvent } from '../command-events.js';
import { stoppable } from '../interrupt.js';
import type { LAB_WORKER } from '../options.js';
import { writeJson } from '../output.js';
import { programsFolder } from './files.js';

const QUEUE: SecretKind = {
  name: 'the address of the queue',
  content: 'an address',
  code: 'config/invalid',
  variable: 'BOTPIT_QUEUE',
  credential: 'botpit-queue',
};

/**
 * The address of the queue's Redis, which may hold a password: from `--queue`, else from where a secret is looked for. To
 * be asked before the environment is cleared of secrets.
 * @returns undefined where no queue is named
 * @throws BotpitError `config/invalid` where its file cannot be read
 */
export async function queueAddress(
  options: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<string | undefined> {
  const { queue: given, queueFile } = options;
  if (typeof given === 'string') {
    if (/:\/\/[^@/:]*:[^@/]+@/.test(given)) showWarnings([ON_COMMAND_LINE], io);
    return given;
  }
  const file = typeof queueFile === 'string' ? queueFile : io.env.BOTPIT_QUEUE_FILE;
  const found = await findSecret(QUEUE, io.env, file ? resolve(io.cwd(), file) : null);
  if (found === null) return undefined;
  showWarnings(found.warnings, io);
  return found.value;
}

const ON_COMMAND_LINE =
  'the password of the queue is on the command line, where every user of this machine can read it; ' +
  'put the address into BOTPIT_QUEUE or into a file (--queue-file)';

/** What a coordinator says of the queue, for a person. */
export function coordinatorLine(event: QueueEvent): string {
  const line: (event: never) => string = COORDINATOR_LINES[event.kind];
  return line(event as never);
}

const COORDINATOR_LINES: {
  readonly [Kind in QueueEvent['kind']]: (event: Extract<QueueEvent, { kind: Kind }>) => string;
} = {
  connection: connectionLine,
  workers: ({ workers, threads }) =>
    workers === 0
      ? 'Nobody works on the queue: `botpit lab worker --queue …` does, on any machine.'
      : `${formatCounted(workers, 'worker')} on the queue, ${formatCounted(threads, 'thread')}.`,
  'taken-over': ({ results }) =>
    `${formatCounted(results, 'series', 'series')} of this run were there already.`,
  refused: ({ worker, reason }) => `${clean(worker)} does not play this run: ${clean(reason)}`,
  'handed-out-again': ({ series }) =>
    `${formatCounted(series, 'series', 'series')} that a worker had lost are handed out again.`,
};

/** What a worker says, for a person; null for what is not worth a line. */
export function workerLine(event: QueueWorkerEvent): string | null {
  const line: (event: never) => string | null = WORKER_LINES[event.kind];
  return line(event as never);
}

const WORKER_LINES: {
  readonly [Kind in QueueWorkerEvent['kind']]: (
    event: Extract<QueueWorkerEvent, { kind: Kind }>,
  ) => string | null;
} = {
  connection: connectionLine,
  ready: ({ redis, jobs }) =>
    `Waiting for runs at ${clean(redis)}, ${formatCounted(jobs, 'thread')}. Ctrl-C ends it.`,
  run: ({ runId, game, entrants }) =>
    `run ${runId}: ${game}, ${entrants.map((name) => clean(name)).join(', ')}`,
  refused: ({ runId, reason }) => `run ${runId} is left to others: ${clean(reason)}`,
  over: ({ runId }) => `run ${runId} is over`,
  trouble: ({ message }) => clean(message),
  played: () => null,
};

const CONNECTION_LINES = {
  lost: 'The connection to Redis is lost; waiting for it …',
  restored: 'Redis works again.',
} as const;

function connectionLine(event: QueueConnectionEvent): string {
  if (event.state !== 'refusing') return CONNECTION_LINES[event.state];
  return `Redis refuses commands, and they are tried again until it accepts them: ${clean(event.reason)}`;
}

/** Who plays a run: threads of this process, or where there is a queue, whoever works on it. */
export async function executorOf(
  sources: NonNullable<Prepared['sources']>,
  url: string | undefined,
  { jobs, logPrograms }: { readonly jobs: number; readonly logPrograms: string | undefined },
  config: Config,
  io: Io,
): Promise<Executor> {
  if (url === undefined) {
    collectGarbageApart();
    return new Pool(sources, jobs, logPrograms);
  }
  const onEvent = (event: QueueEvent) => {
    if (!config.json && !config.quiet) io.stderr.write(`${coordinatorLine(event)}\n`);
  };
  return openQueueExecutor({ url, sources, onEvent });
}

/**
 * Lets each thread collect its own young garbage, where V8 would have idle cores help: with a thread on every core, its
 * helpers keep one from its work and make the other wait for them. Holds for the process, so a library cannot do it.
 */
function collectGarbageApart(): void {
  setFlagsFromString('--no-parallel-scavenge');
}

/** Plays for others until a signal. */
export async function labWorker(given: Given<'config' | 'queue', typeof LAB_WORKER>): Promise<number> {
  const { options, config, queue: url, io } = given;
  if (url === undefined) {
    throw new BotpitError('usage', 'which queue?', {
      hint: 'Name its Redis: --queue redis://localhost:6379, BOTPIT_QUEUE, or --queue-file <file>.',
    });
  }
  const onEvent = (event: QueueWorkerEvent) => {
    if (config.json) {
      const { kind, ...fields } = event;
      writeJson(io, { event: `worker_${kind}`, ...fields } as CommandEvent);
      return;
    }
    const line = config.quiet && event.kind !== 'trouble' ? null : workerLine(event);
    if (line !== null) io.stderr.write(`${line}\n`);
  };
  const jobs = options.jobs ?? availableParallelism();
  const logPrograms = await programsFolder(options.logPrograms, io);
  collectGarbageApart();
  return stoppable(config, io, async ({ signal }) => {
    await workForQueue({ url, jobs, logPrograms, signal, onEvent });
    return EXIT.ok;
  });
}
