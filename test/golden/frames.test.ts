import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { GAME_IDS } from '../../src/games/index.js';
import { type Ran, runCli } from '../support/run-cli.js';
import { type ArenaOptions, expectGolden, fixTimeAndIds, KEY, startRecordedArena } from './support.js';

const STRATEGY = ['--strategy', 'random', '--seed', 'golden', '--isolation', 'inline'];
const LIMITS = ['--wager', '0.01', '--max-loss', '1', '--no-limits'];

interface Session extends Omit<ArenaOptions, 'onFrame'> {
  /** Signals to be sent, one after the other, each when a frame of its type passes. */
  readonly signals?: readonly (readonly [type: string, signal: NodeJS.Signals])[];
}

async function framesOf(args: readonly string[], { signals = [], ...options }: Session = {}) {
  fixTimeAndIds();
  const process = new EventEmitter();
  const pending = [...signals];
  const onFrame = (type: string) => {
    if (type === pending[0]?.[0]) process.emit(pending.shift()?.[1] ?? '');
  };
  const arena = await startRecordedArena({ ...options, onFrame });
  const line = [...args, '--url', arena.url, '--json'];
  const ran: Ran = await runCli(line, { env: { BOTPIT_API_KEY: KEY }, signals: process });
  return { exitCode: ran.exitCode, frames: arena.frames.join('\n') };
}

test.each(GAME_IDS)('a match of %s', async (game) => {
  const { exitCode, frames } = await framesOf(['play', game, '--matches', '1', ...STRATEGY, ...LIMITS]);
  expect(exitCode).toBe(0);
  await expectGolden(`frames-${game}`, frames);
});

test.each<[what: string, exitCode: number, args: string[], session: Session]>([
  ['sandbox with taunts', 0, ['queue', 'rps', '--sandbox', '--taunts', 'polite', ...STRATEGY], {}],
  ['challenge taken', 0, ['challenge', 'create', 'rps', ...STRATEGY, ...LIMITS], {}],
  [
    'challenge withdrawn',
    0,
    ['challenge', 'create', 'rps', ...STRATEGY, ...LIMITS],
    { houseWaitMs: 60_000, signals: [['challenge_created', 'SIGINT']] },
  ],
  ['challenge unknown', 64, ['challenge', 'accept', 'c-1', ...STRATEGY, ...LIMITS], {}],
  ['challenge cancelled', 64, ['challenge', 'cancel', 'c-1'], {}],
  [
    'queue left',
    0,
    ['play', 'rps', ...STRATEGY, ...LIMITS],
    { houseWaitMs: 60_000, signals: [['queue_joined', 'SIGINT']] },
  ],
  [
    'match resigned',
    143,
    ['play', 'rps', ...STRATEGY, ...LIMITS],
    {
      // In the second round, the house does not move.
      beforeMove: (round) => round === 2 && new Promise(() => undefined),
      signals: [
        ['make_move', 'SIGINT'],
        ['make_move', 'SIGTERM'],
      ],
    },
  ],
])('%s: exit %i', async (what, exitCode, args, session) => {
  const ran = await framesOf(args, session);
  expect(ran.exitCode).toBe(exitCode);
  await expectGolden(`frames-${what.replaceAll(' ', '-')}`, ran.frames);
});
