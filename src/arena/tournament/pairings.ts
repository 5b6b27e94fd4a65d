/// <reference path="./edmonds-blossom-fixed.d.ts" />
import blossom from 'edmonds-blossom-fixed';

/*
 * Who meets whom. Agents are numbers from 0, their places in the list of the tournament.
 */

export type Pair = readonly [number, number];

/** The pairs of a round, and who has no opponent in it. */
export interface RoundPairs {
  readonly pairs: readonly Pair[];
  readonly bye: number | null;
}

/**
 * Every round in which everybody meets everybody once, by the circle method: one stays, the others move on by a place each
 * round. With an odd number of agents each sits out once.
 */
export function roundRobin(agents: number): RoundPairs[] {
  const seats = agents + (agents % 2);
  const isReal = (agent: number) => agent < agents;
  return Array.from({ length: seats - 1 }, (_, round) => {
    const at = (place: number) => (place === 0 ? 0 : 1 + ((place - 1 + round) % (seats - 1)));
    const all = Array.from({ length: seats / 2 }, (_, i) => [at(i), at(seats - 1 - i)] as const);
    const bye = all.flat().find((agent, i, list) => isReal(agent) && !isReal(list[i ^ 1] ?? agent));
    return { pairs: all.filter((pair) => pair.every(isReal)), bye: bye ?? null };
  });
}

/** What a round of a Swiss tournament goes by. */
export interface SwissBefore {
  /** Of each agent, in halves. */
  readonly halfPoints: readonly number[];
  /** How often two have met. */
  met(a: number, b: number): number;
  /** Of each agent. */
  readonly byes: readonly number[];
  /** In [0, 1): decides between those whom nothing else tells apart. */
  readonly random: () => number;
}

/** Only so many places away in the standings is an opponent looked for at first: it keeps thousands of agents quick. */
const NEAR = 40;
/** More than any difference of points costs, so that two meet again only where there is no other way. */
const REMATCH_COST = 2 ** 40;
const LEVEL_COST = 1_024;

/**
 * A round in which those meet who have about as many points: of all ways to pair everybody, the one with the fewest
 * rematches, and of those the one with the smallest sum of squared differences of points. With an odd number of agents
 * the lowest one sits out that has done so least often.
 */
export function swissRound({ halfPoints, met, byes, random }: SwissBefore): RoundPairs {
  const shuffled = halfPoints
    .map((points, agent) => ({ agent, points, lot: random() }))
    .sort((a, b) => b.points - a.points || a.lot - b.lot)
    .map(({ agent }) => agent);
  const fewest = Math.min(...byes);
  const bye = shuffled.length % 2 === 0 ? null : shuffled.findLast((agent) => byes[agent] === fewest);
  const order = shuffled.filter((agent) => agent !== bye);
  const costs = (near: number) =>
    order.flatMap((a, i) =>
      order.slice(i + 1, i + 1 + near).map((b, k) => {
        const apart = (halfPoints[a] ?? 0) - (halfPoints[b] ?? 0);
        const cost =
          apart * apart * LEVEL_COST + met(a, b) * REMATCH_COST + Math.floor(random() * LEVEL_COST);
        return [i, i + 1 + k, -cost] as const;
      }),
    );
  const pairs = pairUp(order, blossom(costs(NEAR), true));
  const isBest = pairs.length * 2 === order.length && pairs.every(([a, b]) => met(a, b) === 0);
  const best = isBest || order.length <= NEAR ? pairs : pairUp(order, blossom(costs(order.length), true));
  return { pairs: best, bye: bye ?? null };
}

function pairUp(order: readonly number[], mates: readonly number[]): Pair[] {
  return mates.flatMap((mate, i) => (i < mate ? [[order[i] ?? 0, order[mate] ?? 0] as const] : []));
}
