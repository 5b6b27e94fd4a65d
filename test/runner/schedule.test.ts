import { describe, expect, it, test } from 'vitest';
import { parseHours, parseTimeOfDay } from '../../src/lib/time-of-day.js';
import type { Schedule, Turns } from '../../src/runner/calendar.js';
import type { Effect, LoopEvent } from '../../src/runner/loop-events.js';
import type { Rules } from '../../src/runner/state.js';
import { found, over, PlayModel, turn } from './play-model.js';

const begun: LoopEvent = { type: 'begun', latch: null, isWeaklyProven: false };
const connected: LoopEvent = { type: 'connected', mayBeOn: false };
const left: LoopEvent = { type: 'queue_left' };
const pong: LoopEvent = { type: 'latency', rttMs: 1 };
const joined: LoopEvent = { type: 'queue_joined', game_type: 'rps', position: 1 };
const stop: LoopEvent = { type: 'stop', reason: 'signal', exitCode: 0 };
const lost = (model: PlayModel): LoopEvent => ({ type: 'disconnected', reason: 'cut', heardAt: model.now });

const at = (time: string) => Date.parse(time.includes('T') ? `${time}Z` : `2026-06-01T${time}Z`);

function schedule({ hours, until, timeZone = 'UTC' }: Record<string, string>): Schedule {
  return {
    timeZone,
    hours: hours === undefined ? null : parseHours(hours),
    until: until === undefined ? null : parseTimeOfDay(until),
  };
}

const NIGHT = { schedule: schedule({ hours: '22:00-06:00' }) };

function begin(time: string, rules: Partial<Rules> = NIGHT): PlayModel {
  const model = new PlayModel({ games: ['rps', 'crash', 'hi_lo'], ...rules });
  model.now = at(time);
  return model.happen(begun, connected);
}

/** The time comes, and with it whatever waits for a minute or for a wait to be over. */
function pass(model: PlayModel, time: string): PlayModel {
  model.now = at(time);
  const effects: Effect[] = [];
  for (const name of model.deadlines) {
    if (name !== 'minute' && name !== 'next') continue;
    effects.push(...model.happen({ type: 'deadline', name }).effects);
  }
  model.effects = effects;
  return model;
}

const play = (model: PlayModel, id: string, game_type = 'rps') =>
  model.happen(joined, found(id, { game_type }), over(id));

function told(model: PlayModel, name: string) {
  return model.events.filter(({ event }) => event === name);
}

const sent = (model: PlayModel) =>
  model.effects.flatMap((effect) => (effect.do === 'send' ? [effect.command.type] : []));
const asked = (model: PlayModel) =>
  model.effects.flatMap((effect) =>
    effect.do === 'send' && effect.command.type === 'join_queue' ? [effect.command.game_type] : [],
  );
const did = (model: PlayModel) => model.effects.map((effect) => effect.do);

