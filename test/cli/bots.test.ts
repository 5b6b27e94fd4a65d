import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import type { Io } from '../../src/cli/command.js';
import { main } from '../../src/cli/main.js';
import { holdAccount, refusePlaying } from '../../src/cli/operations/processes.js';
import { accountOf, LOCAL_ARENA } from '../../src/history/index.js';
import { intend, ledgerAt, openAt, WAGER } from '../history/support.js';
import { canaryKey } from '../support/canary.js';
import { expectInSchema } from '../support/events-schema.js';
import { Captured, jsonLines, runCli, tempFolder } from '../support/run-cli.js';
import { sample } from './records-sample.js';
import { keep } from './records-write.js';

const LIVE = { account: 'a'.repeat(16), bot: 'live' };
const OWL = { account: 'b'.repeat(16), bot: 'night-owl' };

/** What an operator types about the records of a folder. */
function typist(cwd = tempFolder()) {
  const typed = (...args: readonly string[]) => runCli([...args, '--data-dir', '.'], { cwd });
  const told = async (...args: readonly string[]) => {
    const lines = jsonLines((await typed(...args, '--json')).stdout);
    expectInSchema(lines);
    return lines;
  };
  return { cwd, typed, told };
}

test('a limit is released for the bot that is named, and for no other', async () => {
  const { cwd, typed, told } = typist();
  for (const bot of [LIVE, OWL]) ledgerAt(cwd, bot).trip('max-loss', `${bot.bot} has lost`, null);
  expect(await told('status')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: 'latch', bot: 'live', message: 'live has lost' }),
      expect.objectContaining({ event: 'latch', bot: 'night-owl' }),
    ]),
  );
  expect((await typed('status')).stdout).toContain('`botpit resume max-loss --bot night-owl`');
  expect(await typed('resume', 'max-loss', '--bot', 'liev')).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('Did you mean live?'),
  });
  expect(await told('resume', 'max-loss', '--bot', 'live')).toMatchObject([
    { event: 'released', bot: 'live', limit: 'max-loss', account: LIVE.account },
  ]);
  expect(await typed('resume', 'max-loss', '--bot', 'live')).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('max-loss is not latched for live'),
  });
  expect(await told('resume', 'max-loss')).toMatchObject([{ bot: 'night-owl' }]);
});

