import { expect, onTestFinished, test } from 'vitest';
import type { ArenaOptions, SeenMatch } from '../../src/arena/index.js';
import type { ArenaUpdate, MatchRow } from '../../src/pages/arena/answers.js';
import { arenaPages } from '../../src/pages/arena/arena-pages.js';
import { Sections } from '../../src/pages/arena/sections.js';
import { Stage } from '../../src/pages/arena/stage.js';
import type { Replay } from '../../src/pages/replay.js';
import { Peer, startArena } from '../arena/peer.js';
import { ask, EventReader } from './watching.js';

/** An arena with its page, as `botpit arena` puts the two together. */
async function servedArena(options: ArenaOptions = {}, mostPages?: number) {
  const { allowHosts = [] } = options;
  const pages = arenaPages({ allowHosts, isClosed: false, house: null, mostPages });
  const { spectators, onRequest } = pages;
  const arena = await startArena({ ...options, spectators, onRequest });
  pages.open(arena);
  onTestFinished(() => pages.close());
  return { arena, url: `http://127.0.0.1:${arena.port}/` };
}

/** A match of rock paper scissors, which the first side wins 2 to 0. */
async function playRps(one: Peer, two: Peer): Promise<string> {
  let matchId = '';
  for (const peer of [one, two]) {
    peer.join('rps');
    await peer.next('queue_joined');
  }
  for (const peer of [one, two]) matchId = (await peer.until('match_found')).match_id;
  for (let round = 1; round <= 2; round++) {
    one.move(matchId, { choice: 'rock' });
    two.move(matchId, { choice: 'scissors' });
    await Promise.all([one.until('round_result'), two.until('round_result')]);
  }
  await Promise.all([one.until('game_over'), two.until('game_over')]);
  return matchId;
}

/** All sections as they stand, from the events so far. */
function standing(reader: EventReader): ArenaUpdate {
  return Object.assign({}, ...reader.events.filter(({ event }) => event === 'arena').map(({ data }) => data));
}

async function until(reader: EventReader, holds: (now: ArenaUpdate) => boolean): Promise<ArenaUpdate> {
  for (;;) {
    const now = standing(reader);
    if (holds(now)) return now;
    await reader.more();
  }
}

test('the stream tells who is here, what is played, who is how strong, and what is on the boards', async () => {
  const { arena, url } = await servedArena();
  const reader = new EventReader(`${url}api/events`);
  const first = await until(reader, ({ about }) => about !== undefined);
  expect(first).toMatchObject({
    here: { connected: 0, agents: [] },
    play: { underWay: 0, rows: [], recent: [] },
    standings: { rows: [] },
    stage: [],
    tournament: null,
  });
  const one = await Peer.login(arena, 'bp_sk_first');
  const two = await Peer.login(arena, 'bp_sk_second');
  await until(reader, ({ here }) => here?.connected === 2);
  one.join('blotto', 5);
  const waiting = await until(reader, ({ here }) => here?.waiting === 1);
  expect(waiting.here?.agents.find(({ name }) => name === one.name)).toMatchObject({
    state: 'waiting',
    game: 'blotto',
  });
  one.send({ type: 'leave_queue' });
  await one.until('queue_left');
  const matchId = await playRps(one, two);
  const after = await until(reader, ({ play, stage }) => play?.matches === 1 && (stage?.length ?? 0) > 0);
  expect(after.play?.recent).toMatchObject([{ matchId, game: 'rps', rounds: 2 }]);
  expect(after.stage).toMatchObject([{ slot: 0, match: { matchId, turn: null } }]);
  const { standings } = await until(reader, (now) => now.standings?.matches === 1);
  expect(standings?.rows).toMatchObject([
    { name: one.name, wins: 1, losses: 0, streak: 1 },
    { name: two.name, wins: 0, losses: 1, streak: 0 },
  ]);
  const [best, worst] = standings?.rows ?? [];
  expect(best?.elo).toBeGreaterThan(worst?.elo ?? 0);
  expect(best?.low).toBeLessThan(best?.elo ?? 0);
});

