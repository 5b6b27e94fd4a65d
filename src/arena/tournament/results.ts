import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BotpitError } from '../../errors.js';
import { visible } from '../../lib/visible.js';
import type { Named } from '../arena-events.js';
import type { Course, Pairing } from './course.js';
import type { PairingView, StandingsRow, TournamentMatch, TournamentSnapshot } from './snapshot.js';
import { standingsOf } from './standings.js';

/** What of a tournament is not in its course. */
export interface Scene {
  readonly course: Course;
  readonly beginsAt: number | null;
  matchIdIn(pairing: Pairing): string | null;
  isConnected(place: number): boolean;
  matchIdOf(at: Course['recent'][number]['at']): string;
}

/** How a tournament stands now. */
export function snapshotOf(scene: Scene): TournamentSnapshot {
  const { course, beginsAt } = scene;
  const { kind, games, matches, rounds } = course.plan;
  const { round } = course;
  const shown = course.rounds.flatMap(({ pairings }, i) =>
    pairings.filter((pairing) => i + 1 === round || scene.matchIdIn(pairing) !== null),
  );
  return {
    ...{ kind, games, matches, round, rounds, beginsAt },
    state: course.isOver ? 'over' : course.hasBegun ? 'playing' : 'waiting',
    standings: standingsIn(course, (place) => scene.isConnected(place)),
    pairings: shown.map((pairing) => viewOf(course, pairing, scene.matchIdIn(pairing))),
    bye: namedOr(course, course.rounds[round - 1]?.bye ?? null),
    recent: course.recent.map(({ at, game, agents, winner, termination }): TournamentMatch => {
      const pair = pairOf(course, agents);
      return {
        ...{ matchId: scene.matchIdOf(at), round: at[0], game, agents: pair, termination },
        winner: winner === null ? null : pair[winner].id,
      };
    }),
  };
}

/** Best first. */
export function standingsIn(course: Course, isConnected: (place: number) => boolean): StandingsRow[] {
  return standingsOf(course.results()).map((row): StandingsRow => {
    const { agent: place, rank, wins, draws, losses, byes } = row;
    return {
      ...{ rank, agent: course.plan.agents[place] as Named, isConnected: isConnected(place) },
      points: row.halfPoints / 2,
      buchholz: row.buchholz / 2,
      sonnebornBerger: row.sonnebornBerger / 4,
      pairings: { wins, draws, losses },
      matches: { ...(course.matches[place] ?? { wins: 0, draws: 0, losses: 0 }) },
      byes,
      forfeits: course.forfeits[place] ?? 0,
    };
  });
}

function viewOf(course: Course, pairing: Pairing, matchId: string | null): PairingView {
  const { round, agents, halfPoints, played, isOver } = pairing;
  return {
    ...{ round, agents: pairOf(course, agents), played, matches: course.plan.matches, matchId },
    state: isOver ? 'over' : matchId === null ? 'waiting' : 'playing',
    score: [halfPoints[0] / 2, halfPoints[1] / 2],
  };
}

function pairOf({ plan }: Course, [a, b]: readonly [number, number]): readonly [Named, Named] {
  return [plan.agents[a] as Named, plan.agents[b] as Named];
}

function namedOr({ plan }: Course, place: number | null): Named | null {
  return place === null ? null : (plan.agents[place] ?? null);
}

/**
 * Writes the standings and the results of all pairings into the folder: `results.json`, and `results.csv` with the standings.
 * Whoever reads them finds whole files.
 * @throws BotpitError `history/unavailable` where they cannot be written
 */
export function writeResults(folder: string, course: Course): void {
  const { kind, games, matches, rounds, agents } = course.plan;
  const rows = standingsIn(course, () => false).map(flatRow);
  const state = course.isOver ? 'over' : course.hasBegun ? 'playing' : 'waiting';
  const document = {
    ...{ kind, games, matches, rounds, state, agents: agents.length, standings: rows },
    pairings: course.rounds.flatMap(({ pairings }) => pairings.map((pairing) => pairingRow(course, pairing))),
    byes: course.rounds.flatMap(({ bye }, i) =>
      bye === null ? [] : { round: i + 1, name: nameIn(course, bye) },
    ),
  };
  const header = Object.keys(rows[0] ?? {});
  const lines = [header, ...rows.map((row) => Object.values(row))].map((line) =>
    line.map(csvField).join(','),
  );
  try {
    replace(join(folder, 'results.json'), `${JSON.stringify(document, null, 2)}\n`);
    replace(join(folder, 'results.csv'), `${lines.join('\n')}\n`);
  } catch (cause) {
    const what = `the results cannot be written to ${folder}: ${(cause as Error).message}`;
    throw new BotpitError('history/unavailable', what, {
      hint: 'Make room, and see that the folder can be written. Started again, the arena goes on with the tournament.',
      cause,
    });
  }
}

/** A row of the standings as files have it. Its fields are a contract: new ones come last. */
function flatRow(row: StandingsRow) {
  const { rank, agent, points, buchholz, sonnebornBerger, pairings, matches, byes, forfeits } = row;
  return {
    ...{ rank, name: agent.name, points, buchholz, sonneborn_berger: sonnebornBerger },
    ...{ wins: pairings.wins, draws: pairings.draws, losses: pairings.losses, byes, forfeits },
    ...{ match_wins: matches.wins, match_draws: matches.draws, match_losses: matches.losses },
    agent_id: agent.id,
  };
}

function pairingRow(course: Course, { round, agents: [a, b], halfPoints, played }: Pairing) {
  const score = [halfPoints[0] / 2, halfPoints[1] / 2];
  return { round, a: nameIn(course, a), b: nameIn(course, b), score, played };
}

function nameIn({ plan }: Course, place: number): string {
  return plan.agents[place]?.name ?? '';
}

/** A spreadsheet takes what begins with one of these for a formula; some begin a new field after a semicolon. */
const FORMULA = /(^|;)(?=\s*[=+\-@＝＋－＠])/g;

function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = visible(value.replace(FORMULA, "$1'"));
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function replace(path: string, text: string): void {
  const beside = `${path}.new`;
  // Made anew: whatever stands there is not written through, and whoever may write to it is decided here.
  rmSync(beside, { force: true });
  writeFileSync(beside, text, { flag: 'wx', mode: 0o644 });
  renameSync(beside, path);
}
