import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { ArenaOptions, TournamentOptions } from '../../../src/arena/index.js';
import { Peer, startArena, type TestArena } from '../peer.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function cupFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-cup-'));
  folders.push(folder);
  return folder;
}

export const NAMES = ['Ada', 'Bob', 'Cleo', 'Dan', 'Eve', 'Fay'];
export const keysOf = (count: number) =>
  NAMES.slice(0, count).map((name) => ({ key: `bp_sk_${name.toLowerCase()}`, name }));

/** An arena that hosts a tournament, whose time stands still. */
export function startCup(
  count: number,
  folder: string,
  options: Partial<TournamentOptions> = {},
  arena: ArenaOptions = {},
): Promise<TestArena> {
  const tournament = {
    kind: 'round-robin' as const,
    games: ['rps' as const],
    matches: 1,
    folder,
    ...options,
  };
  return startArena({ keys: keysOf(count), tournament, ...arena });
}

export function login(arena: TestArena, name: string): Promise<Peer> {
  return Peer.login(arena, `bp_sk_${name.toLowerCase()}`);
}

/** The steps of the journal, without the plan. */
export function stepsIn(folder: string): Record<string, unknown>[] {
  const [, ...lines] = readFileSync(join(folder, 'tournament.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** Plays a match of `rps` to its end: the one of the name that comes first in the list always wins. */
export async function playOut(one: Peer, two: Peer): Promise<string> {
  const found = await one.until('match_found');
  const [winner, loser] = NAMES.indexOf(one.name) < NAMES.indexOf(two.name) ? [one, two] : [two, one];
  for (;;) {
    for (const [peer, choice] of [
      [winner, 'paper'],
      [loser, 'rock'],
    ] as const) {
      await peer.until('your_turn');
      peer.move(found.match_id, { choice });
    }
    const { score } = await one.until('round_result');
    await two.until('round_result');
    if (Math.max(...score) < 2) continue;
    await one.until('game_over');
    await two.until('game_over');
    return found.match_id;
  }
}

/** How the agents stand: names and points, best first. */
export function pointsIn(arena: TestArena): string[] {
  return (arena.tournament()?.standings ?? []).map(({ agent, points }) => `${agent.name} ${points}`);
}

export function eventsOf(arena: TestArena, name: string) {
  return arena.events.filter(({ event }) => event === name);
}
