import { useEffect, useState } from 'preact/hooks';
import type { ArenaUpdate, StageSlot } from '../../arena/answers.js';
import type { Replay } from '../../replay.js';
import { ask, hear, type Lost, type Problem, problemOf } from '../load.js';

/** What is known of the arena; what has not come yet is absent. */
export interface Arena extends Omit<ArenaUpdate, 'stage'> {
  /** By place; null where there is nothing. */
  readonly stage: readonly (Replay | null)[];
}

export interface Live {
  readonly arena: Arena;
  readonly lost: Lost;
  /** The arena serves no more pages. */
  readonly full: Problem | null;
}

/** The arena, as it changes. @param isWanted nothing is heard otherwise, and what is known stays */
export function useArena(isWanted: boolean): Live {
  const [arena, setArena] = useState<Arena>({ stage: [] });
  const [lost, setLost] = useState<Lost>(null);
  const [full, setFull] = useState<Problem | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    const update = (data: unknown) => {
      setFull(null);
      setArena((before) => updated(before, data as ArenaUpdate));
    };
    return hear('/api/events', { arena: update, full: (data) => setFull(data as Problem) }, setLost);
  }, [isWanted]);
  return { arena, lost: full === null ? lost : null, full };
}

export function updated(before: Arena, { stage, ...sections }: ArenaUpdate): Arena {
  // All that there is comes first, and after a connection that was lost: what was known may be of another arena.
  const known: Arena = sections.about === undefined ? before : { stage: [] };
  return { ...known, ...sections, stage: stage ? onStage(known.stage, stage) : known.stage };
}

function onStage(before: readonly (Replay | null)[], changes: readonly StageSlot[]): (Replay | null)[] {
  const stage = [...before];
  for (const { slot, match } of changes) stage[slot] = match;
  return Array.from(stage, (match) => match ?? null);
}

/** One match as it goes on, or as it was. */
export function useMatch(id: string): { readonly match: Replay | null; readonly problem: Problem | null } {
  const [match, setMatch] = useState<Replay | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    setMatch(null);
    setProblem(null);
    const control = new AbortController();
    let end: (() => void) | null = null;
    const take = (data: unknown) => {
      const now = data as Replay;
      setMatch(now);
      setProblem(null);
      if (now.end !== null) end?.();
    };
    const gone = (data: unknown) => {
      end?.();
      setProblem(data as Problem);
    };
    const full = (data: unknown) => setProblem(data as Problem);
    const path = encodeURIComponent(id);
    ask<Replay>(`/api/matches/${path}`, control.signal).then(
      (first) => {
        setMatch(first);
        if (first.end === null && !control.signal.aborted)
          end = hear(`/api/events?match=${path}`, { match: take, gone, full }, () => undefined);
      },
      (error: unknown) => {
        if (!control.signal.aborted) setProblem(problemOf(error));
      },
    );
    return () => {
      control.abort();
      end?.();
    };
  }, [id]);
  return { match, problem };
}
