import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { Board } from '../../src/pages/boards/index.js';
import type { Replay } from '../../src/pages/replay.js';

const player = { name: '<img onerror=alert(1)>', strategy: null, strategyVersion: null };
const match: Replay = {
  matchId: 'm-1',
  game: 'chess',
  side: 'a',
  mine: player,
  theirs: player,
  wagerLamports: 0,
  sandbox: true,
  playMoney: true,
  startedAt: null,
  endedAt: null,
  rounds: [],
  turn: null,
  end: null,
  fairness: null,
};

test('a game that has no board is told in words', () => {
  const svg = renderToString(<Board match={match} shown={0} />);
  expect(svg).toMatch(/^<svg class="board"/);
  expect(svg).toContain('chess');
});
