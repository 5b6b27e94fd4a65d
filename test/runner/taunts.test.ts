import { describe, expect, it } from 'vitest';
import type { TauntId } from '../../src/protocol/index.js';
import { Taunter, type TauntPolicy } from '../../src/runner/taunts.js';
import type { Round, TauntEvent } from '../../src/strategy/index.js';
import { firstRound, match } from '../support/strategy-host.js';
import { hostOf } from './helpers.js';

const started: TauntEvent = { on: 'match_start', match };
const lost: TauntEvent = { on: 'round_end', round: firstRound as Round };
const received: TauntEvent = { on: 'taunt_received', tauntId: 'gg' };

function taunter(policy: TauntPolicy, taunt?: (event: TauntEvent) => TauntId | Promise<TauntId>) {
  const sent: TauntId[] = [];
  return { sent, taunter: new Taunter(policy, hostOf(taunt ? { taunt } : {}), (id) => sent.push(id)) };
}

describe('taunts', () => {
  it('are none with off, whatever the strategy says', () => {
    const { sent, taunter: off } = taunter('off', () => 'gg');
    off.consider(started);
    off.turn(1);
    off.consider(received);
    expect(sent).toEqual([]);
  });

  it('are a greeting and praise with polite', () => {
    const { sent, taunter: polite } = taunter('polite', () => 'too_easy');
    polite.consider(started);
    expect(sent).toEqual([]);
    polite.turn(1);
    expect(sent).toEqual(['gl_hf']);
    polite.consider(lost);
    polite.turn(2);
    expect(sent).toEqual(['gl_hf', 'nice_move']);
    polite.consider({ on: 'round_end', round: { ...firstRound, outcome: 'win' } as Round });
    polite.turn(3);
    expect(sent).toHaveLength(2);
  });

  it('are not for the round after the last', () => {
    const { sent, taunter: polite } = taunter('polite');
    polite.turn(1);
    polite.consider(lost);
    polite.end();
    expect(sent).toEqual([]);
  });

  it('are one a round at most', () => {
    const { sent, taunter: chatty } = taunter('strategy', () => 'oops');
    chatty.consider(started);
    chatty.turn(1);
    chatty.consider(received);
    chatty.turn(1);
    chatty.consider(received);
    expect(sent).toEqual(['oops']);
    chatty.consider(lost);
    chatty.consider(received);
    chatty.turn(2);
    expect(sent).toEqual(['oops', 'oops']);
  });

  it('fall in the round in which a late answer arrives', async () => {
    const answers: ((id: TauntId) => void)[] = [];
    const { sent, taunter: slow } = taunter(
      'strategy',
      () => new Promise((resolve) => answers.push(resolve)),
    );
    slow.consider(started);
    slow.turn(1);
    slow.consider(received);
    for (const answer of answers) answer('calculated');
    await new Promise(setImmediate);
    expect(sent).toEqual(['calculated']);
  });

  it('are not sent when the answer comes after the match', async () => {
    const { sent, taunter: slow } = taunter('strategy', () => Promise.resolve('gg'));
    slow.turn(1);
    slow.consider(received);
    slow.end();
    await new Promise(setImmediate);
    expect(sent).toEqual([]);
  });
});
