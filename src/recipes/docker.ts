import { escapeDollars, quoteYamlDollars } from '../lib/quote.js';
import {
  containerOperatorWords,
  containerWords,
  copied,
  DATA,
  imageOf,
  installCommand,
} from './container.js';
import { NO_RESTART, type Plan, RESTART, type Recipe } from './plan.js';
import { fill } from './template.js';

/** A compose file that holds the Dockerfile, so that one file is all there is. */
export function docker(plan: Plan): Recipe {
  const { name, folder, keyFile, stopS, metricsPort, ids } = plan;
  // An assertion that fails, or a refused connection, ends Node with 1.
  const probe = `http.get('http://127.0.0.1:${metricsPort}/readyz', (r) => assert(r.resume().statusCode === 200))`;
  return {
    text: fill('compose.yaml', {
      name,
      ...containerOperatorWords(plan),
      image: imageOf(plan),
      folder: quoteYamlDollars(folder),
      dockerfile: escapeDollars(dockerfile(plan)),
      stopS,
      keyFile: keyFile === null ? null : quoteYamlDollars(keyFile),
      data: DATA,
      metricsPort,
      probe: quoteYamlDollars(probe),
    }),
    notes: [
      'Save it as compose.yaml, in any folder: botpit recipe docker > compose.yaml',
      'Start it with: docker compose up --detach --build',
      ...(keyFile === null
        ? []
        : [`The key is read from ${keyFile}, as user ${ids.uid}:${ids.gid}: chmod 600 it.`]),
      'After a restart of the machine, start it in the same way: Docker starts again only what has failed.',
      'What the project gains or loses at its top level, the list of COPY lines has to be told: print the recipe again.',
    ],
  };
}

function dockerfile(plan: Plan): string {
  const { files, folders } = copied(plan);
  const copies = [
    ...(files.length > 0 ? [`COPY ${JSON.stringify([...files, './'])}`] : []),
    ...folders.map((folder) => `COPY ${JSON.stringify([folder, `./${folder}`])}`),
  ];
  const dockerfile = fill('Dockerfile', {
    ...plan.ids,
    nodeMajor: plan.nodeMajor,
    data: DATA,
    // Waits for botpit, passes the signal on, and hides from Docker the exit codes that it must not restart on.
    service: fill('service.sh', { restart: RESTART.join(', '), noRestart: NO_RESTART.join('|') }).trimEnd(),
    copies: copies.join('\n'),
    install: installCommand(plan),
    words: JSON.stringify(containerWords(plan)),
  });
  return dockerfile.trimEnd();
}
