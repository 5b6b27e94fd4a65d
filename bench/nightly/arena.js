// node bench/nightly/arena.js [frames]: hostile frames at the embedded arena, half with the rate limits lifted, half with
// them in force, while an honest pair plays on.
import { Claims, load, rngOf, startPeer } from './support.js';

const FRAMES = Number(process.argv[2] ?? 1_000_000);
const CONNECTIONS = 32;
/** Three late rounds end a match; each of them is 3 s here. */
const LAST_MATCH_MS = 12_000;

const { answersNewcomer, attackArena, HonestPair } = await load('test/support/arena-attack.ts');

for (const limits of ['no-limits', 'limits']) await fuzz(limits, FRAMES / 2);
process.exit();

async function fuzz(limits, frames) {
  const claims = new Claims(`arena, ${frames} hostile frames, ${limits}`);
  const arena = startPeer('peers/arena.js', [limits]);
  const code = await Promise.race([arena.ended, underAttack(claims, arena, limits, frames)]);
  claims.check('the arena', code === undefined, code === undefined ? 'lives' : `ended with ${code}`);
  arena.stop();
}

async function underAttack(claims, arena, limits, frames) {
  const { url } = await arena.first();
  const idle = await arena.ask('count');
  const pair = new HonestPair(url, limits === 'limits');
  await pair.start();
  await pair.until(() => pair.matches > 0 || pair.faults.length > 0);
  const busy = await arena.ask('count');
  const before = pair.matches;
  let early;
  const startedAt = performance.now();
  const report = await attackArena({
    url,
    frames,
    random: await rngOf(`arena ${limits}`),
    connections: CONNECTIONS,
    pause: (sent) => {
      if (sent >= frames / 10 && !early) {
        early = arena.ask('memory');
        return early;
      }
    },
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const during = pair.matches - before;
  await pair.until(() => pair.matches > before + during || pair.faults.length > 0);
  await pair.stop();
  const newcomer = await answersNewcomer(url);
  await new Promise((resolve) => setTimeout(resolve, LAST_MATCH_MS));
  const late = await arena.ask('count');

  claims.check(
    'the honest pair',
    pair.faults.length === 0,
    pair.faults[0] ?? `${during} matches during the attack, one after it`,
  );
  claims.check('a newcomer', newcomer, newcomer ? 'is answered' : 'is not answered');
  claims.check('frames from the arena', report.wrong.length === 0, report.wrong[0] ?? 'are all messages');
  const then = await early;
  claims.growth('heap', then.heap, late.heap);
  claims.growth('resident', then.rss, late.rss);
  claims.check(
    'the count of objects',
    busy.objects.Connection === 2,
    `sees ${busy.objects.Connection} connections of 2`,
  );
  const { events } = late;
  for (const [from, to] of [
    ['agent_connected', 'agent_disconnected'],
    ['match_started', 'match_ended'],
  ])
    claims.check(`${from} = ${to}`, events[from] === events[to], `${events[from]}, ${events[to]}`);
  claims.check(
    'escrow and sum of the ledger',
    late.ledger.every((sum) => sum === 0),
    late.ledger.join(', '),
  );
  for (const [name, count] of Object.entries(late.objects)) {
    // An agent is remembered by its key; a mutated key is one more.
    const most = idle.objects[name] + (name === 'Agent' ? 1_000 : 0);
    claims.check(`${name} objects`, count <= most, `${idle.objects[name]} before, ${count} after`);
  }
  console.log(
    `          ${seconds.toFixed(1)} s, ${Math.round(report.sent / seconds)} frames/s over ${report.connections} connections, ${report.matches} seats in matches among attackers`,
  );
  console.log(`          answers ${JSON.stringify(report.answers)}`);
}
