import { quoteSh, quoteYamlDollars } from '../lib/quote.js';
import { containerOperatorWords, containerWords, DATA, imageOf } from './container.js';
import { NO_RESTART, type Plan, type Recipe } from './plan.js';
import { fill } from './template.js';

/**
 * A Job: the only workload that restarts by exit code. A Deployment or StatefulSet would start a bot again that has
 * just come to its loss limit.
 */
export function kubernetes(plan: Plan): Recipe {
  const { name, keyFile, stopS, metricsPort, ids } = plan;
  const { uid, gid } = ids;
  const secret = `${name}-key`;
  const words = ['botpit', ...containerWords(plan)];
  const operator = containerOperatorWords(plan);
  return {
    text: fill('kubernetes.yaml', {
      name,
      ...operator,
      resume: resumeCommand(plan, operator.resume),
      noRestart: NO_RESTART.join(', '),
      metricsPort,
      stopS,
      uid,
      gid,
      image: imageOf(plan),
      command: words.map((word) => `- ${quoteYamlDollars(word)}`).join('\n'),
      data: DATA,
      secret: keyFile === null ? null : secret,
    }),
    notes: [
      ...(keyFile === null
        ? []
        : [
            `The key goes in once: kubectl create secret generic ${secret} --from-file=botpit-api-key=${quoteSh(keyFile)}`,
          ]),
      `The image comes from \`botpit recipe docker\`: build it, push it, and put its name in place of ${imageOf(plan)}.`,
      'Start it with: botpit recipe kubernetes | kubectl apply -f -',
      `A node that is drained lets the match finish, and with it the Job is done: kubectl delete job ${name}, then apply again.`,
    ],
  };
}

/** In a new pod, as the pod of the Job has ended. */
function resumeCommand(plan: Plan, words: string): string {
  const { name } = plan;
  const { uid, gid } = plan.ids;
  const spec = {
    securityContext: { runAsUser: uid, runAsGroup: gid, fsGroup: gid },
    containers: [
      {
        name: 'bot',
        image: imageOf(plan),
        command: ['botpit', ...words.split(' ')],
        volumeMounts: [{ name: 'data', mountPath: DATA }],
      },
    ],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: name } }],
  };
  const overrides = quoteSh(JSON.stringify({ apiVersion: 'v1', spec }));
  return `kubectl run ${name}-resume --rm --attach --restart=Never --image=${imageOf(plan)} --overrides=${overrides}`;
}