describe('hours', () => {
  it('waits before they begin, says so once, and then plays', () => {
    const model = begin('20:59:30');
    expect(model.phase).toBe('waiting');
    expect(did(model)).toContain('note-rest');
    expect(told(model, 'waiting')).toEqual([
      {
        event: 'waiting',
        message: 'It is 20:59 in UTC, outside the hours 22:00-06:00.',
        until: '2026-06-01T22:00:00.000Z',
        reason: 'hours',
      },
    ]);
    for (const time of ['21:00', '21:30', '21:59:59.999']) expect(pass(model, time).phase).toBe('waiting');
    expect(told(model, 'waiting')).toHaveLength(1);
    expect(pass(model, '22:00').phase).toBe('asking');
    expect(model.effects).toContainEqual({ do: 'note-rest', until: null });
  });

  it('looks at the clock each minute, at the full one', () => {
    const model = begin('20:59:30');
    const [deadline] = [model.state.calendar.tick];
    expect(deadline?.delayMs).toBe(30_000);
  });

  it('leaves the queue when they end, gives the intent back, and waits', () => {
    const model = begin('2026-06-02T05:50').happen(joined);
    expect(pass(model, '2026-06-02T05:59').phase).toBe('queued');
    pass(model, '2026-06-02T06:00');
    expect([model.phase, sent(model)]).toEqual(['leaving', ['leave_queue']]);
    model.happen(left);
    expect(model.phase).toBe('waiting');
    expect(model.effects).toContainEqual({ do: 'void', intent: 1 });
    expect(pass(model, '2026-06-02T22:00').phase).toBe('asking');
  });

  it('takes back a wish that was not answered, and one that may yet be granted', () => {
    const unanswered = begin('2026-06-02T05:59');
    pass(unanswered, '2026-06-02T06:00');
    expect(sent(unanswered)).toEqual(['leave_queue']);
    const unclear = begin('2026-06-02T05:59').happen({ type: 'error', code: 'what_is_this', message: '' });
    unclear.now = at('2026-06-02T06:00');
    unclear.happen({ type: 'deadline', name: 'again' });
    expect([unclear.phase, sent(unclear)]).toEqual(['leaving', ['leave_queue']]);
  });

  it('plays a match that is under way to its end', () => {
    const model = begin('2026-06-02T05:50').happen(joined, found('m1'), turn('m1'));
    pass(model, '2026-06-02T06:10');
    expect(sent(model)).toEqual([]);
    expect(model.happen(over('m1')).phase).toBe('waiting');
  });

  it('plays a match to its end that was made while the queue was left', () => {
    const model = begin('2026-06-02T05:50').happen(joined);
    pass(model, '2026-06-02T06:00').happen(found('m1'));
    expect(model.phase).toBe('playing');
    expect(model.happen(over('m1')).phase).toBe('waiting');
    expect(model.end).toBeNull();
  });

  it('is not left in the queue by an arena that does not answer', () => {
    const model = begin('2026-06-02T05:50').happen(joined);
    pass(model, '2026-06-02T06:00').happen({ type: 'deadline', name: 'answer' });
    expect(did(model)).toContain('drop');
    model.happen(lost(model), connected, pong);
    expect([model.phase, model.state.money.commitment.name]).toEqual(['waiting', 'none']);
  });

  it('voids the intent of a connection that was lost shortly before, and leaves open that of a longer time', () => {
    const short = begin('2026-06-02T05:59:55').happen(joined);
    short.happen(lost(short));
    short.now += 6_000;
    short.happen(connected, pong);
    expect([short.phase, did(short)]).toEqual(['waiting', expect.arrayContaining(['void'])]);
    const long = begin('2026-06-02T05:59').happen(joined);
    long.happen(lost(long));
    long.now += 60_000;
    long.happen(connected, pong);
    expect(long.phase).toBe('waiting');
    expect(told(long, 'warning')).toMatchObject([{ code: 'intent_open' }]);
  });

  it('is not said to wait any more after a connection that was lost comes back within them', () => {
    const model = begin('20:59:30').happen({ type: 'disconnected', reason: 'cut', heardAt: at('20:59:30') });
    model.now = at('22:10');
    model.happen(connected);
    expect(model.effects).toContainEqual({ do: 'note-rest', until: null });
    expect(model.state.calendar.restsUntil).toBe(null);
  });

  it('tells again that it waits after the connection was lost meanwhile', () => {
    const model = begin('12:00');
    model.happen(lost(model), connected);
    expect(model.phase).toBe('waiting');
    expect(told(model, 'waiting')).toHaveLength(2);
  });

  it('goes on with a cool-down that is not over when they begin, and with hours that begin after it', () => {
    const model = begin('23:00');
    play(model, 'm1');
    model.happen(joined, left);
    model.refuses = true;
    model.happen(joined, left);
    expect(model.phase).toBe('waiting');
    model.refuses = false;
    expect(pass(model, '2026-06-02T06:00').phase).toBe('waiting');
    expect(told(model, 'waiting')).toHaveLength(1);
    expect(pass(model, '2026-06-02T22:00').phase).toBe('asking');
  });

  it('does not outlive a stop, the time asked for, and the number of matches', () => {
    expect(begin('12:00').happen(stop).end).toBe('signal');
    expect(begin('12:00', { ...NIGHT, forMs: 60_000 }).happen({ type: 'deadline', name: 'time' }).end).toBe(
      'time',
    );
    const one = begin('2026-06-02T05:59', { ...NIGHT, matches: 1 }).happen(joined, found('m1'));
    pass(one, '2026-06-02T06:01').happen(over('m1'));
    expect(one.end).toBe('matches');
  });

  it('goes by the clock after a sleep in which no timer ran', () => {
    const model = begin('23:00').happen(joined);
    // Ten hours later the timer of the next minute fires.
    pass(model, '2026-06-02T09:00');
    expect(sent(model)).toEqual(['leave_queue']);
    const waiting = begin('12:00');
    expect(pass(waiting, '23:30').phase).toBe('asking');
  });

  it('goes by the clock of the zone, where it is put forward too', () => {
    const rules = { schedule: schedule({ hours: '02:30-04:00', timeZone: 'Europe/Berlin' }) };
    const model = begin('2026-03-29T00:59', rules);
    expect(told(model, 'waiting')).toMatchObject([{ until: '2026-03-29T01:00:00.000Z' }]);
    expect(pass(model, '2026-03-29T01:00').phase).toBe('asking');
    model.happen(joined);
    expect(pass(model, '2026-03-29T01:59').phase).toBe('queued');
    expect(pass(model, '2026-03-29T02:00').phase).toBe('leaving');
  });

  it('ends with a challenge that nobody took', () => {
    const model = begin('2026-06-02T05:50', { ...NIGHT, entry: { by: 'challenge' }, matches: 1 });
    const created = { challenge_id: 'c1', game_type: 'rps', wager_lamports: 1 } as const;
    model.happen({ type: 'challenge_created', ...created });
    pass(model, '2026-06-02T06:00');
    expect(sent(model)).toEqual(['cancel_challenge']);
    model.happen({ type: 'challenge_cancelled', challenge_id: 'c1' }, pong);
    expect(model.end).toBe('until');
  });
});

