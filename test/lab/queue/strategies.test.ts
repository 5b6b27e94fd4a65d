import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { QueueEvent } from '../../../src/lab/index.js';
import { planId } from '../../../src/lab/plan.js';
import { declarationIn } from '../../../src/lab/players/declarations.js';
import { pack, unpack } from '../../../src/lab/queue/entrants.js';
import { openRuns, type RunRecord, wantedId } from '../../../src/lab/queue/runs.js';
import { type Prepared, prepareMatch } from '../../../src/lab/request.js';
import { playRun } from '../../../src/lab/run.js';
import { HANGS, strategyFolder } from '../support.js';
import { skipsRedis } from './redis.js';
import { facts, learners, locally } from './runs.js';
import { playOut, site } from './site.js';

const MAIN = `
import { choose } from '../lib/choose.js';
import moves from './moves.json';
const params = { skew: { type: 'number', default: 1, min: 1 } };
export default { name: 'main', games: ['rps'], params, move: (turn) => choose(moves, turn) };
`;
const CHOOSE = `
export function choose(moves, turn) {
  if (turn.random() < 0.01) throw new Error('no idea');
  return moves[Math.floor(3 * turn.random() ** turn.params.skew)];
}
`;
const HANGING = `
export default {
  name: 'hangs',
  games: ['rps'],
  move(turn) { if (turn.matchId === 'lab-3') ${HANGS} return 'rock'; },
};
`;
const COMMAND = `
import { createInterface } from 'node:readline';
for await (const line of createInterface({ input: process.stdin })) {
  if (JSON.parse(line).type === 'turn') console.log('{"move":"paper"}');
}
`;

async function packed(file: string) {
  const { snapshot } = await declarationIn(file, 'rps');
  return pack(file, snapshot.files);
}

