// node bench/nightly/adversary.js [game …]: what `adaptive` keeps against an opponent that has its source. `SCALE` scales the work.
import { Claims, load } from './support.js';

const { baits, mindReader, playSeries, Seat } = await load('test/strategies/opponents/index.ts');
const { default: adaptive } = await load('strategies/adaptive.ts');

/** Matches of a series, how many series, and the least mean score: whatever the opponent shows. */
const SERIES = [
  [1, 10_000, 0.496],
  [200, 100, 0.467],
  [1_000, 40, 0.485],
  [20_000, 3, 0.496],
];
const SCALE = Number(process.env.SCALE ?? 1);
/** A round of blotto takes as long as a hundred of the others. */
const SCALE_OF = { blotto: 0.1 };
const SEED = Number(process.env.FUZZ_SEED ?? 1);

const asked = process.argv.slice(2);

for (const [game, shown] of Object.entries(baits)) {
  if (asked.length > 0 && !asked.includes(game)) continue;
  const scale = SCALE * (SCALE_OF[game] ?? 1);
  const claims = new Claims(`adaptive in ${game} against an opponent that has its source`);
  for (const [name, bait] of Object.entries(shown)) {
    for (const [matches, series, floor] of SERIES) {
      const score = meanScore(game, bait, matches, Math.ceil(series * scale));
      const luck = 2 * Math.sqrt(0.25 / (matches * Math.ceil(series * scale)));
      const claim = `it shows ${name}, series of ${matches}`;
      claims.check(
        claim,
        score >= floor - luck,
        `${score.toFixed(4)} of at least ${floor} (luck ${luck.toFixed(4)})`,
      );
    }
  }
}

function meanScore(game, bait, matches, series) {
  let total = 0;
  for (let n = 0; n < series; n += 1) {
    const rngSeed = SEED + n;
    const seats = [
      new Seat(adaptive, `adaptive ${rngSeed}`),
      new Seat(mindReader(game, bait), `reader ${rngSeed}`),
    ];
    total += playSeries(...seats, { game, matches, rngSeed }) / series;
  }
  return total;
}
