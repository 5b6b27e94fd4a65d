import { useEffect, useRef, useState } from 'preact/hooks';

/* What pages ask their server for. */

/** What came of a question. A value stays until there is another, so that nothing flickers. */
export interface Loaded<T> {
  readonly value: T | null;
  /** Why there is no newer value, for a person; null where there is. */
  readonly problem: Problem | null;
  readonly isLoading: boolean;
  /** How long the last answer took. */
  readonly tookMs: number;
}

export interface Problem {
  readonly message: string;
  readonly hint: string | null;
}

/** @throws ProblemError where the server gave no answer or refused one */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ProblemError('The server does not answer.', 'Is botpit still running?');
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  const { message, hint } = (body ?? {}) as Partial<Problem>;
  throw new ProblemError(message ?? `The server answered with ${response.status}.`, hint ?? null);
}

export class ProblemError extends Error implements Problem {
  readonly hint: string | null;

  constructor(message: string, hint: string | null) {
    super(message);
    this.hint = hint;
  }
}

/** What went wrong, for a person. */
export function problemOf(error: unknown): Problem {
  return error instanceof ProblemError ? error : { message: String(error), hint: null };
}

/** Asks, and asks again whenever the path or `version` changes. */
export function useAnswer<T>(path: string, version: unknown = null): Loaded<T> {
  const [loaded, set] = useState<Loaded<T>>({ value: null, problem: null, isLoading: true, tookMs: 0 });
  useEffect(() => {
    const control = new AbortController();
    const askedAt = performance.now();
    set((before) => ({ ...before, isLoading: true }));
    ask<T>(path, control.signal).then(
      (value) => set({ value, problem: null, isLoading: false, tookMs: performance.now() - askedAt }),
      (error: unknown) => {
        if (control.signal.aborted) return;
        set((before) => ({ ...before, problem: problemOf(error), isLoading: false }));
      },
    );
    return () => control.abort();
  }, [path, version]);
  return loaded;
}

/** A value that follows another one, at most once in so long: what it makes happen is not cheap. */
export function useSlowly<T>(value: T, ms: number): T {
  const [slow, set] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, last.current + ms - performance.now());
    const timer = setTimeout(() => {
      last.current = performance.now();
      set(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return slow;
}

/** Since when there has been no connection, in epoch milliseconds; null while there is one. */
export type Lost = number | null;

/** A connection that was refused is tried again after so long; one that broke, the browser takes up by itself. */
const AGAIN_MS = 2_000;

/** Hears server-sent events until it is told to stop. Comes back by itself when the connection is lost. */
export function hear(
  path: string,
  on: Readonly<Record<string, (data: unknown) => void>>,
  tell: (lost: Lost) => void,
): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lost: Lost = null;
  const open = () => {
    source = new EventSource(path);
    source.addEventListener('open', () => {
      lost = null;
      tell(null);
    });
    source.addEventListener('error', () => {
      lost ??= Date.now();
      tell(lost);
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_MS);
    });
    for (const [name, act] of Object.entries(on)) {
      source.addEventListener(name, (event) => act(JSON.parse((event as MessageEvent<string>).data)));
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
