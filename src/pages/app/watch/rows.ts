import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { WatchMatches, WatchMatchRow } from '../../watch/answers.js';
import { ask, type Problem, problemOf } from '../load.js';
import { type Filter, searchOf } from './filter.js';

export interface Rows {
  /** The newest first, as far as they have been read. */
  readonly rows: readonly WatchMatchRow[];
  /** How many there are to read; null before it is known. */
  readonly count: number | null;
  readonly problems: readonly Problem[];
  /** Reads on until so many are there. */
  need(count: number): void;
}

/** The first page is small, as somebody waits for it. */
const [FIRST, PAGE] = [100, 500];

interface Read extends Omit<Rows, 'need'> {
  readonly before: string | null;
}

const NOTHING: Read = { rows: [], count: null, problems: [], before: null };

/**
 * The matches that fit a filter, read page by page as they are looked at. They stay as they were when the first was read: what
 * has ended since is read with another `version`.
 */
export function useRows(filter: Filter, find: string, version: number): Rows {
  const [read, set] = useState<Read>(NOTHING);
  const [needed, need] = useState(FIRST);
  const found = { ...filter, ...(find === '' ? {} : { find }) };
  const question = `${JSON.stringify(found)} ${version}`;
  const running = useRef<AbortController | null>(null);
  const load = (before: string | null) => {
    const control = new AbortController();
    running.current = control;
    const page = before === null ? { count: String(FIRST) } : { count: String(PAGE), before };
    ask<WatchMatches>(`/api/matches${searchOf(found, page)}`, control.signal).then(
      ({ matches, count, before: next, problems }) => {
        if (control.signal.aborted) return;
        running.current = null;
        const rows = (known: Read) => (before === null ? matches : [...known.rows, ...matches]);
        set((known) => ({
          rows: rows(known),
          count: before === null ? count : known.count,
          problems,
          before: next,
        }));
      },
      (error: unknown) => {
        if (control.signal.aborted) return;
        running.current = null;
        set((known) => ({ ...known, count: known.count ?? 0, problems: [problemOf(error)], before: null }));
      },
    );
  };
  useEffect(() => {
    load(null);
    return () => {
      running.current?.abort();
      running.current = null;
    };
  }, [question]);
  useEffect(() => {
    // One page after the other, as each says where the next begins.
    if (running.current === null && read.before !== null && read.rows.length < needed) load(read.before);
  }, [needed, read]);
  return { ...read, need: useCallback((count) => need((known) => Math.max(known, count)), []) };
}
