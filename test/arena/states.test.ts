import { describe, expect, test } from 'vitest';
import type { ClientMessageType } from '../../src/protocol/index.js';
import { duelIn, Peer, startArena, type TestArena } from './peer.js';

interface Scene {
  readonly arena: TestArena;
  /** The connection that sends. */
  readonly peer: Peer;
  /** Its match, its own challenge and somebody else's; none of them may exist. */
  readonly matchId: string;
  readonly own: string;
  readonly theirs: string;
}

const CHALLENGE = { type: 'create_challenge', game_type: 'rps', wager_lamports: 3 };

async function stage(peer: Peer, arena: TestArena, matchId = 'none', own = 'none'): Promise<Scene> {
  const stranger = await Peer.login(arena, 'bp_sk_stranger');
  stranger.send(CHALLENGE);
  const { challenge_id: theirs } = await stranger.next('challenge_created');
  return { arena, peer, matchId, own, theirs };
}

/** Every state that a connection or its agent can be in. */
const STATES = {
  async unauthenticated() {
    const arena = await startArena();
    return stage(await Peer.connect(arena), arena);
  },
  async idle() {
    const arena = await startArena();
    return stage(await Peer.login(arena, 'bp_sk_me'), arena);
  },
  async queued() {
    const scene = await STATES.idle();
    scene.peer.join('rps', 1);
    await scene.peer.next('queue_joined');
    return scene;
  },
  async offering() {
    const scene = await STATES.idle();
    scene.peer.send(CHALLENGE);
    const { challenge_id: own } = await scene.peer.next('challenge_created');
    return { ...scene, own };
  },
  async toMove() {
    const scene = await STATES.idle();
    const other = await Peer.login(scene.arena, 'bp_sk_other');
    const { matchId } = await duelIn(scene.arena, scene.peer, other, 'rps', 2);
    await scene.peer.next('your_turn');
    return { ...scene, matchId };
  },
  async moved() {
    const scene = await STATES.toMove();
    scene.peer.move(scene.matchId, { choice: 'rock' });
    await scene.peer.settled();
    return scene;
  },
  async afterMatch() {
    const scene = await STATES.toMove();
    scene.peer.send({ type: 'resign', match_id: scene.matchId });
    await scene.peer.next('game_over');
    return scene;
  },
};

type StateName = keyof typeof STATES;

const COMMANDS: Record<ClientMessageType, (scene: Scene) => object> = {
  authenticate: () => ({ type: 'authenticate', api_key: 'bp_sk_me' }),
  join_queue: () => ({ type: 'join_queue', game_type: 'rps', wager_lamports: 77 }),
  leave_queue: () => ({ type: 'leave_queue' }),
  make_move: ({ matchId }) => ({ type: 'make_move', match_id: matchId, move_data: { choice: 'paper' } }),
  resign: ({ matchId }) => ({ type: 'resign', match_id: matchId }),
  send_taunt: ({ matchId }) => ({ type: 'send_taunt', match_id: matchId, taunt_id: 'gg' }),
  ping: () => ({ type: 'ping' }),
  create_challenge: () => CHALLENGE,
  accept_challenge: ({ theirs }) => ({ type: 'accept_challenge', challenge_id: theirs }),
  cancel_challenge: ({ own }) => ({ type: 'cancel_challenge', challenge_id: own }),
};

/** What is answered: message types, or the code of an error. Nothing else may be sent. */
type Answers = Record<StateName, readonly string[]>;

function answers(
  unauthenticated: readonly string[],
  others: readonly string[],
  but: Partial<Answers> = {},
): Answers {
  const all = {
    idle: others,
    queued: others,
    offering: others,
    toMove: others,
    moved: others,
    afterMatch: others,
  };
  return { unauthenticated, ...all, ...but };
}

const NO = ['not_authenticated'];
const STARTED = ['match_found', 'game_start', 'your_turn'];
const IN_MATCH = { toMove: ['already_in_match'], moved: ['already_in_match'] };

const EXPECTED: Record<ClientMessageType, Answers> = {
  authenticate: answers(['authenticated'], ['invalid_message']),
  join_queue: answers(NO, ['queue_joined'], { queued: ['already_queued'], ...IN_MATCH }),
  leave_queue: answers(NO, ['not_queued'], { queued: ['queue_left'] }),
  make_move: answers(NO, ['match_not_found'], { toMove: [], moved: ['not_your_turn'] }),
  resign: answers(NO, ['match_not_found'], { toMove: ['game_over'], moved: ['game_over'] }),
  send_taunt: answers(NO, ['match_not_found'], { toMove: [], moved: [] }),
  ping: answers(NO, ['pong']),
  create_challenge: answers(NO, ['challenge_created'], IN_MATCH),
  accept_challenge: answers(NO, ['challenge_accepted', ...STARTED], {
    queued: ['queue_left', 'challenge_accepted', ...STARTED],
    offering: ['challenge_cancelled', 'challenge_accepted', ...STARTED],
    ...IN_MATCH,
  }),
  cancel_challenge: answers(NO, ['challenge_not_found'], { offering: ['challenge_cancelled'] }),
};

describe.each(Object.keys(COMMANDS) as ClientMessageType[])('%s', (command) => {
  test.each(Object.keys(STATES) as StateName[])('while %s', async (state) => {
    const scene = await STATES[state]();
    const { peer } = scene;
    peer.send(COMMANDS[command](scene));
    // Unknown types are answered in every state, so this one marks the end of the answers.
    peer.send({ type: 'are you done' });
    const got: string[] = [];
    for (;;) {
      const message = await peer.any();
      const answer = message.type === 'error' ? message.code : message.type;
      if (answer === 'unknown_type') break;
      got.push(answer);
    }
    expect(got).toEqual(EXPECTED[command][state]);
  });
});
