import { describe, expect, it } from 'vitest';
import type { TauntId } from '../../src/protocol/index.js';
import type { TauntPolicy } from '../../src/runner/index.js';
import { found, over, PlayModel, turn } from './play-model.js';

/** A match whose taunts are told. */
class Match {
  readonly sent: TauntId[] = [];
  /** How often the strategy was asked for one. */
  asked = 0;
  readonly #model: PlayModel;
  readonly #answer: TauntId | null;

  /** @param answer what the strategy says at once, or null where it takes its time */
  constructor(taunts: TauntPolicy, answer: TauntId | null = null) {
    this.#answer = answer;
    this.#model = new PlayModel({ taunts });
    this.#model.happen(
      { type: 'begun', latch: null, isWeaklyProven: false },
      { type: 'connected', mayBeOn: false },
    );
    this.#happen(found('m1'));
    this.#happen({ type: 'game_start', match_id: 'm1', your_side: 'a' });
  }

  #happen(event: Parameters<PlayModel['happen']>[0]): void {
    this.#model.happen(event);
    const { effects } = this.#model;
    this.sent.push(...effects.flatMap((effect) => (effect.do === 'taunt' ? [effect.taunt.tauntId] : [])));
    const asked = effects.filter((effect) => effect.do === 'ask-taunt').length;
    this.asked += asked;
    if (this.#answer !== null) for (let i = 0; i < asked; i += 1) this.choose(this.#answer);
  }

  choose(tauntId: TauntId): void {
    this.#happen({ type: 'taunt_chosen', match: 1, tauntId });
  }

  turn(round: number): void {
    this.#happen(turn('m1', round));
  }

  lose(round: number): void {
    this.#happen({ type: 'round_result', match_id: 'm1', round, result: { winner: 'b' }, score: [0, round] });
  }

  win(round: number): void {
    this.#happen({ type: 'round_result', match_id: 'm1', round, result: { winner: 'a' }, score: [round, 0] });
  }

  hear(): void {
    this.#happen({
      type: 'taunt_received',
      match_id: 'm1',
      taunt_id: 'gg',
      taunt_text: 'GG',
      agent_id: 'agent-2',
      agent_name: 'Other',
    });
  }

  end(): void {
    this.#happen(over('m1'));
  }
}

describe('taunts', () => {
  it('are none with off, whatever the strategy says', () => {
    const match = new Match('off', 'gg');
    match.turn(1);
    match.hear();
    expect(match).toMatchObject({ sent: [], asked: 0 });
  });

  it('are a greeting and praise with polite', () => {
    const match = new Match('polite');
    expect(match.sent).toEqual([]);
    match.turn(1);
    expect(match.sent).toEqual(['gl_hf']);
    match.lose(1);
    match.turn(2);
    expect(match.sent).toEqual(['gl_hf', 'nice_move']);
    match.win(2);
    match.turn(3);
    expect(match.sent).toHaveLength(2);
  });

  it('are not for the round after the last', () => {
    const match = new Match('polite');
    match.turn(1);
    match.lose(1);
    match.end();
    expect(match.sent).toEqual(['gl_hf']);
  });

  it('are one a round at most', () => {
    const match = new Match('strategy', 'oops');
    match.turn(1);
    match.hear();
    match.turn(1);
    match.hear();
    expect(match.sent).toEqual(['oops']);
    match.lose(1);
    match.hear();
    match.turn(2);
    expect(match.sent).toEqual(['oops', 'oops']);
  });

  it('fall in the round in which a late answer arrives', () => {
    const match = new Match('strategy');
    match.turn(1);
    match.hear();
    expect(match.asked).toBe(2);
    match.choose('calculated');
    match.choose('calculated');
    expect(match.sent).toEqual(['calculated']);
  });

  it('are not sent when the answer comes after the match', () => {
    const match = new Match('strategy');
    match.turn(1);
    match.hear();
    match.end();
    match.choose('gg');
    expect(match.sent).toEqual([]);
  });
});