test('no answer holds the id of an agent, which follows from its key, or a part of a key', async () => {
  const { arena, url } = await servedArena();
  const reader = new EventReader(`${url}api/events`);
  const one = await Peer.login(arena, 'bp_sk_canaryone');
  const two = await Peer.login(arena, 'bp_sk_canarytwo');
  const matchId = await playRps(one, two);
  await until(reader, ({ standings, stage }) => standings?.matches === 1 && (stage?.length ?? 0) > 0);
  const answers = ['', 'api/recent', 'api/standings', 'api/standings?game=rps', `api/matches/${matchId}`];
  const texts = [JSON.stringify(reader.events)];
  for (const path of answers) texts.push((await ask(url + path, {})).body);
  for (const text of texts) {
    expect(text).not.toContain(one.id);
    expect(text).not.toContain(two.id);
    expect(text).not.toMatch(/canary|bp_sk_/);
  }
});

test('a match has a stream of its own while it goes on, and an answer afterwards', async () => {
  const { arena, url } = await servedArena();
  const one = await Peer.login(arena, 'bp_sk_first');
  const two = await Peer.login(arena, 'bp_sk_second');
  for (const peer of [one, two]) {
    peer.join('rps');
    await peer.next('queue_joined');
  }
  const { match_id: matchId } = await one.until('match_found');
  const reader = new EventReader(`${url}api/events?match=${matchId}`);
  const told = () => reader.events.map(({ data }) => data as Replay);
  while (told().length === 0) await reader.more();
  expect(told()[0]).toMatchObject({ matchId, rounds: [], end: null, fairness: { serverSeed: '' } });
  one.move(matchId, { choice: 'rock' });
  two.move(matchId, { choice: 'paper' });
  while (told().at(-1)?.rounds.length !== 1) await reader.more();
  one.send({ type: 'resign', match_id: matchId });
  while (told().at(-1)?.end === null) await reader.more();
  expect(told().at(-1)?.fairness?.serverSeed).toMatch(/^[0-9a-f]{64}$/);
  const kept = JSON.parse((await ask(`${url}api/matches/${matchId}`, {})).body);
  expect(kept).toEqual(told().at(-1));
});

test('what there is not is told in words', async () => {
  const { url } = await servedArena();
  const answers = ['api/matches/none', 'api/standings?game=chess'];
  const told = [];
  for (const path of answers) told.push(await ask(url + path, {}));
  expect(told.map(({ status }) => status)).toEqual([404, 400]);
  expect(told.map(({ body }) => JSON.parse(body).message)).toEqual([
    'This arena does not have this match.',
    'There is no such game.',
  ]);
  // A page that was open when the arena was started again: its browser shows it no other answer.
  const reader = new EventReader(`${url}api/events?match=none`);
  expect(await reader.event('gone')).toMatchObject({ message: 'This arena does not have this match.' });
});

test('plain requests to the path of the WebSocket get 426 as ever, and nothing can be written', async () => {
  const { url } = await servedArena();
  const plain = await ask(`${url}api/v1/ws`, {});
  expect([plain.status, plain.body]).toEqual([426, 'A WebSocket arena: connect to /api/v1/ws\n']);
  expect((await ask(`${url}api/v1/ws?x=1`, {})).status).toBe(426);
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await ask(url, {}, method)).status).toBe(405);
});

test('the page answers by a name of its own, and by those that are allowed', async () => {
  const { arena, url } = await servedArena({ allowHosts: ['arena.lan'] });
  const host = (name: string) => ask(url, { host: `${name}:${arena.port}` });
  expect((await host('localhost')).status).toBe(200);
  expect((await host('arena.lan')).status).toBe(200);
  expect((await host('evil.example')).status).toBe(403);
  const from = (origin: string) => ask(`${url}api/recent`, { origin });
  expect((await from('http://evil.example')).status).toBe(403);
  expect((await from(`http://127.0.0.1:${arena.port}`)).status).toBe(200);
});

test('who finds no room is told so, keeps no stream open, and those who watch go on', async () => {
  const { url } = await servedArena({}, 3);
  const readers = Array.from({ length: 3 }, () => new EventReader(`${url}api/events`));
  for (const reader of readers) await until(reader, ({ about }) => about !== undefined);
  const late = new EventReader(`${url}api/events`);
  while (!late.isOver) await late.more();
  expect(late.events).toEqual([
    { event: 'full', data: expect.objectContaining({ message: expect.stringContaining('3 pages') }) },
  ]);
  readers[0]?.close();
  expect(readers.slice(1).every(({ isOver }) => !isOver)).toBe(true);
});

/** A match as the stage sees it. */
function seen(matchId: string, game: string, startedAt: number, rounds: number, endedAt: number | null) {
  const end = endedAt === null ? null : { endedAt };
  return { matchId, game, startedAt, rounds: Array.from({ length: rounds }), end } as unknown as SeenMatch;
}

