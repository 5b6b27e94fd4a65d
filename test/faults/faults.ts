import type { Fault, Powers, Strike } from './fault.js';
import type { Frame } from './pipe.js';

const HOUR_MS = 3_600_000;

const pass = ({ pipe, frame }: Strike) => pipe.pass(frame);

/** Once nothing is on its way any more. */
const soon = ({ proxy }: Strike, act: () => void) => proxy.clock.setTimeout(act, 0);

function around(name: string, act: (at: Strike, powers: Powers) => void, rest: Partial<Fault> = {}): Fault[] {
  return [
    {
      name: `${name} before`,
      ...rest,
      strike: (at, powers) => {
        act(at, powers);
        pass(at);
      },
    },
    {
      name: `${name} after`,
      ...rest,
      strike: (at, powers) => {
        pass(at);
        act(at, powers);
      },
    },
  ];
}

function altered(name: string, change: (frame: Frame) => Partial<Frame>, rest: Partial<Fault> = {}): Fault {
  return {
    name,
    // The arena does not understand what the bot asks, and says so: that is a refusal.
    exits: [64],
    ...rest,
    strike: ({ pipe, frame }) => pipe.pass({ ...frame, ...change(frame), intact: false }),
  };
}

export const CUTS: readonly Fault[] = around('cut', ({ link }) => link.cut());

export const STALLS: readonly Fault[] = around('stall', ({ link }) => link.stall());

export const RESET: Fault = {
  name: 'reset soon after',
  strike: (at) => {
    pass(at);
    soon(at, () => at.link.reset());
  },
};

export const CLOSES: readonly Fault[] = [
  ...around('close 1001', ({ link }) => link.close(1001, 'going away')),
  ...around('close 4000', ({ link }) => link.close(4000, '')),
];

export const BANNED: readonly Fault[] = around('close 1008', ({ link }) => link.close(1008, 'rules'), {
  exits: [69],
  ends: true,
});

export const REPLACED: readonly Fault[] = around(
  'session_replaced',
  ({ link }) => {
    link.down.inject({ type: 'session_replaced' });
    link.close(1008, 'session_replaced');
  },
  { exits: [81], ends: true },
);

export const RESTARTS: readonly Fault[] = [
  ...around('restart', (_at, powers) => powers.restartArena()),
  {
    name: 'crash soon after',
    strike: (at, powers) => {
      pass(at);
      soon(at, () => {
        at.link.cut();
        powers.restartArena();
      });
    },
  },
];

export const LEAPS: readonly Fault[] = [
  ...around('clock leap', (_at, powers) => powers.leap(3 * HOUR_MS)),
  {
    name: 'clock leap soon after',
    strike: (at, powers) => {
      pass(at);
      soon(at, () => powers.leap(3 * HOUR_MS));
    },
  },
];

/** A computer that was asleep finds its connection gone and hours passed. */
export const ASLEEP: Fault = {
  name: 'cut, clock leap before the next attempt, after',
  strike: (at, powers) => {
    pass(at);
    at.link.cut();
    soon(at, () => powers.leap(3 * HOUR_MS));
  },
};

export const DROP: Fault = { name: 'drop', strike: () => {} };

export const DUPLICATE: Fault = {
  name: 'duplicate',
  strike: (at) => {
    pass(at);
    pass(at);
  },
};

export const SWAPS: readonly Fault[] = [1, 2].map((count) => ({
  name: count === 1 ? 'swap with the next' : 'swap with the next but one',
  strike: ({ pipe, frame }) => pipe.overtake(frame, count),
}));

export const DELAYS: readonly Fault[] = [700, 6_000].map((ms) => ({
  name: `delay ${ms} ms`,
  strike: (at) => {
    at.pipe.delay(ms);
    pass(at);
  },
}));

export const TRICKLE: Fault = { name: 'trickle', strike: ({ pipe, frame }) => pipe.trickle(frame) };

export const DAMAGES: readonly Fault[] = [
  altered('flipped bits', ({ data }) => ({
    data: Buffer.from(data.map((byte, i) => (i % 7 === 3 ? byte ^ 0x80 : byte))),
  })),
  altered('truncated', ({ data }) => ({ data: data.subarray(0, data.length >> 1) })),
  altered('binary', () => ({ binary: true })),
  altered('wrong types', ({ data }) => ({
    data: Buffer.from(JSON.stringify(mistyped(JSON.parse(data.toString())))),
  })),
];

/** Every field but the type gets a value of another kind. */
function mistyped(message: Record<string, unknown>): Record<string, unknown> {
  const wrong = (value: unknown) =>
    typeof value === 'number' ? String(value) : typeof value === 'string' ? { value } : 7;
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => [name, name === 'type' ? value : wrong(value)]),
  );
}

