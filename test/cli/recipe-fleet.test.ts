import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canaryKey } from '../support/canary.js';
import { runCli, tempFolder } from '../support/run-cli.js';

const yaml = createRequire(import.meta.url)('js-yaml') as {
  load(text: string): unknown;
  loadAll(text: string): unknown[];
};

/** Fields of parsed YAML, which has no types of its own. */
// biome-ignore lint/suspicious/noExplicitAny: a document of another program's format is walked through.
type Loose = any;

const PROFILES = {
  rps: { game: 'rps', strategy: './my.mjs', apiKeyFile: './rps.key', wager: '0.01' },
  'crash one': { game: 'crash', strategy: 'random', apiKeyFile: './keys/crash.key' },
  idle: { game: 'mines' },
};

function project(profiles: Readonly<Record<string, object>> = PROFILES): string {
  return tempFolder({
    'botpit.config.json': JSON.stringify({ profiles }),
    'my.mjs': 'export default { games: ["rps"], move: () => "rock" };',
    'package.json': JSON.stringify({ dependencies: { botpit: 'file:./botpit-0.1.0.tgz' } }),
    'rps.key': canaryKey('recipe-rps'),
    'keys/crash.key': canaryKey('recipe-crash'),
  });
}

async function print(kind: string, cwd = project()): Promise<{ text: string; notes: string; cwd: string }> {
  const { exitCode, stdout, stderr } = await runCli(['recipe', kind, '--fleet'], { cwd });
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  return { text: stdout, notes: stderr, cwd };
}

test('systemd: a unit for all bots, which reads its config again on a reload', async () => {
  const { text, notes, cwd } = await print('systemd');
  expect(text).toContain(` fleet --config ${join(cwd, 'botpit.config.json')} --metrics 9464\n`);
  expect(text).toMatch(/^ExecReload=\/bin\/kill -HUP \$MAINPID$/m);
  expect(text).toMatch(/^Type=exec$/m);
  expect(text).not.toMatch(/LoadCredential|WatchdogSec|NotifyAccess/);
  expect(text).toMatch(/^RestartPreventExitStatus=.*\b83\b/m);
  expect(notes).toContain('botpit recipe systemd --fleet | sudo tee');
});

test('docker: a container for all bots, each with its key where its profile says', async () => {
  const { text, cwd } = await print('docker');
  const { services, secrets } = yaml.load(text) as Loose;
  const { bot } = services;
  expect(bot.secrets).toEqual([
    { source: 'key-0', target: '/bot/rps.key' },
    { source: 'key-1', target: '/bot/keys/crash.key' },
  ]);
  expect(Object.values(secrets)).toEqual([
    { file: join(cwd, 'rps.key') },
    { file: join(cwd, 'keys/crash.key') },
  ]);
  expect(bot.ports).toEqual(['127.0.0.1:9464:9464', '127.0.0.1:9465:9465']);
  expect(bot.healthcheck).toBe(undefined);
  const { dockerfile_inline: dockerfile } = bot.build;
  expect(dockerfile).toContain('CMD ["fleet",');
  // No key gets into the image.
  expect(dockerfile).toContain('COPY ["botpit.config.json","my.mjs","package.json","./"]');
  expect(dockerfile).not.toContain('keys');
});

test('kubernetes: a pod for each bot, all of one image', async () => {
  const { text, notes } = await print('kubernetes');
  const jobs = yaml.loadAll(text).filter((each) => (each as Loose).kind === 'Job') as Loose[];
  const specs = jobs.map(({ spec }) => spec.template.spec);
  expect(jobs.map(({ metadata }) => metadata.name.split('-').slice(-1))).toEqual([['rps'], ['one']]);
  expect(specs.map(({ containers }) => containers[0].command.slice(1, 6))).toEqual([
    ['play', 'rps', '--config', '/bot/botpit.config.json', '--profile'],
    ['play', 'crash', '--config', '/bot/botpit.config.json', '--profile'],
  ]);
  const images = new Set(specs.map(({ containers }) => containers[0].image));
  expect([...images]).toEqual([expect.stringMatching(/-fleet:0\.1\.0$/)]);
  expect(new Set(jobs.map(({ metadata }) => metadata.name)).size).toBe(2);
  expect(notes.match(/kubectl create secret/g)).toHaveLength(2);
  expect(notes).toContain('`botpit recipe docker --fleet`');
});

test.each([
  [['cron', '--fleet'], PROFILES, 64, 'a fleet runs for good'],
  [['systemd', '--fleet', '--profile', 'rps'], PROFILES, 64, 'Leave out one'],
  [['docker', '--fleet'], { a: { strategy: 'random' } }, 78, 'profile a names no apiKeyFile'],
  [
    ['docker', '--fleet'],
    { a: { strategy: 'random', apiKeyFile: './k' }, b: { strategy: 'random', apiKeyFile: 'k' } },
    78,
    'profiles a, b name one apiKeyFile',
  ],
] as const)('%j is refused', async (args, profiles, exitCode, words) => {
  expect(await runCli(['recipe', ...args], { cwd: project(profiles) })).toMatchObject({
    exitCode,
    stderr: expect.stringContaining(words),
  });
});
