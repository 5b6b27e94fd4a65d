import { ParamsError } from '../../errors.js';
import { Lines } from '../../lib/lines.js';
import { isThenable } from '../../lib/shape.js';
import { carried } from '../answer.js';
import type { AnyStrategy } from '../contract.js';
import { type FileHash, keepFiles } from '../identity/loaded-files.js';
import { declared, loadRecorded, loadStrategy, refusal } from '../load.js';
import { setParams } from '../params.js';
import { awaited, Session } from '../session.js';
import { describeThrown, shown } from '../thrown.js';
import type { FromStrategy, Start, ToStrategy } from './link.js';
import { limited } from './output.js';

/**
 * The strategy's side of a worker or process: loads the strategy, says whether that went well, then carries out what
 * it is told. Messages that arrive earlier wait.
 */
export function runIsolate(
  start: Start,
  post: (message: FromStrategy) => void,
): (message: ToStrategy) => void {
  captureOutput(post);
  let session: Session | undefined;
  let asked: number | undefined;
  const waiting: ToStrategy[] = [];
  const trouble = (message: string) => post({ tell: 'trouble', code: 'strategy/threw', message });

  const answer = (n: number, value: unknown) => {
    if (n === asked) asked = undefined;
    try {
      post({ tell: 'answer', n, value: carried(value) });
    } catch {
      // A value that cannot be sent is not a move in any game, and neither is its description.
      post({ tell: 'answer', n, value: shown(value) });
    }
  };
  const threw = (n: number, error: unknown) => {
    if (n === asked) asked = undefined;
    post({ tell: 'threw', n, message: describeThrown(error) });
  };
  const ask = (n: number, call: () => unknown) => {
    try {
      const value = call();
      if (isThenable(value))
        awaited(value).then(
          (result) => answer(n, result),
          (error: unknown) => threw(n, error),
        );
      else answer(n, value);
    } catch (error) {
      threw(n, error);
    }
  };

  const carryOut = (to: Session, message: ToStrategy) => {
    switch (message.tell) {
      case 'move':
        asked = message.n;
        return ask(message.n, () => to.move(message.question));
      case 'abandon':
        asked = undefined;
        to.abandon();
        return post({ tell: 'abandoned', n: message.n });
      case 'match_start':
        return to.matchStart(message.match);
      case 'round_end':
        return to.roundEnd(message.round);
      case 'match_end':
        return to.matchEnd(message.end);
      case 'taunt':
        return ask(message.n, () => to.taunt(message.event));
      default:
        return message satisfies never;
    }
  };

  // What a strategy leaves running may fail at any time. The turn that is pending is lost by it, the strategy is not.
  const stray = (error: unknown) =>
    asked === undefined ? trouble(describeThrown(error)) : threw(asked, error);
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);

  const load = async () => {
    const { source } = start;
    try {
      const [strategy, files] = await loaded(start);
      const { params, ...said } = declared(strategy);
      const { values } = setParams(params, source.params ?? {}, said.name ?? source.name);
      const opened = new Session(strategy, values, start.seed, trouble);
      await opened.init();
      const named = Object.fromEntries(params.map((param) => [param.name, param]));
      post({ tell: 'ready', ...said, params: named, taunts: opened.hasTaunts, files });
      session = opened;
      for (const message of waiting.splice(0)) carryOut(opened, message);
    } catch (error) {
      const refused = refusal(error, source.file);
      const { code, message, hint } = refused;
      const params = refused instanceof ParamsError ? refused.names : undefined;
      post({ tell: 'not_loaded', code, message, hint, params });
    }
  };
  void load();

  return (message) => {
    if (session !== undefined) carryOut(session, message);
    else waiting.push(message);
  };
}

/** What is loaded stays as it is, also when the strategy is started again. */
async function loaded({ source, files }: Start): Promise<readonly [AnyStrategy, readonly FileHash[]]> {
  if (files === null) return loadRecorded(source, true);
  keepFiles(files);
  return [await loadStrategy(source), []];
}

/** Botpit's own standard output carries its own output only, so what a strategy prints is handed over by the line. */
function captureOutput(post: (message: FromStrategy) => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    const lines = new Lines(limited((line) => post({ tell: 'output', line })));
    process.on('exit', () => lines.end());
    stream.write = (chunk: unknown, encoding?: unknown, done?: unknown) => {
      lines.push(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array));
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') process.nextTick(callback);
      return true;
    };
  }
}
