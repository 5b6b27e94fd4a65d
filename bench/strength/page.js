import { LENGTHS } from './measure.js';

/** The mean of what was measured for jobs that are wanted; null where there are none. */
function meanOf(measured, isWanted) {
  const wanted = measured.filter(({ job }) => isWanted(job));
  if (wanted.length === 0) return null;
  const values = wanted.map(({ result }) => result.value);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const figure = (value) => (value === null ? '' : value.toFixed(3));

/** The kinds of a game in their order, with how many opponents each has. */
function kindsIn(measured) {
  const kinds = new Map();
  for (const { job } of measured) {
    if (job.kind === undefined) continue;
    if (!kinds.has(job.kind)) kinds.set(job.kind, new Set());
    kinds.get(job.kind).add(job.opponent);
  }
  return [...kinds].map(([name, opponents]) => ({ name, count: opponents.size }));
}

const row = (cells) => `| ${cells.join(' | ')} |`;

function exploitabilityOf(measured, strategy) {
  const { result } =
    measured.find(({ job }) => job.what === 'exploitability' && job.strategy === strategy) ?? {};
  if (!result) return '';
  const value = Math.max(0, result.value);
  return result.isExact ? value.toFixed(4) : `≥ ${value.toFixed(3)}`;
}

/** The tables of one game, as Markdown. @param isWhole whether all strategies were measured in all ways */
export function tablesOf(game, all, isWhole) {
  const measured = all.filter(({ job }) => job.game === game);
  const kinds = kindsIn(measured);
  const strategies = [...new Set(measured.flatMap(({ job }) => job.strategy ?? []))];
  const lines = [`## ${game}`, ''];
  kinds.forEach(({ name, count }, i) => {
    lines.push(`${i + 1}. ${name} (${count})`);
  });
  lines.push('', row(['strategy', 'exploitability', ...kinds.map((_, i) => i + 1)]));
  lines.push(row(['---', '---:', ...kinds.map(() => '---:')]));
  for (const strategy of strategies) {
    const scores = kinds.map(({ name }) =>
      figure(
        meanOf(measured, (job) => job.what === 'score' && job.strategy === strategy && job.kind === name),
      ),
    );
    lines.push(row([`\`${strategy}\``, exploitabilityOf(measured, strategy), ...scores]));
  }
  const responses = kinds.map(({ name }) =>
    figure(meanOf(measured, (job) => job.what === 'response' && job.kind === name)),
  );
  if (responses.some(Boolean)) lines.push(row(['*best response, learned*', '', ...responses]));
  const best = kinds.map(({ name }) => figure(bestKnown(measured, name)));
  if (isWhole) lines.push(row(['*best known*', '', ...best]));
  return lines.join('\n');
}

/** Against each opponent the best of all that were measured, the learned response among them; the mean of a kind. */
function bestKnown(measured, kind) {
  const best = new Map();
  for (const { job, result } of measured) {
    if (job.kind === kind) best.set(job.opponent, Math.max(best.get(job.opponent) ?? 0, result.value));
  }
  return best.size === 0 ? null : [...best.values()].reduce((sum, value) => sum + value, 0) / best.size;
}

/** What repeats a page. */
function commandOf({ seed, matches, lane }) {
  const isUsual = matches === LENGTHS.matches && lane === LENGTHS.lane;
  return `npm run strength -- --seed ${seed}${isUsual ? '' : ` --matches ${matches} --lane ${lane}`}`;
}

/** The page. @param tables those of all games */
export function pageOf(tables, settings) {
  const { matches, lane } = settings;
  return `# How strong the built-in strategies are

\`npm run strength\` writes this page. For each game there is a table: a row for each strategy that ships, a column for each kind of
opponent. A figure is the score, from 0 to 1 and a draw being half, over all opponents of the kind, each of which weighs the same.

## What is measured

- **Matches.** ${matches.toLocaleString('en')} against each opponent, in lanes of ${lane} (\`blotto\`: 20, in lanes of 10): whoever learns does so from the first match
  of a lane on, and knows nothing before it. The sides alternate. What a lane is: [lab.md](lab.md#how-it-is-played).
- **Opponents.** They stand in \`bench/strength/opponents/\`, a file for each game, and are strategies as users write them. How many a kind has
  stands behind its name. \`adaptive\` was written with half of them in sight. The last two columns are strategies that ship, the row's own among them.
- **Exploitability.** What the best response scores beyond one half: exact where a strategy publishes its mixes, as computed by \`botpit lab
  exploit\`. Elsewhere it is what a learned response gained in as many matches as are played against an opponent, which is a
  lower bound (≥). \`blotto\` has none here, as that takes long: \`botpit lab exploit equilibrium --game blotto\`.
- **Best response, learned.** What the response of \`botpit lab exploit\` scores against the opponents: it watches each and answers by situation and
  last moves. **Best known** takes the best against each opponent, of all rows, so it is left out where some were not measured. It is measured by the same matches, so it is a little too high
  where many rows are nearly equal.
- **How sure.** The standard error of one opponent is about ${(0.5 / Math.sqrt(matches)).toFixed(3)}, more where the strategy or its opponent learns; that of a kind is smaller by the root of
  the number of its opponents.
- \`equilibrium-full\` is missing, as its table is not shipped; \`dice_duel\` and \`high_card_duel\` are missing, as nothing can be decided there.
  In \`math_duel\` the lab has no clock, so that two right answers tie.

## To repeat it, or to compare

\`\`\`
${commandOf(settings)}
npm run strength -- --quick                               # the figures of this page, writes nothing
npm run strength -- --game rps --strategy ../my-bot/my.ts # your own strategy against every kind
npm run strength -- --game rps --kind "cycles to 13" --strategy adaptive,frequency --seed 7
\`\`\`

The first command writes this page again, to the last digit, in some minutes on two cores. Each figure depends on the seed, the lengths, the strategy
and the opponent alone: a part of the page has the same figures as the whole, by any number of threads. \`--matches\`, \`--lane\`, \`--jobs\` and \`--json\` do what they say; \`--json\` has a line for each opponent. \`--what score\`, \`exploitability\` or \`response\` measures one of the three.

${tables}
`;
}
