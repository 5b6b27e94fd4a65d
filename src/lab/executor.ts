import { setImmediate } from 'node:timers/promises';
import type { KeptMatches } from './kept.js';
import type { RunPlan } from './plan.js';
import type { OpenPlayer } from './players/opening.js';
import type { Observe } from './players/player.js';
import type { TaskResult } from './tally.js';
import { playTask, type TaskOptions } from './task.js';
import type { Setting } from './tune/space.js';

/** Gives the next task to be played; undefined where none is left for now. */
export type NextTask = () => number | undefined;

/** The next tasks, as many as are left and no more than `most`. */
export function takeTasks(next: NextTask, most: number): number[] {
  const tasks: number[] = [];
  while (tasks.length < most) {
    const task = next();
    if (task === undefined) break;
    tasks.push(task);
  }
  return tasks;
}

/** A result as text, as `textOf` makes it, or as it is: whoever takes it makes the one of the other where that is needed. */
export type Done = (result: string | TaskResult) => void;

/** What an executor is asked to play. */
export interface Work {
  readonly plan: RunPlan;
  readonly next: NextTask;
  readonly done: Done;
  /** What the parameters of the first entrant are set to in a task of a tune. */
  readonly settingOf?: ((task: number) => Setting | undefined) | undefined;
  /** Nothing more is wanted: what is under way is dropped. */
  readonly signal: AbortSignal;
  /**
   * No more tasks are begun, and those under way are ended at their next match, if that can be done; what they came to is
   * told, as results of stopped tasks.
   */
  readonly stop?: AbortSignal | undefined;
}

/**
 * Plays the tasks of a plan, wherever. Takes them from `next` until there are no more, and tells each result, in whatever
 * order. Rejects only with a fault of botpit's own or of its surroundings.
 */
export interface Executor {
  run(work: Work): Promise<void>;
  /** Matches that have been played of tasks under way, where that is known. */
  readonly underWay?: number;
  /** The results are safe: what is kept of them elsewhere may go. */
  discard?(): Promise<void>;
  close(): Promise<void>;
}

/** How long the thread is kept from anything else. */
const STRETCH_MS = 20;
const LOOK_MATCHES = 16;

/** Plays in this very thread, for strategies that are objects; a strategy that hangs, hangs it. */
export class InlineExecutor implements Executor {
  readonly #playing: Pick<TaskOptions, 'openers' | 'observing'>;
  readonly #jobs: number;
  readonly #underWay = new Set<{ played: number }>();

  /** @param jobs tasks at a time: more than one are of use where players are in threads or processes of their own */
  constructor(
    openers: readonly OpenPlayer[],
    { jobs = 1, observing }: { readonly jobs?: number; readonly observing?: Observe } = {},
  ) {
    this.#playing = { openers, observing };
    this.#jobs = jobs;
  }

  get underWay(): number {
    return [...this.#underWay].reduce((sum, { played }) => sum + played, 0);
  }

  async run(work: Work): Promise<void> {
    await Promise.all(Array.from({ length: this.#jobs }, () => this.#work(work)));
  }

  async #work({ plan, next, done, settingOf, signal, stop }: Work): Promise<void> {
    let over = signal.aborted || stop?.aborted === true;
    const end = () => {
      over = true;
    };
    // Not `AbortSignal.any`: Node keeps such a signal, and with it the run, for as long as somebody listens to it.
    for (const one of [signal, stop]) one?.addEventListener('abort', end);
    let letOthersAt = performance.now() + STRETCH_MS;
    const breathe = async () => {
      await setImmediate();
      letOthersAt = performance.now() + STRETCH_MS;
      return !over;
    };
    const task = { played: 0 };
    this.#underWay.add(task);
    // Asked a million times a second: the clock is looked at now and then only.
    const proceed = () => {
      task.played += 2;
      if (over) return false;
      return task.played % LOOK_MATCHES !== 0 || performance.now() < letOthersAt ? true : breathe();
    };
    try {
      for (let number = next(); number !== undefined && !over; number = next()) {
        const result = await playTask(plan, number, {
          ...this.#playing,
          proceed,
          setting: settingOf?.(number),
        });
        task.played = 0;
        if (!signal.aborted) done(result);
        if (performance.now() >= letOthersAt) await breathe();
      }
    } finally {
      this.#underWay.delete(task);
      for (const one of [signal, stop]) one?.removeEventListener('abort', end);
    }
  }

  async close(): Promise<void> {
    // Nothing is held between tasks.
  }
}

/**
 * A result as it is written to the run's file: a line of JSON. The matches that are kept of it have a line of their own before
 * it, as they are much longer, and nobody reads them who only adds results up.
 */
export function textOf({ kept, ...result }: TaskResult): string {
  const line = JSON.stringify(result);
  return kept === undefined ? line : `${JSON.stringify({ kept: { task: result.task, ...kept } })}\n${line}`;
}

/** What `textOf` has written, without the matches. */
export function resultIn(text: string): TaskResult {
  return JSON.parse(text.slice(text.lastIndexOf('\n') + 1)) as TaskResult;
}

/** The same with them. */
export function wholeResultIn(text: string): TaskResult {
  const end = text.indexOf('\n');
  const result = resultIn(text);
  if (end < 0) return result;
  const { task: _, ...kept } = (
    JSON.parse(text.slice(0, end)) as { readonly kept: KeptMatches & { task: number } }
  ).kept;
  return { ...result, kept };
}