describe('until', () => {
  const UNTIL = { schedule: schedule({ until: '18:00' }) };

  it('ends at once where nothing is under way, with a reason of its own and 0', () => {
    const model = begin('17:00', UNTIL);
    model.happen(lost(model));
    pass(model, '17:59:59');
    expect(model.end).toBeNull();
    pass(model, '18:00');
    expect(model.end).toBe('until');
    expect(model.effects).toContainEqual({ do: 'finish', end: { reason: 'until', exitCode: 0 } });
  });

  it('leaves the queue first', () => {
    const model = begin('17:00', UNTIL).happen(joined);
    expect(sent(pass(model, '18:00'))).toEqual(['leave_queue']);
    expect(model.happen(left).end).toBe('until');
  });

  it('finishes the match under way, also one that was made while the queue was left', () => {
    const playing = begin('17:00', UNTIL).happen(joined, found('m1'));
    expect(pass(playing, '18:00').end).toBeNull();
    expect(playing.happen(over('m1')).end).toBe('until');
    const leaving = begin('17:00', UNTIL).happen(joined);
    pass(leaving, '18:00').happen(found('m1'));
    expect(leaving.phase).toBe('playing');
    expect(leaving.happen(over('m1')).end).toBe('until');
  });

  it('makes no wish when its time has come between two matches', () => {
    const model = begin('17:00', UNTIL).happen(joined, found('m1'));
    model.now = at('18:00');
    // No timer has fired yet.
    model.happen(over('m1'));
    expect([model.end, model.state.money.commitment.name]).toEqual(['until', 'none']);
  });

  it('is the next such time, tomorrow where today it is over', () => {
    const model = begin('18:00', UNTIL);
    expect(pass(model, '2026-06-02T17:59').end).toBeNull();
    pass(model, '2026-06-02T18:00').happen(left);
    expect(model.end).toBe('until');
  });

  it('holds however the clock is set back, and together with hours', () => {
    const model = begin('17:00', { schedule: schedule({ hours: '20:00-23:00', until: '19:00' }) });
    expect(model.phase).toBe('waiting');
    expect(pass(model, '19:00').end).toBe('until');
  });

  it('leaves the reason of a stop before it', () => {
    const model = begin('17:00', UNTIL).happen(joined, stop);
    pass(model, '18:00').happen(left);
    expect(model.end).toBe('signal');
  });
});

