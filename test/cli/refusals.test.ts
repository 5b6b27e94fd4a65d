import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { Writable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { jsonLines, runCli, tempFolder } from '../support/run-cli.js';

const KEY = { BOTPIT_API_KEY: 'bp_sk_test_0123456789' };

interface Refusal {
  readonly args: string;
  /** In place of `args` split at spaces. */
  readonly argv?: readonly string[];
  readonly code: number;
  /** What the person is told: the value, and the way out. */
  readonly says: readonly (string | RegExp)[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

const WAGER = /from 0 to 9000000 with at most nine decimals, such as 0\.01/;

const wagers: readonly Refusal[] = [
  '-1',
  '-0.5',
  '0.0123456789',
  '1e3',
  '1E-3',
  'much',
  '9000000.1',
  '9000001',
  '',
  'NaN',
  'Infinity',
  '0x10',
  '1,5',
  '.5',
  '1.',
  '+1',
  '1 2',
  '--sandbox',
].flatMap((wager) => [
  {
    args: `play rps --wager ${JSON.stringify(wager)}`,
    argv: ['play', 'rps', '--wager', wager],
    code: 64,
    says: [`--wager = ${JSON.stringify(wager)}`, WAGER],
    env: KEY,
  },
  {
    args: '--max-loss',
    argv: ['queue', 'rps', `--max-loss=${wager}`],
    code: 64,
    says: [/^botpit: --max-loss = /, WAGER],
    env: KEY,
  },
]);

const flags: readonly Refusal[] = [
  ...['0', '-1', '1.5', 'abc', '', '1e3', '99999999999999999999'].map((matches) => ({
    args: `play rps --matches ${matches || '""'}`,
    argv: ['play', 'rps', '--local', '--matches', matches],
    code: 64,
    says: [`--matches = ${JSON.stringify(matches)}`, 'a whole number from 1'],
  })),
  ...['5', '5 s', '1.5s', '-1s', '0s', '5d', 'soon', '', '9999999h'].map((duration) => ({
    args: `play rps --for ${duration || '""'}`,
    argv: ['play', 'rps', '--local', '--for', duration],
    code: 64,
    says: [`--for = ${JSON.stringify(duration)}`, '500ms, 30s, 5m or 2h, above 0'],
  })),
  {
    args: 'play rps --url ws://arena.example/ws',
    code: 64,
    says: ['ws://arena.example/ws', 'wss://', 'only to localhost'],
    env: KEY,
  },
  {
    args: 'play rps --url ws://127.0.0.1.evil.example/ws',
    code: 64,
    says: ['evil.example', 'wss://'],
    env: KEY,
  },
  { args: 'play rps --url ws://127.0.0.1@evil.example/ws', code: 64, says: ['wss://'], env: KEY },
  {
    args: 'play rps --url http://arena.example/ws',
    code: 64,
    says: ['http://arena.example/ws', 'wss://'],
    env: KEY,
  },
  {
    args: 'play rps --url https://arena.example/ws',
    code: 64,
    says: ['https://arena.example/ws', 'wss://'],
    env: KEY,
  },
  { args: 'play rps --url arena', code: 64, says: ['--url = "arena"', 'wss://'], env: KEY },
  {
    args: 'play rps --isolation thread',
    code: 64,
    says: ['--isolation = "thread"', 'worker, process or inline'],
  },
  { args: 'play rps --isolation proces', code: 64, says: ['Did you mean process?'] },
  { args: 'play rps --taunts loud', code: 64, says: ['--taunts = "loud"', 'strategy, polite or off'] },
  { args: 'arena --port 65536', code: 64, says: ['--port = "65536"', 'from 0 to 65535'] },
  { args: 'arena --turn-timeout 0s', code: 64, says: ['--turn-timeout = "0s"', 'above 0'] },
  { args: 'arena --house-wait long', code: 64, says: ['--house-wait = "long"', '500ms'] },
];

const words: readonly Refusal[] = [
  {
    args: 'play rsp --local',
    code: 64,
    says: ['[game] = "rsp"', 'Did you mean rps?', 'coinflip, rps, hi_lo'],
  },
  { args: 'queue chess', code: 64, says: ['[game] = "chess"', 'coinflip, rps'], env: KEY },
  { args: 'games rsp', code: 64, says: ['[games] = "rsp"', 'Did you mean rps?', 'blotto'] },
  { args: 'games bridge', code: 64, says: ['[games] = "bridge"', 'expected coinflip'] },
  { args: 'plya rps', code: 64, says: ["unknown command 'plya'", 'Did you mean play?', 'botpit --help'] },
  { args: 'plya --local', code: 64, says: ["unknown command 'plya'", 'Did you mean play?'] },
  { args: 'challenge crate rps', code: 64, says: ["unknown command 'crate'", 'Did you mean create?'] },
  {
    args: 'challenge',
    code: 64,
    says: ['create [game]', 'accept <id>', 'cancel <id>'],
  },
  { args: 'play --wagr 1', code: 64, says: ["unknown option '--wagr'", 'Did you mean --wager?', '--help'] },
  { args: 'arena --prt 1', code: 64, says: ["unknown option '--prt'", 'Did you mean --port?'] },
  { args: 'arena --wager 1', code: 64, says: ["unknown option '--wager'"] },
  {
    args: '--sandbox play',
    code: 64,
    says: ["unknown option '--sandbox'", 'options come after the command'],
  },
  { args: '--api-key bp_sk_x play', code: 64, says: ["unknown option '--api-key'"] },
  { args: 'play rps --api-key bp_sk_x', code: 64, says: ["unknown option '--api-key'"] },
  ...['--wager', '--matches', '--for', '--url', '--strategy', '--profile', '--config', '--api-key-file'].map(
    (flag) => ({
      args: `play rps ${flag}`,
      code: 64,
      says: [`option '${flag} <`, 'argument missing', '--help'],
    }),
  ),
  {
    args: 'play rps hi_lo',
    code: 64,
    says: ['play does not take "hi_lo"', 'Usage: botpit play [options] [game]'],
  },
  {
    args: 'challenge create rps x y',
    code: 64,
    says: ['does not take "x", "y"', 'botpit challenge create [options] [game]'],
  },
  {
    args: 'challenge accept a b',
    code: 64,
    says: ['accept does not take "b"', 'botpit challenge accept [options] <id>'],
  },
  { args: 'challenge accept', code: 64, says: ["missing required argument 'id'"] },
  { args: 'challenge cancel', code: 64, says: ["missing required argument 'id'"] },
  { args: 'arena rps', code: 64, says: ['arena does not take "rps"'] },
  { args: 'play rps --quiet --verbose', code: 64, says: ['--quiet', 'cannot be used with', '--verbose'] },
  {
    args: 'play rps --local --url wss://a.example/',
    code: 64,
    says: ['--local', 'cannot be used with', '--url'],
  },
];

const situations: readonly Refusal[] = [
  {
    args: 'play rps',
    code: 78,
    says: ['there is no API key', 'BOTPIT_API_KEY', '--api-key-file', '--local'],
  },
  { args: 'queue rps --sandbox', code: 78, says: ['there is no API key'] },
  { args: 'challenge cancel c-1', code: 78, says: ['there is no API key'] },
  {
    args: 'play rps --api-key-file gone.key',
    code: 78,
    says: ['gone.key', 'the file does not exist', 'Check the path', '--local'],
  },
  {
    args: 'play rps --api-key-file empty.key',
    code: 78,
    says: ['empty.key is empty'],
    files: { 'empty.key': '\n' },
  },
  { args: 'play rps --api-key-file .', code: 78, says: ['it is a folder'] },
  { args: 'play --local', code: 64, says: ['which game?', 'coinflip, rps, hi_lo'] },
  ...['--until 18:00', '--hours 22:00-06:00', '--summary-at 08:00'].map((schedule) => ({
    args: `play rps --local ${schedule}`,
    code: 64,
    says: [
      schedule.split(' ')[0] ?? '',
      'expected a time zone beside it',
      'timeZone (--time-zone), such as Europe/Berlin',
    ],
  })),
  {
    args: 'play rps --local',
    code: 78,
    says: ['botpit.config.json', 'hours = "22:00-06:00": expected a time zone beside it'],
    files: { 'botpit.config.json': '{ "hours": "22:00-06:00" }' },
  },
  {
    args: 'play rps --local --hours 22:00-06:00 --time-zone Europe/Berln',
    code: 64,
    says: ['--time-zone = "Europe/Berln"', 'Did you mean Europe/Berlin?'],
  },
  {
    args: 'play rps --local --time-zone +02:00',
    code: 64,
    says: ['the name of a time zone', 'America/New_York'],
  },
  { args: 'play rps --local --hours 08:00-08:00 --time-zone UTC', code: 64, says: ['such as 22:00-06:00'] },
  { args: 'play rps,chrash --local', code: 64, says: ['[game] = "rps,chrash"', 'Did you mean crash?'] },
  { args: 'play rps,rps --local', code: 64, says: ['[game] = "rps,rps"', 'each once'] },
  { args: 'play rps,crash --local --rotate 0', code: 64, says: ['--rotate', 'a number of matches from 1'] },
  {
    args: 'play math_duel,rps --local --strategy calculator',
    code: 65,
    says: ['calculator does not play rps', 'Expected math_duel.'],
  },
  { args: 'play rps,reaction_ring --local middle', code: 64, says: ['middle does not play rps'] },
  { args: 'queue rps,crash --local', code: 64, says: ['One match is of one game', 'botpit queue rps'] },
  {
    args: 'queue rps --local --rotate match',
    code: 64,
    says: ['--rotate is for many matches', 'botpit play'],
  },
  {
    args: 'challenge create rps --wager 0 --hours 22:00-06:00 --time-zone UTC',
    code: 64,
    says: ['--hours is for many matches'],
    env: KEY,
  },
  {
    args: 'challenge create rps',
    code: 64,
    says: ['a challenge is played now', 'outside the hours'],
    // A minute, a hundred of them from now.
    files: { 'botpit.config.json': JSON.stringify({ hours: hoursFromNow(), timeZone: 'UTC' }) },
    env: KEY,
  },
  {
    args: 'play rps --local --webhook https://api.telegram.org/botT0KEN/sendMessage',
    code: 64,
    says: ['--webhook: expected a chat beside it', '--webhook-chat'],
  },
  {
    args: 'play rps --local --webhook-events stop,limits',
    code: 64,
    says: ['--webhook-events = "stop,limits"', 'Did you mean limit?'],
  },
  { args: 'play rps --wager 0.01', code: 64, says: ['no strategy is named', '--strategy'], env: KEY },
  { args: 'challenge accept c-1 --local', code: 64, says: ['with --local', 'c-1', 'botpit arena', '--url'] },
  { args: 'challenge accept c-1', code: 64, says: ['c-1', '--wager', '0 for free play'], env: KEY },
  { args: 'challenge cancel c-1 --local', code: 64, says: ["unknown option '--local'"] },
  { args: 'play rps --local nobody', code: 65, says: ['"nobody"', 'Expected random, '] },
  { args: 'play rps --local randm', code: 65, says: ['"randm"', 'random'] },
  { args: 'play rps --local ./nobody.ts', code: 65, says: ['nobody.ts', 'Check the path'] },
  { args: 'play rps --local none', code: 64, says: ['nobody to play against', '--local random'] },
  {
    args: 'play rps --local middle',
    code: 64,
    says: ['middle does not play rps', 'Expected reaction_ring.', '--local random'],
  },
  { args: 'play --local rps', code: 64, says: ['rps is a game', 'botpit play rps --local'] },
  {
    args: 'play rps --local --strategy middle',
    code: 65,
    says: ['middle does not play rps', 'Expected reaction_ring.'],
  },
  { args: 'play rps --local --strategy gone.ts', code: 65, says: ['gone.ts', 'Check the path'] },
  { args: 'play rps --local --strategy .', code: 65, says: ['is a folder'] },
  { args: 'play rps --local --strategy frequncy', code: 65, says: ['"frequncy"', 'frequency'] },
  {
    args: 'play rps --local',
    argv: ['play', 'rps', '--local', '--strategy', 'cmd: no-such-program-here x'],
    code: 65,
    says: ['no-such-program-here'],
  },
  {
    args: 'play rps --local',
    argv: ['play', 'rps', '--local', '--strategy', 'cmd:'],
    code: 65,
    says: ['names no program'],
  },
  {
    args: 'arena --port 0 --keys gone.txt',
    code: 78,
    says: ['gone.txt', 'the file does not exist', 'one key per line'],
  },
  {
    args: 'arena --port 0 --keys keys.txt',
    code: 78,
    says: ['keys.txt holds no keys', 'one key per line'],
    files: { 'keys.txt': '# none\n\n' },
  },
  {
    args: 'arena --port 0 --keys keys.txt',
    code: 78,
    says: ['keys.txt:2 is not a key', 'bp_sk_'],
    files: { 'keys.txt': 'bp_sk_one\nsecret-of-mine\n' },
  },
  { args: 'arena --port 0 --house nobody', code: 65, says: ['"nobody"'] },
  { args: 'arena --port 0 --host 203.0.113.7', code: 64, says: ['203.0.113.7', '--keys'] },
  {
    args: 'arena --port 0 --host 203.0.113.7 --keys keys.txt',
    code: 69,
    says: ['203.0.113.7'],
    files: { 'keys.txt': 'bp_sk_one\n' },
  },
  { args: 'strategies nobody', code: 65, says: ['"nobody"', 'Expected random, '] },
];

const configs: readonly Refusal[] = [
  { args: 'config --config gone.json', code: 64, says: ['gone.json', 'a file that exists'] },
  { args: 'config --profile live', code: 64, says: ['--profile = "live"', 'a config file with profiles'] },
  {
    args: 'config --profile lvie',
    code: 64,
    says: ['--profile = "lvie"', 'Did you mean live?'],
    files: { 'botpit.config.json': '{"profiles": {"live": {}}}' },
  },
  {
    args: 'config',
    code: 78,
    says: ['stratgy', 'Did you mean strategy?'],
    files: { 'botpit.config.json': '{"stratgy": "x"}' },
  },
  {
    args: 'config',
    code: 78,
    says: ['BOTPIT_MATCHES = "x"', 'a whole number from 1'],
    env: { BOTPIT_MATCHES: 'x' },
  },
  {
    args: 'config',
    code: 78,
    says: ['botpit.config.json:1:2', 'valid JSON'],
    files: { 'botpit.config.json': '{wager: 1}' },
  },
  {
    args: 'play rps --matches 0',
    code: 64,
    says: [
      '4 problems',
      '--matches = "0"',
      'BOTPIT_FOR',
      'wagr',
      'Did you mean wager?',
      'profiles.live.taunts',
    ],
    env: { BOTPIT_FOR: 'ever' },
    files: { 'botpit.config.json': '{"wagr": "1", "profiles": {"live": {"taunts": "loud"}}}' },
  },
];

test.each([...wagers, ...flags, ...words, ...situations, ...configs])(
  'exit $code: botpit $args',
  async ({ args, argv, code, says, env = {}, files = {} }) => {
    const cwd = tempFolder(files);
    const words = argv ?? args.split(' ');
    const plain = await runCli(words, { cwd, env });
    expect(plain.stderr).toMatch(/^(botpit: |Usage: )/);
    for (const part of says) expect(plain.stderr).toMatch(typeof part === 'string' ? literally(part) : part);
    expect(plain.stderr).not.toMatch(/^\s+at .*[:(]\d+/m);
    expect(plain).toMatchObject({ exitCode: code, stdout: '' });

    const json = await runCli(words, { cwd, env: { ...env, BOTPIT_JSON: '1' } });
    const lines = jsonLines(json.stdout);
    expect(json.stderr).toBe(plain.stderr);
    expect(json.exitCode).toBe(code);
    expect(lines).toEqual([
      {
        event: 'error',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        code: expect.any(String),
        message: expect.any(String),
      },
    ]);
  },
);

test('a flag and a config file ask for JSON errors too', async () => {
  const cwd = tempFolder({ 'botpit.config.json': '{"json": true, "local": true}' });
  const fromFile = await runCli(['play', 'rps', '--strategy', 'nobody'], { cwd });
  expect(fromFile.exitCode).toBe(65);
  expect(jsonLines(fromFile.stdout)).toMatchObject([{ event: 'error', code: 'strategy/not-found' }]);
  const fromFlag = await runCli(['play', 'rps', 'hi_lo', '--json']);
  expect(fromFlag.exitCode).toBe(64);
  expect(jsonLines(fromFlag.stdout)).toMatchObject([{ event: 'error', code: 'usage' }]);
});

test('a key file that others can read is a warning', async () => {
  const cwd = tempFolder({ 'bot.key': 'bp_sk_test_0123456789\n' });
  chmodSync(`${cwd}/bot.key`, 0o644);
  const { exitCode, stderr } = await runCli(['config', '--api-key-file', 'bot.key'], { cwd });
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/warning: .*bot\.key.*others can read it; chmod 600/);
});

test('the arena’s port is taken: exit 69', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { exitCode, stderr } = await runCli(['arena', '--port', String(port)]);
  expect(exitCode).toBe(69);
  expect(stderr).toMatch(
    new RegExp(`cannot listen on 127\\.0\\.0\\.1:${port}: another program uses the port`),
  );
  expect(stderr).toMatch(/another port, or 0/);
});

const broken: readonly { name: string; source: string; says: RegExp }[] = [
  { name: 'a syntax error', source: 'export default {\n  move( { return 1 }\n};\n', says: /bot\.ts:2: / },
  {
    name: 'no export',
    source: 'const move = () => "rock";\n',
    says: /bot\.ts exports no strategy.*\n.*Export one by default/,
  },
  {
    name: 'no move method',
    source: 'export default { play() {} };\n',
    says: /has play, but no `move` method/,
  },
  {
    name: 'a throw while loading',
    source: '\nthrow new Error("out of luck");\n',
    says: /threw while loading: Error: out of luck \(.*bot\.ts:2\)/,
  },
  {
    name: 'a throw in init',
    source:
      'export default {\n  init() {\n    throw new Error("no model");\n  },\n  move: () => "rock",\n};\n',
    says: /Error: no model \(.*bot\.ts:3\)/,
  },
  {
    name: 'an unknown game',
    source: 'export default { games: ["rsp"], move: () => "rock" };\n',
    says: /rsp/,
  },
  {
    name: 'another game',
    source: 'export default { games: ["crash"], move: () => 1.5 };\n',
    says: /does not play rps.*\n.*Expected crash\./,
  },
];

test.each(
  broken.flatMap((each) => ['worker', 'process', 'inline'].map((isolation) => ({ ...each, isolation }))),
)('exit 65: a strategy with $name ($isolation)', async ({ source, says, isolation }) => {
  const cwd = tempFolder({ 'bot.ts': source });
  const { exitCode, stdout, stderr } = await runCli(
    ['play', 'rps', '--local', '--strategy', './bot.ts', '--isolation', isolation],
    { cwd },
  );
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/^\s+at .*[:(]\d+/m);
  expect({ exitCode, stdout }).toEqual({ exitCode: 65, stdout: '' });
});

test('a bug of ours: the stack, and exit 70', async () => {
  const { main } = await import('../../src/cli/main.js');
  const written: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      written.push(String(chunk));
      done();
    },
  });
  const io = {
    stdout: stream,
    stderr: stream,
    env: {},
    cwd: () => {
      throw new TypeError('no such folder bp_sk_secret_0123456789');
    },
    on: () => undefined,
    off: () => undefined,
  };
  expect(await main(['games'], io as never)).toBe(70);
  expect(written.join('')).toMatch(/a bug in botpit.*\nTypeError: no such folder bp_sk_…\n\s+at /);
});

function hoursFromNow(): string {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString().slice(11, 16);
  return `${at(6_000_000)}-${at(6_060_000)}`;
}

function literally(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
