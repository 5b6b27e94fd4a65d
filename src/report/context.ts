import type { EntrantResult, PairingResult, RunResult } from '../lab/index.js';
import { oneLine } from './format.js';
import { type Html, html } from './html.js';

/** What all sections of a page are made from. */
export interface Context {
  readonly result: RunResult;
  /** Of the entrants, fit to be shown. */
  readonly names: readonly string[];
  /** Places of all entrants, the best first. */
  readonly order: readonly number[];
  /**
   * Those who met the others, where not everybody met everybody: the new and the old strategy of a comparison over a field,
   * the one of a gauntlet. Null for a round robin.
   */
  readonly subjects: readonly number[] | null;
}

export function contextOf(result: RunResult): Context {
  const { entrants } = result;
  return {
    result,
    names: entrants.map(({ name }) => oneLine(name)),
    order: entrants.map((_, place) => place).sort((a, b) => rankOf(result, b) - rankOf(result, a)),
    subjects: subjectsOf(result),
  };
}

export function nameOf({ names }: Context, place: number): Html {
  return html`<bdi>${names[place] ?? ''}</bdi>`;
}

/** What one did against the other, from its own side. */
export interface Encounter {
  readonly pairing: PairingResult;
  readonly mirrored: boolean;
  readonly matches: number;
  readonly score: number;
  readonly low: number;
  readonly high: number;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

/** Null where they have not met. */
export function encounter({ result }: Context, place: number, opponent: number): Encounter | null {
  for (const pairing of result.pairings) {
    const { first, second, summary } = pairing;
    const { matches, score, score95, wins, draws, losses } = summary;
    if (first === place && second === opponent) {
      return { pairing, mirrored: false, matches, score, ...score95, wins, draws, losses };
    }
    if (first === opponent && second === place) {
      const mirror = { score: 1 - score, low: 1 - score95.high, high: 1 - score95.low };
      return { pairing, mirrored: true, matches, ...mirror, wins: losses, draws, losses: wins };
    }
  }
  return null;
}

/** The strategies that did something wrong. */
export function faulty({ result }: Context): { readonly place: number; readonly entrant: EntrantResult }[] {
  return result.entrants.flatMap((entrant, place) =>
    Object.values(entrant.faults).some((times) => times > 0) ? [{ place, entrant }] : [],
  );
}

function rankOf({ ratings, entrants }: RunResult, place: number): number {
  return ratings?.[place]?.elo ?? entrants[place]?.score ?? 0;
}

function subjectsOf({ comparison, entrants, pairings }: RunResult): readonly number[] | null {
  if (entrants.length <= 2) return [0];
  if (comparison !== null) return [0, 1];
  const common = entrants.flatMap((_, place) =>
    pairings.every(({ first, second }) => first === place || second === place) ? [place] : [],
  );
  return common.length === 1 ? common : null;
}

export interface ReportOptions {
  /** What gives the same result again, as typed in a shell. */
  readonly command: string;
  /** What goes on with a run that is not over. */
  readonly resumeCommand?: string;
  readonly createdAt: Date;
}
