import { spawn } from 'node:child_process';
import { BotpitError, ParamsError } from '../../errors.js';
import { within } from '../../lib/clock.js';
import { readLines } from '../../lib/lines.js';
import { quoteSh } from '../../lib/quote.js';
import type { AnyMatch } from '../contract.js';
import { dependenciesIn } from '../identity/identity.js';
import { type DeclaredParam, declaredParams, setParams } from '../params.js';
import type { CommandSource } from '../resolve.js';
import {
  isAnswerTo,
  matchEndLine,
  matchStartLine,
  type PendingTurn,
  parseObject,
  turnLine,
} from './command-lines.js';
import type { Dialogue } from './dialogue.js';
import type { Link, LinkEvents, ToStrategy } from './link.js';
import { limited } from './output.js';
import { supervise } from './process.js';
import { LoopSpin } from './spin.js';

/** A program that cannot even start (a syntax error, a missing module) has ended by then. */
const START_MS = 200;

/** What a program may declare in answer to `session_start`. */
const DECLARED = ['memoryDepth', 'files', 'env', 'params'];

/** Where parameters are set, nothing is played before it has declared them; by then it has to. */
const DECLARE_MS = 10_000;

/** After the end of its input, a program has this long to write down what it has learned. */
const FINISH_MS = 1000;

