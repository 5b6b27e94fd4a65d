import { any, drawn, type Look, largest, mod3 } from './moves.js';

/** What it sees as one sequence: its opponent's moves, its own, both, or how each round ended. */
export type Stream = 'your' | 'own' | 'both' | 'results';

export function symbolAt({ own, your }: Look, stream: Stream, at: number): number {
  if (stream === 'your') return your[at] as number;
  if (stream === 'own') return own[at] as number;
  if (stream === 'results') return mod3((own[at] as number) - (your[at] as number));
  return (your[at] as number) * 3 + (own[at] as number);
}

/** Where the longest run that ends now has ended before; -1 where it never has. */
export function longestMatch(
  look: Look,
  stream: Stream,
  { longest = 20, window = 1000, oldest = false } = {},
): number {
  const from = Math.max(0, look.now - window);
  let best = -1;
  let bestLength = 0;
  for (let end = look.now - 2; end >= from; end--) {
    let length = 0;
    while (
      length < longest &&
      end - length >= from &&
      symbolAt(look, stream, end - length) === symbolAt(look, stream, look.now - 1 - length)
    )
      length++;
    if (length > bestLength || (oldest && length === bestLength && length > 0)) {
      best = end;
      bestLength = length;
    }
    if (bestLength === longest && !oldest) break;
  }
  return best;
}

/** Counts what followed the last `order` symbols of a stream, and expects what followed most often. */
export class Markov {
  readonly #order: number;
  readonly #stream: Stream;
  readonly #keep: number;
  readonly #counts = new Map<number, Float64Array>();
  #seen = 0;

  constructor(order: number, stream: Stream, keep = 1) {
    this.#order = order;
    this.#stream = stream;
    this.#keep = keep;
  }