/** Frames that no rule forbids to come, and that are none of this bot's business. */
const FOREIGN = [
  { type: 'your_turn', match_id: 'other', round: 1, game_state: {}, timeout_ms: 15_000 },
  { type: 'round_result', match_id: 'other', round: 1, result: {}, score: [0, 1] },
  { type: 'game_over', match_id: 'other', winner: null, final_score: [0, 0], payout_lamports: 0 },
  { type: 'game_start', match_id: 'other', your_side: 'b' },
  { type: 'opponent_moved', match_id: 'other', round: 9 },
  { type: 'challenge_created', challenge_id: 'other', game_type: 'chess', wager_lamports: 5 },
  { type: 'challenge_cancelled', challenge_id: 'other' },
  {
    type: 'taunt_received',
    match_id: 'other',
    agent_id: 'x',
    agent_name: 'X',
    taunt_id: 'gg',
    taunt_text: 'GG',
  },
  { type: 'pong' },
  { type: 'authenticated', agent_id: 'someone-else', agent_name: 'Someone' },
];

const JUNK = [
  '',
  '{}',
  '[]',
  'null',
  '{"type":7}',
  '{"type":"__proto__"}',
  '{"__proto__":{"type":"pong"}}',
  '{"type":"news"}',
];

export const FLOODS: readonly Fault[] = [
  {
    name: 'flood of junk before',
    strike: (at) => {
      const wide = JSON.stringify({ type: 'news', text: 'x'.repeat(60_000) });
      for (let i = 0; i < 40; i++) for (const junk of JUNK) at.pipe.inject(junk);
      for (let i = 0; i < 5; i++) at.pipe.inject(wide);
      pass(at);
    },
  },
  {
    name: 'flood of foreign frames before',
    strike: (at) => {
      for (let i = 0; i < 30; i++) for (const foreign of FOREIGN) at.pipe.inject(foreign);
      pass(at);
    },
  },
  {
    name: 'huge frame before',
    strike: (at) => {
      at.pipe.inject(JSON.stringify({ type: 'news', text: 'x'.repeat(70_000) }));
      pass(at);
    },
  },
];

const AWAY_MS = 120_000;

/** Long enough for a match to be lost in the meantime. */
export const AWAY: readonly Fault[] = (['cut', 'stall'] as const).map((how) => ({
  name: `${how}, away for two minutes, after`,
  strike: (at) => {
    const { link, proxy } = at;
    pass(at);
    proxy.refusing = Number.POSITIVE_INFINITY;
    link[how]();
    proxy.clock.setTimeout(() => {
      proxy.refusing = 0;
    }, AWAY_MS);
  },
}));

export const GONE: readonly Fault[] = [
  {
    name: 'cut, three attempts refused',
    strike: ({ link, proxy }) => {
      proxy.refusing = 3;
      link.cut();
    },
  },
  {
    name: 'cut, never found again',
    exits: [69],
    ends: true,
    strike: ({ link, proxy }) => {
      proxy.refusing = Number.POSITIVE_INFINITY;
      link.cut();
    },
  },
];

/** The arena repeats the key wherever it can. */
export const ECHO: Fault = {
  name: 'key repeated before',
  exits: [64],
  strike: (at, { apiKey }) => {
    const { down } = at.link;
    down.inject({ type: 'news', text: apiKey, [apiKey]: 1 });
    down.inject({ type: 'error', code: `no_${apiKey}`, message: `the key ${apiKey} is odd` });
    down.inject({ type: 'challenge_created', challenge_id: apiKey, game_type: apiKey, wager_lamports: 1 });
    down.inject(`{"type": "${apiKey}`);
    pass(at);
    soon(at, () => at.link.close(1011, `key ${apiKey}`));
  },
};

const ENDING_CODES: Readonly<Record<string, readonly number[]>> = {
  auth_failed: [77],
  invalid_wager: [64],
  insufficient_balance: [64],
  brand_new_code: [64],
  challenge_not_found: [64],
  own_challenge: [64],
};

/** The command is lost, and an error comes in the place of its answer. */
export function refusedWith(code: string): Fault {
  return {
    name: `refused with ${code}`,
    exits: ENDING_CODES[code] ?? [],
    strike: ({ link }) => link.down.inject({ type: 'error', code, message: `scripted ${code}` }),
  };
}

/** The arena did what it was asked, and an error comes in the place of its answer. */
export function answeredWith(code: string): Fault {
  return {
    name: `${code} in its place`,
    // A match that follows is one that the arena said it would not give.
    exits: [...(ENDING_CODES[code] ?? []), ...(code === 'rate_limited' ? [76] : [])],
    strike: ({ pipe }) => pipe.inject({ type: 'error', code, message: `scripted ${code}` }),
  };
}
