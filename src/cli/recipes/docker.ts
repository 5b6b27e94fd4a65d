import { containerOperatorWords, containerWords, copied, DATA, imageOf } from './container.js';
import { installCommand } from './dependency.js';
import type { Plan, Recipe } from './plan.js';
import { escapeDollars, quoteYamlDollars } from './quote.js';
import { NO_RESTART, RESTART_RULE } from './restart.js';

/** Waits for botpit, passes the signal on, and hides from Docker the exit codes that it must not restart on. */
const SERVICE = `#!/bin/sh
# Docker restarts after every failure, whatever its exit code.
${RESTART_RULE}
botpit "$@" &
bot=$!
trap 'kill -TERM $bot' TERM INT HUP
wait $bot
code=$?
# A signal ends the first wait, not botpit.
while kill -0 $bot 2>/dev/null; do
  wait $bot
  code=$?
done
case $code in
  ${NO_RESTART.join('|')})
    echo "botpit ended with exit code $code; it is not started again" >&2
    exit 0
    ;;
esac
exit $code`;

/** A compose file that holds the Dockerfile, so that one file is all there is. */
export function docker(plan: Plan): Recipe {
  const { name, folder, keyFile, stopS, metricsPort } = plan;
  const operator = containerOperatorWords(plan);
  // An assertion that fails, or a refused connection, ends Node with 1.
  const probe = `http.get('http://127.0.0.1:${metricsPort}/readyz', (r) => assert(r.resume().statusCode === 200))`;
  const secret =
    keyFile === null
      ? ''
      : `    environment:
      BOTPIT_API_KEY_FILE: /run/secrets/botpit-api-key
    secrets: [botpit-api-key]
`;
  const secrets =
    keyFile === null
      ? ''
      : `
secrets:
  botpit-api-key:
    file: ${quoteYamlDollars(keyFile)}
`;
  return {
    text: `# compose.yaml
# While it runs:
#   docker exec ${name} botpit ${operator.status}
#   docker exec ${name} botpit ${operator.stop}
# When it has ended, in the folder of this file:
#   docker compose run --rm --entrypoint botpit bot ${operator.status}
#   docker compose run --rm --entrypoint botpit bot ${operator.resume}
#   docker compose up --detach
name: ${name}

services:
  bot:
    image: ${imageOf(plan)}
    build:
      context: ${quoteYamlDollars(folder)}
      dockerfile_inline: |
${block(escapeDollars(dockerfile(plan)), 8)}
    container_name: ${name}
    # Passes signals on and buries what dies inside.
    init: true
    # For good, a minute apart at most: an arena that is out of reach may be so for hours. Not after the exit codes that
    # the entry point hides, which \`always\` would restart on too: a refused key, a limit, a session that is done.
    restart: on-failure
    # A stop lets the match in progress finish.
    stop_signal: SIGTERM
    stop_grace_period: ${stopS}s
${secret}    volumes:
      - data:${DATA}
    read_only: true
    tmpfs: [/tmp]
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    # Metrics and probes, for this machine only.
    ports: ["127.0.0.1:${metricsPort}:${metricsPort}"]
    healthcheck:
      test: ["CMD", "node", "-e", ${quoteYamlDollars(probe)}]
      interval: 30s
      timeout: 5s
      retries: 3
      start_period: 60s
    logging:
      driver: json-file
      options: { max-size: 10m, max-file: "5" }

volumes:
  data:
${secrets}`,
    notes: [
      'Save it as compose.yaml, in any folder: botpit recipe docker > compose.yaml',
      'Start it with: docker compose up --detach --build',
      ...(keyFile === null ? [] : [`The key is read from ${keyFile}, as user ${plan.ids}: chmod 600 it.`]),
      'After a restart of the machine, start it in the same way: Docker starts again only what has failed.',
      'What the project gains or loses at its top level, the list of COPY lines has to be told: print the recipe again.',
    ],
  };
}

function dockerfile(plan: Plan): string {
  const { ids } = plan;
  const { files, folders } = copied(plan);
  const [major] = process.versions.node.split('.');
  const [uid, gid] = ids.split(':');
  const copies = [
    ...(files.length > 0 ? [`COPY ${JSON.stringify([...files, './'])}`] : []),
    ...folders.map((folder) => `COPY ${JSON.stringify([folder, `./${folder}`])}`),
  ];
  return [
    '# syntax=docker/dockerfile:1',
    `FROM node:${major}-slim`,
    `RUN install -d -o ${uid} -g ${gid} ${DATA}`,
    "COPY --chmod=755 <<'END' /usr/local/bin/botpit-service",
    SERVICE,
    'END',
    'WORKDIR /bot',
    '# By name: a key that lies in the folder must not get into the image.',
    ...copies,
    `RUN ${installCommand(plan)} --omit=dev`,
    '# The botpit of the project, and no other.',
    'ENV NODE_ENV=production PATH=/bot/node_modules/.bin:$PATH',
    `USER ${ids}`,
    'ENTRYPOINT ["botpit-service"]',
    `CMD ${JSON.stringify(containerWords(plan))}`,
  ].join('\n');
}

function block(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(spaces));
}
