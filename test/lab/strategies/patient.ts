import type { Strategy } from 'botpit';

const CHOICES = ['rock', 'paper', 'scissors'] as const;

/** Everything about it takes a while: moves as they are and as raw data, and hooks that the next move must wait for. */
export default {
  name: 'patient',
  games: ['rps'],
  async init({ memory }) {
    await later();
    memory.isThere = true;
    asked = heard = points = total = 0;
  },
  async matchStart({ side }) {
    await later();
    started = side;
  },
  async move({ memory, side, random }) {
    if (!memory.isThere || started !== side) throw new Error('asked before the match had started');
    if (heard !== asked) throw new Error(`asked after ${asked} rounds, of which it was told ${heard}`);
    asked++;
    await later();
    const choice = CHOICES[Math.floor(3 * random() + total) % 3] ?? 'rock';
    return random() < 0.5 ? { raw: { choice } } : { choice };
  },
  async roundEnd({ score }) {
    await later();
    heard++;
    points = score.mine;
  },
  async matchEnd() {
    await later();
    total += points;
  },
} satisfies Strategy<'rps'>;

let started = '';
let asked = 0;
let heard = 0;
let points = 0;
let total = 0;

const later = () => new Promise<void>((resolve) => setImmediate(resolve));