  /** How often each move of `whose` came next; null where nothing has been seen. */
  counts(look: Look, whose: 'your' | 'own' = 'your'): Float64Array | null {
    for (; this.#seen < look.now; this.#seen++) {
      const key = this.#keyAt(look, this.#seen);
      if (key < 0) continue;
      const counts = this.#counts.get(key) ?? new Float64Array(3);
      for (let i = 0; i < 3; i++) counts[i] = (counts[i] as number) * this.#keep;
      const move = look[whose][this.#seen] as number;
      counts[move] = (counts[move] as number) + 1;
      this.#counts.set(key, counts);
    }
    return this.#counts.get(this.#keyAt(look, look.now)) ?? null;
  }

  next(look: Look): number {
    const counts = this.counts(look);
    return counts ? largest(counts) : any(look);
  }

  #keyAt(look: Look, at: number): number {
    if (at < this.#order) return -1;
    let key = 0;
    for (let i = 1; i <= this.#order; i++) key = key * 9 + symbolAt(look, this.#stream, at - i);
    return key;
  }
}

/** Softmax regression on the last moves of both, learned as it goes. */
export class Regression {
  readonly #lags: number;
  readonly #rate: number;
  readonly #weights: Float64Array;
  #features: number[] = [];
  #expected: number[] = [1 / 3, 1 / 3, 1 / 3];
  #seen = 0;

  constructor(lags: number, rate: number) {
    this.#lags = lags;
    this.#rate = rate;
    this.#weights = new Float64Array((1 + 6 * lags) * 3);
  }

  /** The probabilities of your next move. */
  next(look: Look): readonly number[] {
    if (look.now > this.#seen) {
      const came = look.your[look.now - 1] as number;
      for (const feature of this.#features) {
        for (let move = 0; move < 3; move++) {
          const at = feature * 3 + move;
          const error = (move === came ? 1 : 0) - (this.#expected[move] as number);
          this.#weights[at] = (this.#weights[at] as number) + this.#rate * error;
        }
      }
      this.#seen = look.now;
    }
    this.#features = [0];
    for (let lag = 1; lag <= Math.min(this.#lags, look.now); lag++) {
      const at = 1 + 6 * (lag - 1);
      this.#features.push(at + (look.your[look.now - lag] as number));
      this.#features.push(at + 3 + (look.own[look.now - lag] as number));
    }
    const scores = [0, 1, 2].map((move) =>
      Math.exp(
        this.#features.reduce((sum, feature) => sum + (this.#weights[feature * 3 + move] as number), 0),
      ),
    );
    const total = scores.reduce((a, b) => a + b);
    this.#expected = scores.map((score) => score / total);
    return this.#expected;
  }
}

/** Context tree weighting: contexts of your last moves up to a depth, mixed by how well each has told what follows. */
export class ContextTree {
  readonly #depth: number;
  readonly #stream: Stream;
  readonly #nodes = new Map<
    number,
    { readonly counts: Float64Array; logEstimate: number; logWeighted: number }
  >();
  #seen = 0;

  constructor(depth: number, stream: Stream) {
    this.#depth = depth;
    this.#stream = stream;
  }

  next(look: Look): Float64Array {
    for (; this.#seen < look.now; this.#seen++) {
      if (this.#seen >= this.#depth) this.#learn(look, this.#seen, look.your[this.#seen] as number);
    }
    let odds = Float64Array.of(1 / 3, 1 / 3, 1 / 3);
    if (look.now <= this.#depth) return odds;
    // From the root to the leaf: each node is believed by what its own estimate has been worth against the deeper ones.
    let share = 1;
    const mixed = new Float64Array(3);
    for (let depth = 0; depth <= this.#depth; depth++) {
      const node = this.#nodes.get(this.#keyAt(look, look.now, depth));
      if (!node) break;
      const total = node.counts.reduce((a, b) => a + b, 0);
      odds = node.counts.map((count) => (count + 1 / 3) / (total + 1));
      const stays =
        depth === this.#depth ? 1 : Math.min(1, 0.5 * Math.exp(node.logEstimate - node.logWeighted));
      for (let i = 0; i < 3; i++) mixed[i] = (mixed[i] as number) + share * stays * (odds[i] as number);
      share *= 1 - stays;
    }
    for (let i = 0; i < 3; i++) mixed[i] = (mixed[i] as number) + share * (odds[i] as number);
    return mixed;
  }

  #learn(look: Look, at: number, move: number): void {
    let deeper = 0;
    for (let depth = this.#depth; depth >= 0; depth--) {
      const key = this.#keyAt(look, at, depth);
      const node = this.#nodes.get(key) ?? { counts: new Float64Array(3), logEstimate: 0, logWeighted: 0 };
      const before = node.logWeighted;
      const total = node.counts.reduce((a, b) => a + b, 0);
      node.logEstimate += Math.log(((node.counts[move] as number) + 1 / 3) / (total + 1));
      node.counts[move] = (node.counts[move] as number) + 1;
      // The deeper nodes together have changed by `deeper`.
      const children = depth === this.#depth ? node.logEstimate : this.#childrenOf(node, deeper);
      const high = Math.max(node.logEstimate, children);
      node.logWeighted =
        depth === this.#depth
          ? node.logEstimate
          : high + Math.log(0.5 * Math.exp(node.logEstimate - high) + 0.5 * Math.exp(children - high));
      deeper = node.logWeighted - before;
      this.#nodes.set(key, node);
    }
  }

  readonly #children = new WeakMap<object, number>();

  #childrenOf(node: object, change: number): number {
    const sum = (this.#children.get(node) ?? 0) + change;
    this.#children.set(node, sum);
    return sum;
  }

  #keyAt(look: Look, at: number, depth: number): number {
    let key = 1;
    for (let i = 1; i <= depth; i++) key = key * 10 + 1 + symbolAt(look, this.#stream, at - i);
    return key;
  }
}

/** Learns by reward what to play after the last moves of both. */
export class QLearner {
  readonly #values = new Map<number, Float64Array>();
  readonly #lags: number;
  readonly #rate: number;
  readonly #discount: number;
  readonly #policy: (values: Float64Array, look: Look) => number;
  #state = -1;

  constructor(
    lags: number,
    rate: number,
    discount: number,
    policy: (values: Float64Array, look: Look) => number,
  ) {
    this.#lags = lags;
    this.#rate = rate;
    this.#discount = discount;
    this.#policy = policy;
  }

  next(look: Look): number {
    let state = 0;
    for (let lag = 1; lag <= Math.min(this.#lags, look.now); lag++) {
      state = state * 10 + 1 + symbolAt(look, 'both', look.now - lag);
    }
    const values = this.#of(state);
    if (this.#state >= 0 && look.now > 0) {
      const before = this.#of(this.#state);
      const move = look.own[look.now - 1] as number;
      const won = mod3(move - (look.your[look.now - 1] as number));
      const reward = won === 1 ? 1 : won === 2 ? -1 : 0;
      const target = reward + this.#discount * Math.max(...values);
      before[move] = (before[move] as number) + this.#rate * (target - (before[move] as number));
    }
    this.#state = state;
    return this.#policy(values, look);
  }

  #of(state: number): Float64Array {
    const known = this.#values.get(state) ?? new Float64Array(3);
    this.#values.set(state, known);
    return known;
  }
}

export const greedily =
  (chance: number) =>
  (values: Float64Array, look: Look): number =>
    look.random() < chance ? any(look) : largest(values);

export const softly =
  (temperature: number) =>
  (values: Float64Array, look: Look): number =>
    drawn(
      values.map((value) => Math.exp(value / temperature)),
      look.random(),
    );
