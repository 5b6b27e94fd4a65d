// node bench/nightly/calculator.js: a million questions as the arena asks them, answered by `calculator`.
import { Claims, load, rngOf } from './support.js';

const QUESTIONS = 1_000_000;

const { gameOf } = await load('src/games/index.ts');
const { seededDraws, startMatch, viewFor } = await load('src/match/index.ts');
const { calculate } = await load('strategies/support/calculate.ts');

const claims = new Claims('the answers of calculator in the grammar of the arena');
const game = gameOf('math_duel');
// Draws have a number for a seed.
const first = Math.floor((await rngOf('calculator'))() * 2 ** 40);
const questions = new Set();
const wrong = [];
let doubts = 0;
let busyMs = 0;
for (let i = 0; i < QUESTIONS; i += 1) {
  const state = viewFor(game, startMatch(game, seededDraws(first + i)), 'a');
  questions.add(state.expression);
  const since = performance.now();
  const { answer, doubt } = calculate(state.expression);
  busyMs += performance.now() - since;
  if (doubt !== null) doubts += 1;
  // By the rules, and by JavaScript, whose precedence is the same.
  const isRight =
    answer === game.fallbackMove(state).answer && answer === new Function(`return ${state.expression}`)();
  if (!isRight) wrong.push(`${state.expression} → ${answer}`);
}
const right = QUESTIONS - wrong.length;
claims.check(
  'right answers',
  right === QUESTIONS,
  `${right} of ${QUESTIONS} ${wrong.slice(0, 5).join('; ')}`,
);
claims.check('different questions', questions.size > QUESTIONS / 5, questions.size);
claims.check('warnings', doubts === 0, doubts);
console.log(`  ${((1000 * busyMs) / QUESTIONS).toFixed(2)} µs an answer`);