describe('games that take turns', () => {
  const turns = (rotate: Turns['rotate']): Partial<Rules> => ({
    turns: { games: ['rps', 'crash', 'hi_lo'], rotate },
  });

  test('after each match', () => {
    const model = begin('12:00', turns('match'));
    const games = asked(model);
    for (const [i, game] of ['rps', 'crash', 'hi_lo', 'rps'].entries())
      games.push(...asked(play(model, `m${i}`, game)));
    expect(games).toEqual(['rps', 'crash', 'hi_lo', 'rps', 'crash']);
    expect(model.records.map(({ game }) => game)).toEqual(['rps', 'crash', 'hi_lo', 'rps']);
  });

  test('after every two', () => {
    const model = begin('12:00', turns(2));
    const games = asked(model);
    for (const [i, game] of ['rps', 'rps', 'crash', 'crash'].entries())
      games.push(...asked(play(model, `m${i}`, game)));
    expect(games).toEqual(['rps', 'rps', 'crash', 'crash', 'hi_lo']);
  });

  test('at each full hour, out of a queue in which nobody came too', () => {
    const model = begin('12:50', turns('hour')).happen(joined);
    expect(pass(model, '12:59').phase).toBe('queued');
    expect(sent(pass(model, '13:00'))).toEqual(['leave_queue']);
    expect(asked(model.happen(left))).toEqual(['crash']);
    model.happen(joined, found('m1', { game_type: 'crash' }));
    expect(sent(pass(model, '14:00'))).toEqual([]);
    expect(asked(model.happen(over('m1')))).toEqual(['hi_lo']);
  });

  test('the next one, where the arena gives the place in the queue back without being asked', () => {
    const model = begin('12:00', turns('match')).happen(joined);
    expect(asked(model.happen(left))).toEqual(['crash']);
    expect(asked(play(model, 'm1', 'crash'))).toEqual(['hi_lo']);
    model.happen(joined, stop);
    expect(model.happen(left).end).toBe('signal');
  });

  test('not while an intent is open: what is committed is of one game', () => {
    const model = begin('12:59:58', turns('hour')).happen(joined);
    model.happen(lost(model));
    model.now = at('13:00:01');
    model.happen(connected, pong);
    expect(asked(model)).toEqual(['rps']);
    expect(model.state.money.commitment).toMatchObject({ intent: 1 });
  });

  test('a match of another than the one that was asked for ends play', () => {
    const model = begin('12:00', turns('match'));
    play(model, 'm1');
    model.happen(joined, found('m2', { game_type: 'rps' }), over('m2'));
    expect(model.end).toBe('mismatch');
  });

  test('each that is pure luck is told of', () => {
    const model = begin('12:00', { turns: { games: ['rps', 'coinflip', 'dice_duel'], rotate: 'match' } });
    const warnings = told(model, 'warning').filter(
      (event) => 'code' in event && event.code === 'pure_chance',
    );
    expect(JSON.stringify(warnings)).toMatch(/coinflip.*dice_duel/);
    expect(warnings).toHaveLength(2);
  });
});

describe('an arena that is out of reach', () => {
  const outage: LoopEvent = { type: 'deadline', name: 'outage' };

  it('is told of after ten minutes, once', () => {
    const model = begin('12:00', {});
    expect(model.deadlines).not.toContain('outage');
    model.happen(lost(model));
    expect(model.state.outage?.deadline?.delayMs).toBe(600_000);
    model.happen(outage, outage);
    expect(told(model, 'arena_lost')).toEqual([
      {
        event: 'arena_lost',
        since: '2026-06-01T12:00:00.000Z',
        message: 'The arena has been out of reach for ten minutes.',
      },
    ]);
    model.happen(connected);
    expect(model.deadlines).not.toContain('outage');
  });

  it('is told of before the first connection too', () => {
    const model = new PlayModel().happen(begun, outage);
    expect(told(model, 'arena_lost')).toHaveLength(1);
  });
});
