import { useEffect, useState } from 'preact/hooks';
import type { WatchBot, WatchBotChange, WatchStatus } from '../../watch/answers.js';
import { hear, type Lost } from '../load.js';

/** What running bots tell as it happens. */
export interface Live {
  /** Null before the first word. */
  readonly status: WatchStatus | null;
  /** By name; null before the first word. */
  readonly bots: readonly WatchBot[] | null;
  readonly lost: Lost;
  /** Grows when a match has ended: what was read of the books has aged. */
  readonly ended: number;
}

interface Told extends Omit<Live, 'ended'> {
  /** Matches that bots said have ended, and those that the books have more than before: the first is sooner, the second sure. */
  readonly heard: number;
  readonly counted: number;
}

const NOTHING: Told = { status: null, bots: null, lost: null, heard: 0, counted: 0 };

export function useLive(): Live {
  const [told, set] = useState(NOTHING);
  useEffect(
    () =>
      hear(
        '/api/events',
        {
          status: (data) => set((before) => withStatus(before, data as WatchStatus)),
          bots: (data) => set((before) => ({ ...before, bots: inOrder(data as WatchBot[]) })),
          bot: (data) =>
            set((before) => ({ ...before, bots: withChange(before.bots ?? [], data as WatchBotChange) })),
          gone: (data) =>
            set((before) => ({ ...before, bots: before.bots?.filter(({ id }) => id !== data) ?? null })),
          match_ended: () => set((before) => ({ ...before, heard: before.heard + 1 })),
        },
        (lost) => set((before) => ({ ...before, lost })),
      ),
    [],
  );
  const { status, bots, lost, heard, counted } = told;
  return { status, bots, lost, ended: Math.max(heard, counted) };
}

function withStatus(before: Told, status: WatchStatus): Told {
  const more = before.status ? status.today.matches - before.status.today.matches : 0;
  // At midnight the day begins anew.
  return { ...before, status, counted: before.counted + Math.max(0, more) };
}

/** By name, so that none moves while others come and go. */
function inOrder(bots: readonly WatchBot[]): readonly WatchBot[] {
  const nameOf = ({ bot, agentName, id }: WatchBot) => `${bot ?? '\uffff'} ${agentName ?? ''} ${id}`;
  return [...bots].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

/** The bots with one that is new or has changed: of its match, only what is new was told. */
export function withChange(
  bots: readonly WatchBot[],
  { roundsFrom, ...bot }: WatchBotChange,
): readonly WatchBot[] {
  const before = bots.find(({ id }) => id === bot.id);
  const match = bot.match && {
    ...bot.match,
    rounds: [...(before?.match?.rounds.slice(0, roundsFrom) ?? []), ...bot.match.rounds],
  };
  const changed = { ...bot, match };
  return before ? bots.map((one) => (one.id === bot.id ? changed : one)) : inOrder([...bots, changed]);
}
