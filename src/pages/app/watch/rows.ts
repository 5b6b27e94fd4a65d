import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { WatchMatches, WatchMatchRow } from '../../watch/answers.js';
import { ask, type Problem, ProblemError } from '../load.js';
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

const PAGE = 250;

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
  const [needed, need] = useState(PAGE);
  const asked = searchOf(filter, { count: String(PAGE), ...(find === '' ? {} : { find }) });
  const question = `${asked} ${version}`;
  const answered = useRef('');
  useEffect(() => {
    const isFirst = answered.current !== question;
    if (!isFirst && (read.before === null || read.rows.length >= needed)) return;
    const control = new AbortController();
    const before = isFirst || read.before === null ? '' : `&before=${encodeURIComponent(read.before)}`;
    ask<WatchMatches>(`/api/matches${asked}${before}`, control.signal).then(
      (page) => {
        answered.current = question;
        set((known) => ({
          rows: isFirst ? page.matches : [...known.rows, ...page.matches],
          count: isFirst ? page.count : known.count,
          problems: page.problems,
          before: page.before,
        }));
      },
      (error: unknown) => {
        if (control.signal.aborted) return;
        const problem = error instanceof ProblemError ? error : { message: String(error), hint: null };
        set((known) => ({ ...known, count: known.count ?? 0, problems: [problem], before: null }));
      },
    );
    return () => control.abort();
  }, [question, needed, read]);
  return { ...read, need: useCallback((count) => need((known) => Math.max(known, count)), []) };
}