describe.skipIf(skipsRedis)('strategies by a queue', () => {
  const { server, worker, open } = site();

  /** As a coordinator does. */
  async function putRun(record: RunRecord): Promise<void> {
    const runs = openRuns(server.connection);
    await runs.add('run', record, { jobId: wantedId(planId(record.plan)) });
    await runs.close();
  }

  test('travel with what they import and what their parameters are set to, and their faults are told as at home', async () => {
    const folder = strategyFolder({
      'bots/main.ts': MAIN,
      'bots/moves.json': '["rock", "paper", "scissors"]',
      'lib/choose.ts': CHOOSE,
    });
    const prepared = await prepareMatch(join(folder, 'bots/main.ts?skew=3'), 'random', {
      game: 'rps',
      matches: 400,
      series: 100,
      seed: 'imports',
    });
    const expected = await locally(prepared);
    expect(expected.entrants[0]).toMatchObject({
      name: 'main?skew=3',
      firstFault: expect.stringContaining('choose.ts'),
    });
    const one = worker(1, { cwd: folder });
    const result = await playOut(prepared, await open(prepared));
    expect(facts(result)).toEqual(facts(expected));
    await one.hears('over');
    await one.stop();
  });

  test('that hang cost their match only', async () => {
    const folder = strategyFolder({ 'hangs.ts': HANGING });
    const prepared = await prepareMatch(join(folder, 'hangs.ts'), 'random', {
      game: 'rps',
      matches: 20,
      series: 10,
      seed: 'hangs',
      moveTimeoutMs: 200,
    });
    const expected = await locally(prepared);
    expect(expected.entrants[0]?.faults).toEqual({ hung: 2 });
    worker(1);
    expect(facts(await playOut(prepared, await open(prepared)))).toEqual(facts(expected));
  });

  test('that are commands are run as typed, and mixed with files', async () => {
    const folder = strategyFolder({ 'bot.mjs': COMMAND, 'main.ts': 'export default () => "rock";' });
    const command = `cmd: "${process.execPath}" '${join(folder, 'bot.mjs')}'`;
    const options = { game: 'rps', matches: 8, series: 4, seed: 'command', moveTimeoutMs: 10_000 } as const;
    const prepared = await prepareMatch(command, join(folder, 'main.ts'), options);
    const expected = await locally(prepared);
    expect(expected.pairings[0]?.summary).toMatchObject({ wins: 8 });
    worker(1);
    expect(facts(await playOut(prepared, await open(prepared)))).toEqual(facts(expected));
  });

  test.each([
    ['../escaped.js', 'not safe'],
    ['a/../../escaped.js', 'not safe'],
    ['/tmp/escaped.js', 'not safe'],
    ['C:\\escaped.js', 'not safe'],
  ])('a path that leads out, %s, is refused', async (path, reason) => {
    const folder = strategyFolder({ 'main.ts': 'export default () => "rock";' });
    const inner = strategyFolder({});
    const { text } = await packed(join(folder, 'main.ts'));
    const hostile = JSON.stringify({ ...JSON.parse(text), files: { 'main.ts': '', [path]: '' } });
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256').update(hostile).digest('hex');
    await expect(unpack(hostile, hash, inner)).rejects.toThrow(reason);
    expect(existsSync(join(inner, 'main.ts'))).toBe(false);

    const prepared = await prepareMatch(join(folder, 'main.ts'), 'random', { game: 'rps', seed: path });
    const sources = [
      { kind: 'files', hash, text: hostile, folder: '' },
      { kind: 'named', spec: 'random' },
    ] as const;
    await putRun({ plan: prepared.plan, sources });
    const { reason: told } = await worker().hears('refused');
    expect(told).toContain(reason);
  });

  test('whose files are not those of the plan are refused', async () => {
    const folder = strategyFolder({
      'main.ts': 'export default () => "rock";',
      'b.ts': 'export default () => "paper";',
    });
    const { plan } = await prepareMatch(join(folder, 'main.ts'), 'random', {
      game: 'rps',
      seed: 'other files',
    });
    const parcel = await packed(join(folder, 'b.ts'));
    const put = (run: typeof plan, stated: string) =>
      putRun({
        plan: run,
        sources: [
          { ...parcel, hash: stated },
          { kind: 'named', spec: 'random' },
        ],
      });
    await put(plan, parcel.hash);
    const one = worker();
    expect((await one.hears('refused')).reason).toContain('another version');
    const other = { ...plan, seed: 'wrong hash' };
    await put(other, '0'.repeat(64));
    expect((await one.hears('refused', ({ runId }) => runId === planId(other))).reason).toContain('hash');
  });

  test('that take their time to start keep no other run waiting', async () => {
    const { plan } = await learners(4, 'slow');
    const slow = 'cmd: node -e "process.stdin.resume()"';
    const sources = [slow, 'random'].map((spec) => ({ kind: 'named', spec }) as const);
    const others = ['before', 'after'].map((seed) => ({ ...plan, seed }));
    const [before, after] = others.map((other) => () => putRun({ plan: other, sources: [] }));
    await before?.();
    await putRun({ plan: { ...plan, startTimeoutMs: 600_000 }, sources });
    await after?.();
    const one = worker();
    for (const other of others) await one.hears('refused', ({ runId }) => runId === planId(other));
  });

  test('of another botpit, and commands that are others here, are left to other workers', async () => {
    const { plan, sources } = await learners(4, 'another botpit');
    const folder = strategyFolder({ 'bot.mjs': '// Not there where the run is planned.' });
    const one = worker(1, { cwd: folder });
    const heard = async (prepared: { plan: typeof plan; sources: Prepared['sources'] }) => {
      const over = new AbortController();
      let refusal: QueueEvent | undefined;
      const executor = await open({ ...prepared, openers: [] }, (event) => {
        if (event.kind !== 'refused') return;
        refusal = event;
        over.abort();
      });
      await playRun(prepared.plan, { executor, signal: over.signal });
      await executor.discard?.();
      await executor.close();
      expect((await one.hears('refused', ({ runId }) => runId === planId(prepared.plan))).reason).toBe(
        (refusal as { reason?: string } | undefined)?.reason,
      );
      return (refusal as { reason?: string } | undefined)?.reason;
    };
    expect(await heard({ plan: { ...plan, botpit: '0.0.0' }, sources })).toContain('0.0.0');
    const answers = `process.stdin.on('data', () => console.log(JSON.stringify({ move: 'rock' })))`;
    const command = await prepareMatch(`cmd: node -e "${answers}" bot.mjs`, 'random', {
      game: 'rps',
      matches: 4,
      seed: 'cmd',
    });
    expect(await heard(command)).toContain('another version');
  });
});