test('the stage keeps a match until a person has seen it, and shows none twice', () => {
  const stage = new Stage();
  const on = () => stage.matches.map(({ matchId }) => matchId);
  stage.fill([], [seen('m1', 'rps', 0, 2, 10)], 1_000);
  expect(on()).toEqual(['m1']);
  const many = Array.from({ length: 50 }, (_, i) =>
    seen(`n${i}`, i % 2 ? 'rps' : 'crash', 900, 3, 1_000 + i),
  );
  stage.fill([], many, 2_000);
  // Other games first, the latest first.
  expect(on()).toEqual(['m1', 'n48', 'n49', 'n47']);
  stage.fill([], many, 3_000);
  expect(on()).toEqual(['m1', 'n48', 'n49', 'n47']);
  stage.fill([], many, 7_100);
  expect(on()[0]).toBe('n46');
  const long = seen('long', 'mines', 20_000, 1, null);
  stage.fill([long], many, 30_000);
  expect(on()).toContain('long');
  stage.fill([], [], 90_000);
  expect(on()).toContain('long');
  stage.forget(long);
  expect(on()).not.toContain('long');
  expect(stage.changes(false)).toContainEqual({ slot: expect.any(Number), match: null });
});

test('what the page keeps is bounded, however much is played', async () => {
  const sections = new Sections(() => {
    throw new Error('there is no arena');
  });
  const { gallery } = sections;
  const end = {
    winner: 'a',
    score: [2, 0],
    termination: 'normal',
    payoutLamports: 0,
    feeLamports: 0,
    serverSeed: '',
  };
  for (let i = 0; i < 8_000; i++) {
    const agent = (n: number) => ({ id: `agent ${n % 3_000}`, name: `bot ${n}` });
    const match = {
      ...seen(`m${i}`, 'rps', i, 1, i),
      a: agent(i),
      b: agent(i + 1),
      end: { ...end, endedAt: i },
    };
    gallery.matchStarted(match as unknown as SeenMatch);
    gallery.matchEnded(match as unknown as SeenMatch);
    if (i % 100 === 0) sections.update(i);
  }
  expect(gallery.underWay.size).toBe(0);
  expect(gallery.latest()).toHaveLength(200);
  expect(sections.recent().length).toBeLessThanOrEqual(300);
  const { rows, isCut } = sections.standings(null, 1);
  expect(rows).toHaveLength(150);
  expect(isCut).toBe(true);
  const known = new Set(gallery.latest().map(({ a }) => gallery.agents.of(a).id));
  expect(Math.max(...known) - Math.min(...known)).toBeLessThan(3_000);
});

test('standings are computed once a second at most, and groups that never met stand apart', () => {
  const sections = new Sections(() => {
    throw new Error('there is no arena');
  });
  const { tallies, agents } = sections.gallery;
  const agent = (name: string) => agents.of({ id: name, name });
  const win = (a: string, b: string) =>
    tallies.add(
      { game: 'rps', end: { winner: 'a', endedAt: 1 } } as unknown as SeenMatch,
      agent(a),
      agent(b),
    );
  win('Ann', 'Bob');
  win('Bob', 'Cleo');
  win('Dan', 'Eve');
  const first = sections.standings(null, 1_000);
  expect(first.rows.map(({ name, group }) => [name, group])).toEqual([
    ['Ann', 0],
    ['Bob', 0],
    ['Cleo', 0],
    ['Dan', 1],
    ['Eve', 1],
  ]);
  win('Cleo', 'Ann');
  expect(sections.standings(null, 1_900)).toBe(first);
  const next = sections.standings(null, 60_000);
  expect(next.matches).toBe(4);
  expect(sections.standings(null, 120_000)).toBe(next);
  expect(sections.standings('crash', 120_000).rows).toEqual([]);
});

test('matches are rows with who won, for a page that was not there', async () => {
  const { arena, url } = await servedArena();
  const one = await Peer.login(arena, 'bp_sk_first');
  const two = await Peer.login(arena, 'bp_sk_second');
  const ids = [await playRps(one, two), await playRps(two, one)];
  const rows = JSON.parse((await ask(`${url}api/recent`, {})).body) as MatchRow[];
  expect(rows.map(({ matchId }) => matchId).sort()).toEqual(ids.toSorted());
  for (const row of rows) {
    const winner = row.end?.winner;
    expect(winner && row[winner].name).toBe(row.matchId === ids[0] ? one.name : two.name);
  }
});
