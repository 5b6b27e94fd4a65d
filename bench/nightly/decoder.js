// node --expose-gc bench/nightly/decoder.js [frames]: hostile frames at both decoders, a million each.
import { Claims, heapMiB, load, rngOf } from './support.js';

const FRAMES = Number(process.argv[2] ?? 1_000_000);
/** How many of the slowest frames are measured again. */
const SUSPECTS = 200;
const REPEATS = 15;
/** The worst frame may take so many times what a valid one of its length takes (the parser is ten times slower on nested arrays), */
const WORST_RATIO = 16;
/** or of this length where it is shorter: what an exception costs is the same for all. */
const SHORTEST = 1_024;

const { decodeServerMessage, decodeClientMessage } = await load('src/protocol/index.ts');
const { SERVER_SAMPLES, CLIENT_SAMPLES } = await load('test/protocol/samples.ts');
const { hostileFrames } = await load('test/support/hostile-frames.ts');

const PROBLEMS = [
  'too_large',
  'binary',
  'not_json',
  'forbidden_key',
  'too_deep',
  'not_an_object',
  'no_type',
  'bad_field',
];

await fuzz('server', decodeServerMessage, SERVER_SAMPLES);
await fuzz('client', decodeClientMessage, CLIENT_SAMPLES);

async function fuzz(side, decode, samples) {
  const claims = new Claims(`decoder, ${FRAMES} hostile frames from a ${side}`);
  const frames = async () => hostileFrames(await rngOf(`${side} decoder`), Object.values(samples));
  const known = new Set(Object.keys(samples));
  const counts = {};
  const wrong = [];
  let suspects = [];
  let limit = 0;
  let early = 0;
  const next = await frames();
  const startedAt = performance.now();
  let decodeNs = 0;
  for (let i = 0; i < FRAMES; i += 1) {
    const { data, isBinary } = next();
    const text = data.toString();
    const from = process.hrtime.bigint();
    let decoded;
    try {
      decoded = decode(text, isBinary);
    } catch (error) {
      wrong.push(`frame ${i} threw ${error}`);
      continue;
    }
    const ns = Number(process.hrtime.bigint() - from);
    decodeNs += ns;
    const kind = decoded.kind === 'malformed' ? decoded.problem : decoded.kind;
    counts[kind] = (counts[kind] ?? 0) + 1;
    const right =
      decoded.kind === 'malformed'
        ? PROBLEMS.includes(decoded.problem)
        : Object.getPrototypeOf(decoded.message) === Object.prototype &&
          known.has(decoded.message.type) === (decoded.kind === 'message');
    if (!right) wrong.push(`frame ${i} became ${kind}`);
    const slowness = ns / (500 + text.length);
    if (slowness > limit) {
      suspects.push({ i, slowness });
      if (suspects.length >= 2 * SUSPECTS) {
        suspects = suspects.sort((a, b) => b.slowness - a.slowness).slice(0, SUSPECTS);
        limit = suspects.at(-1).slowness;
      }
    }
    if (i + 1 === Math.floor(FRAMES / 10)) early = await heapMiB();
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const late = await heapMiB();
  claims.check('answers', wrong.length === 0, wrong[0] ?? JSON.stringify(counts));
  const polluted = [Object, Array, String, Number, Function].some(({ prototype }) => 'polluted' in prototype);
  claims.check('prototypes', !polluted, polluted ? 'polluted' : 'as they were');
  claims.growth('heap', early, late);
  await worst(claims, decode, await frames(), suspects.slice(0, SUSPECTS));
  console.log(
    `          ${seconds.toFixed(1)} s with making the frames; ${(decodeNs / FRAMES / 1000).toFixed(2)} us a frame to decode`,
  );
}

/** Measures the slowest frames again, each against a valid one as long. */
async function worst(claims, decode, next, suspects) {
  const wanted = new Set(suspects.map(({ i }) => i));
  const last = Math.max(...wanted);
  let worstRatio = 0;
  let example = '';
  for (let i = 0; i <= last; i += 1) {
    const { data, isBinary } = next();
    if (!wanted.has(i)) continue;
    const text = data.toString();
    const ratio =
      bestNs(decode, text, isBinary) / bestNs(decode, validOf(Math.max(SHORTEST, text.length)), false);
    if (ratio <= worstRatio) continue;
    worstRatio = ratio;
    example = `frame ${i}, ${text.length} characters: ${JSON.stringify(text.slice(0, 60))}`;
  }
  claims.check(
    'slowest against a valid frame as long',
    worstRatio <= WORST_RATIO,
    `${worstRatio.toFixed(1)} times`,
  );
  console.log(`          ${example}`);
}

function bestNs(decode, text, isBinary) {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < REPEATS; i += 1) {
    const from = process.hrtime.bigint();
    decode(text, isBinary);
    best = Math.min(best, Number(process.hrtime.bigint() - from));
  }
  return best;
}

/** A message that is as full of values as a message can be. Neither side sends it, so no field is checked either. */
function validOf(length) {
  const filler = Math.max(0, Math.floor((Math.min(length, 65_536) - 24) / 8));
  return `{"type":"newer","x":[${'{"a":1},'.repeat(filler)}0]}`;
}