test('a limit over all accounts is not one of a bot alone', async () => {
  const { cwd, typed } = typist();
  ledgerAt(cwd, OWL);
  ledgerAt(cwd, LIVE).trip('max-daily-loss', 'lost', null, 'folder');
  expect(await typed('resume', 'max-daily-loss', '--bot', 'live')).toMatchObject({
    exitCode: 64,
    stderr: expect.stringMatching(
      /holds all accounts of the folder, not live alone\n.*`botpit resume max-daily/,
    ),
  });
  expect(await typed('resume', 'max-daily-loss')).toMatchObject({ exitCode: 0 });
});

test('doctor looks at what holds the bot of the key, and not at what holds others of the folder', async () => {
  const { cwd } = typist();
  const key = canaryKey('bots-doctor');
  ledgerAt(cwd, OWL).trip('max-loss', 'lost', null);
  const own = ledgerAt(cwd, { bot: 'live', account: accountOf(key) });
  const records = async () => {
    const args = ['doctor', '--data-dir', '.', '--json', '--url', 'ws://127.0.0.1:1/ws'];
    const { stdout } = await runCli(args, { cwd, env: { BOTPIT_API_KEY: key } });
    return jsonLines(stdout).find(({ name }) => name === 'records');
  };
  expect(await records()).toMatchObject({ verdict: 'ok' });
  own.trip('max-streak', 'five in a row', null);
  expect(await records()).toMatchObject({
    verdict: 'problem',
    mend: expect.stringMatching(/^`botpit resume max-streak --bot live --data-dir \S+` lets play go on\.$/),
  });
});

test('an intent is settled by its bot, or by its number where that is one of the bot', async () => {
  const { cwd, typed, told } = typist();
  const own = intend(ledgerAt(cwd, LIVE));
  const others = [1, 2].map(() => intend(ledgerAt(cwd, OWL)));
  const payout = ['--payout', '0'];
  expect(await typed('settle', String(others[0]), '--bot', 'live', ...payout)).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining(`intent ${others[0]} is not one of live`),
  });
  expect(await typed('settle', '--bot', 'night-owl', ...payout)).toMatchObject({
    exitCode: 64,
    stderr: expect.stringMatching(
      new RegExp(`which intent of night-owl\\?\\n.*Expected ${others.join(' or ')}\\.`),
    ),
  });
  expect(await typed('settle', ...payout)).toMatchObject({ exitCode: 64 });
  expect(await told('settle', '--bot', 'live', ...payout)).toMatchObject([
    { event: 'intent_settled', bot: 'live', intent: own, net_lamports: -WAGER },
  ]);
  expect(await typed('settle', '--bot', 'live', ...payout)).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('live has no open intent'),
  });
  expect(await told('settle', String(others[1]), '--bot', 'night-owl', ...payout)).toMatchObject([
    { bot: 'night-owl', intent: others[1] },
  ]);
});

test('an account goes by the name that it last played under', async () => {
  const { cwd, typed, told } = typist();
  ledgerAt(cwd, { ...LIVE, bot: 'lifted' }).connected({ agentId: 'ag_1', agentName: 'Calm Heron' });
  ledgerAt(cwd, LIVE).trip('max-loss', 'lost', null);
  expect(await told('status')).toContainEqual(
    expect.objectContaining({ event: 'latch', bot: 'live', agent_id: 'ag_1', agent_name: 'Calm Heron' }),
  );
  expect(await typed('resume', 'max-loss', '--bot', 'lifted')).toMatchObject({ exitCode: 64 });
  expect(await typed('resume', 'max-loss', '--bot', 'live')).toMatchObject({ exitCode: 0 });
});

test('matches are listed, summed up, shown and exported by the bots that played them', async () => {
  const { cwd, typed, told } = typist();
  const [first, second, nameless] = [{ bot: 'live' }, { bot: 'night-owl', outcome: 'loss' }, {}] as const;
  await keep(cwd, 'practice', sample(1, first), sample(2, second), sample(3, nameless));

  const lines = await told('history');
  expect(lines.map(({ bot }) => bot)).toEqual(['live', 'night-owl', undefined]);
  const { stdout } = await typed('history');
  expect(stdout).toMatch(/^TIME +MATCH +BOT +GAME .*\n.* +live +rps .*\n.* +night-owl +rps .*\n.* rps/);
  const csv = (await typed('history', '--csv')).stdout.split('\r\n').map((row) => row.split(',').at(-1));
  expect(csv).toEqual(['bot', 'live', 'night-owl', '', '']);
  expect((await told('history', '--bot', 'night-owl')).map(({ bot }) => bot)).toEqual(['night-owl']);
  expect(await typed('history', '--bot', 'lvie')).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('Did you mean live?'),
  });
  expect(await typed('history', '--bot', 'live', '--game', 'mines')).toMatchObject({ exitCode: 0 });

  expect((await told('stats', '--by', 'bot')).slice(1)).toMatchObject([
    { by: 'bot', key: '', label: 'without a name' },
    { key: 'live', label: 'live', wins: 1 },
    { key: 'night-owl', losses: 1 },
  ]);
  const session = (await told('show', 'match-01'))[0]?.session_id;
  ledgerAt(cwd, {
    ...LIVE,
    account: 'secret-account',
    sessionId: String(session),
    book: 'practice',
  }).connected({
    agentId: 'ag_1',
    agentName: 'Calm Heron',
  });
  expect((await typed('stats', '--by', 'bot')).stdout).toMatch(/^live \(Calm Heron\) +1 /m);
  expect((await typed('show', 'match-01')).stdout).toMatch(/^bot +live +Calm Heron\n +agent agent-1$/m);
  expect((await typed('show', 'match-03')).stdout).not.toMatch(/^bot /m);
  const exported = async (id: string) => JSON.parse((await typed('export', id)).stdout).match;
  expect(await exported('match-02')).toHaveProperty('bot', 'night-owl');
  expect(await exported('match-03')).not.toHaveProperty('bot');
});

test('what plays in an arena of its own gets no signal: its process may be another program by now', async () => {
  const { cwd, typed } = typist();
  // A session of this very process.
  openAt(cwd, { bot: 'trial', arena: LOCAL_ARENA, book: 'practice' }).archive.bots();
  expect(await typed('stop', 'trial')).toMatchObject({
    exitCode: 64,
    stderr: expect.stringMatching(
      new RegExp(`trial \\(process ${process.pid}\\) plays in an arena of its own.*\\n.*Ctrl-C`),
    ),
  });
  expect(await typed('stop')).toMatchObject({
    exitCode: 0,
    stdout: `Nothing runs.\nPlaying in an arena of its own: trial (process ${process.pid}). Press Ctrl-C where it plays, or type \`kill ${process.pid}\`.\n`,
  });
});

/** `botpit stop` at a terminal, with something typed at its question. */
async function stopAnswering(cwd: string, answer: string) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const [stdout, stderr] = [new Captured(true), new Captured(true)];
  const env = { HOME: cwd };
  const io = { stdin, stdout, stderr, env, cwd: () => cwd, on: () => {}, off: () => {} } as unknown as Io;
  const ended = main(['stop', '--data-dir', '.'], io);
  await stderr.matching(/Stop which\?.*live \(process \d+\).*; or all: /);
  stdin.write(answer);
  return { exitCode: await ended, stdout: stdout.text, stderr: stderr.text };
}

test('at a terminal, stop asks which of several is meant', async () => {
  const cwd = tempFolder();
  for (const bot of [LIVE, OWL]) {
    ledgerAt(cwd, bot);
    const lock = await holdAccount(bot.account, { folder: cwd, env: { HOME: cwd } }, bot.bot);
    onTestFinished(() => lock?.release());
  }
  expect(await stopAnswering(cwd, '\r')).toMatchObject({ exitCode: 0 });
  expect(await stopAnswering(cwd, 'lvie\r')).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('Did you mean live?'),
  });
  expect(await stopAnswering(cwd, '\u0003')).toMatchObject({ exitCode: 130, stdout: '' });
  expect(await stopAnswering(cwd, '\u0004')).toMatchObject({ exitCode: 130, stdout: '' });
});

test('of two bots of one name, none is stopped by it', async () => {
  const { cwd, typed } = typist();
  for (const account of ['account-1', 'account-2']) {
    ledgerAt(cwd, { ...LIVE, account });
    const lock = await holdAccount(account, { folder: cwd, env: {} }, LIVE.bot);
    onTestFinished(() => lock?.release());
  }
  const both = `live (process ${process.pid}), live (process ${process.pid})`;
  expect(await typed('stop', 'live')).toMatchObject({
    exitCode: 64,
    stdout: '',
    stderr: `botpit: 2 bots of this name run: ${both}\n  Name the process, as in \`botpit stop ${process.pid}\`.\n`,
  });
});

test('the command that stops a bot names that bot alone, also one that is called like a flag', async () => {
  const places = { folder: tempFolder(), env: {} };
  const lock = await holdAccount('account-1', places, '--all');
  onTestFinished(() => lock?.release());
  expect(refusePlaying('account-1', places, '').hint).toContain('`botpit stop -- --all`');
});