/** Runs any program, one JSON object a line each way: see docs/strategies.md. */
export function openCommand(
  { name, argv, params, cwd }: CommandSource,
  seed: string,
  events: LinkEvents,
  limits: {
    readonly env: Record<string, string>;
    readonly loadTimeoutMs: number;
    readonly dialogue?: Dialogue | undefined;
  },
): Link {
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    env: limits.env,
    cwd,
    detached: true,
    windowsHide: true,
    stdio: 'pipe',
  });
  const { dialogue } = limits;
  dialogue?.note(`started: ${argv.join(' ')}`);
  const life = supervise(child, (how) => {
    dialogue?.note(how);
    events.gone(saidLast === '' ? how : `${how}; its last words: ${saidLast}`);
  });
  const spin = new LoopSpin();
  const asked: PendingTurn[] = [];
  let match: AnyMatch | undefined;
  /** The text inside `rounds: […]`: each round is written out once, not once a turn. */
  let rounds = '';
  let taunt: unknown = null;
  let hasAnswered = false;
  /** As it declares in its answer to `session_start`. */
  let forgetful = false;
  let dependencies = dependenciesIn({});
  let declared: readonly DeclaredParam[] = [];
  let isReady = false;
  let strange = 0;
  let saidLast = '';

  const pass = limited((line) => events.message({ tell: 'output', line }));
  const output = (line: string) => {
    if (line.trim() !== '') saidLast = line;
    pass(line);
  };
  const write = (line: string) => {
    if (life.isOver) return;
    child.stdin.write(`${line}\n`);
    dialogue?.to(line);
  };

  const hear = (line: string) => {
    dialogue?.from(line);
    if (life.isOver || line.trim() === '') return;
    const answer = parseObject(line);
    if (answer !== undefined && !hasAnswered && DECLARED.some((key) => key in answer)) {
      forgetful = Number.isFinite(answer.memoryDepth);
      dependencies = dependenciesIn(answer);
      // It runs: nothing is left to be waited for.
      clearTimeout(started);
      try {
        declared = declaredParams(answer.params);
        setParams(declared, params ?? {}, name);
      } catch (error) {
        return refuse(error as BotpitError);
      }
      return ready();
    }
    if (answer === undefined || !('move' in answer || 'taunt' in answer)) {
      if (strange++ === 0) {
        const message = `${name} printed ${JSON.stringify(line.slice(0, 80))}, which is not a {"move": …} line. Its standard output is for answers only; print what is for people to standard error (Python: print(…, file=sys.stderr))`;
        events.message({ tell: 'trouble', code: 'strategy/not-json', message });
      }
      return output(line);
    }
    if ('taunt' in answer) taunt = answer.taunt;
    if (!('move' in answer)) return;
    hasAnswered = true;
    spin.answered();
    const at = asked.findIndex((one) => isAnswerTo(answer, one));
    const [question] = at === -1 ? [] : asked.splice(at, 1);
    if (question !== undefined) events.message({ tell: 'answer', n: question.n, value: answer.move });
  };

  readLines(child.stdout, hear);
  readLines(child.stderr, (line) => {
    dialogue?.aside(line);
    output(line);
  });
  // A program that has ended cannot be written to; its exit tells.
  child.stdin.on('error', () => undefined);
  child.on('error', (error: NodeJS.ErrnoException) => {
    if (child.pid !== undefined || life.isOver) return;
    life.isOver = true;
    const { why, hint } = notStarted(program, error);
    refuse(new BotpitError('strategy/not-found', `${name}: ${why}`, { hint }));
  });
  const refuse = (error: BotpitError) => {
    const { code, message, hint } = error;
    // Play has begun, as the program took long to start: it goes on without the declaration.
    if (isReady) return events.message({ tell: 'trouble', code: 'strategy/declaration', message });
    const wrong = error instanceof ParamsError ? error.names : undefined;
    events.message({ tell: 'not_loaded', code, message, hint, params: wrong });
  };
  const ready = () => {
    if (life.isOver) return;
    isReady = true;
    events.message({
      tell: 'ready',
      name,
      games: undefined,
      params: Object.fromEntries(declared.map((param) => [param.name, param])),
      forgetful,
      taunts: true,
      dependencies,
      files: [],
    });
  };
  const undeclared = () => refuse(noneDeclared(name, Object.keys(params ?? {})));
  const started =
    params === undefined
      ? setTimeout(ready, START_MS)
      : setTimeout(undeclared, Math.min(DECLARE_MS, 0.9 * limits.loadTimeoutMs));
  write(JSON.stringify({ type: 'session_start', seed, ...(params === undefined ? {} : { params }) }));

  const send = (message: ToStrategy) => {
    switch (message.tell) {
      case 'match_start':
        match = message.match;
        rounds = '';
        return write(JSON.stringify(matchStartLine(match)));
      case 'move': {
        const { question } = message;
        asked.push({ n: message.n, matchId: question.matchId, round: question.round });
        write(turnLine(question, match, rounds));
        return spin.asked();
      }
      case 'abandon':
        dialogue?.note('its time is up');
        // The protocol has no word for it: a late answer is taken as the sign of life, and dropped by its number.
        if (!hasAnswered) {
          const missing =
            strange === 0
              ? 'it must flush stdout after each line (Python: print(…, flush=True) or python3 -u)'
              : 'an answer is a line of JSON (Python: print(json.dumps({"move": …}), flush=True))';
          const words = `${name} has answered nothing yet: ${missing}`;
          events.message({ tell: 'trouble', code: 'strategy/no-answer', message: words });
        }
        return;
      case 'round_end':
        rounds += `${rounds === '' ? '' : ','}${JSON.stringify(message.round)}`;
        return write(
          JSON.stringify({
            type: 'round_end',
            game: match?.game,
            match_id: match?.matchId,
            ...message.round,
          }),
        );
      case 'match_end':
        return write(JSON.stringify(matchEndLine(message.end)));
      case 'taunt': {
        const value = message.event.on === 'taunt_received' ? null : taunt;
        if (value !== null) taunt = null;
        return events.message({ tell: 'answer', n: message.n, value });
      }
      default:
        return message satisfies never;
    }
  };

  const kill = () => {
    clearTimeout(started);
    return life.end();
  };
  const close = async () => {
    if (!life.isOver) {
      life.isOver = true;
      child.stdin.end();
      await within(FINISH_MS, life.exited);
    }
    await kill();
    dialogue?.note('closed');
  };
  return { send, kill, close };
}

function notStarted(program: string, { code, message }: NodeJS.ErrnoException) {
  if (code === 'ENOENT')
    return { why: `there is no program ${program}`, hint: 'Check its name, its path and the PATH.' };
  if (code === 'EACCES')
    return {
      why: `${program} may not be executed`,
      hint: `Make it executable (chmod +x ${quoteSh(program)}), or name the program that runs it: "cmd: python3 ${program}".`,
    };
  return { why: message, hint: undefined };
}

function noneDeclared(name: string, wanted: readonly string[]): ParamsError {
  return new ParamsError(
    `${name} has not declared the parameters that are set: ${wanted.join(', ')}`,
    'It has to answer session_start with one line, such as {"params": {"caution": {"type": "number", "default": 0.5}}}, and flush it.',
    wanted,
  );
}
