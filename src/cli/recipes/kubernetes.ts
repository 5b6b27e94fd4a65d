import { containerOperatorWords, containerWords, DATA, imageOf } from './container.js';
import type { Plan, Recipe } from './plan.js';
import { quoteSh, quoteYamlDollars } from './quote.js';
import { NO_RESTART } from './restart.js';

/**
 * A Job: the only workload that restarts by exit code. A Deployment or StatefulSet would start a bot again that has
 * just come to its loss limit.
 */
export function kubernetes(plan: Plan): Recipe {
  const { name, keyFile, stopS, metricsPort, ids } = plan;
  const [uid, gid] = ids.split(':');
  const secret = `${name}-key`;
  const words = ['botpit', ...containerWords(plan)];
  const operator = containerOperatorWords(plan);
  return {
    text: `# One bot: a Job, as nothing else in Kubernetes restarts by exit code.
# While it runs:
#   kubectl exec job/${name} -- botpit ${operator.status}
#   kubectl exec job/${name} -- botpit ${operator.stop}
# When it has ended, and <limit> is to be released; then delete the Job and apply this again:
#   ${resumeCommand(plan, operator.resume)}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${name}
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
---
apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
  labels:
    app.kubernetes.io/name: botpit
    app.kubernetes.io/instance: ${name}
spec:
  # Exactly one: the arena keeps one session a key, and the older one would be thrown out.
  parallelism: 1
  completions: 1
  # A pod is replaced when it has failed, not when it is about to.
  podReplacementPolicy: Failed
  # For good, some minutes apart after a while: an arena that is out of reach may be so for hours.
  backoffLimit: 100000
  podFailurePolicy:
    rules:
      # A drained node is not a failure of the bot.
      - action: Ignore
        onPodConditions:
          - type: DisruptionTarget
      # A refused key stays refused, and a limit that has tripped stays so until it is released.
      - action: FailJob
        onExitCodes:
          containerName: bot
          operator: In
          values: [${NO_RESTART.join(', ')}]
  template:
    metadata:
      labels:
        app.kubernetes.io/name: botpit
        app.kubernetes.io/instance: ${name}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "${metricsPort}"
        prometheus.io/path: /metrics
        cluster-autoscaler.kubernetes.io/safe-to-evict: "false"
    spec:
      restartPolicy: Never
      # A stop lets the match in progress finish.
      terminationGracePeriodSeconds: ${stopS}
      automountServiceAccountToken: false
      # Buries what a strategy leaves behind.
      shareProcessNamespace: true
      securityContext:
        runAsNonRoot: true
        runAsUser: ${uid}
        runAsGroup: ${gid}
        fsGroup: ${gid}
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: bot
          # The image of \`botpit recipe docker\`, from a registry that the cluster reads.
          image: ${imageOf(plan)}
          # Not the image's entry point, which hides the exit codes.
          command:
${list(words, 12)}
          ports:
            - name: metrics
              containerPort: ${metricsPort}
          # Ready: in the arena. Live: the program still turns; where it does not, it will not hear a signal either.
          readinessProbe:
            httpGet: { path: /readyz, port: metrics }
            periodSeconds: 10
          livenessProbe:
            httpGet: { path: /livez, port: metrics }
            initialDelaySeconds: 10
            periodSeconds: 20
            timeoutSeconds: 5
            failureThreshold: 3
            terminationGracePeriodSeconds: 5
          resources:
            requests: { cpu: 50m, memory: 192Mi }
            limits: { memory: 2Gi }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
${keyFile === null ? '' : environment()}          volumeMounts:
            - { name: data, mountPath: ${DATA} }
            - { name: tmp, mountPath: /tmp }
${keyFile === null ? '' : '            - { name: key, mountPath: /run/secrets/botpit, readOnly: true }\n'}      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: ${name}
        - name: tmp
          emptyDir: {}
${keyFile === null ? '' : keyVolume(secret)}`,
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

/** In a pod of its own, as there is none left to go into. */
function resumeCommand(plan: Plan, words: string): string {
  const { name } = plan;
  const [uid, gid] = plan.ids.split(':').map(Number);
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

function environment(): string {
  return `          env:
            - { name: BOTPIT_API_KEY_FILE, value: /run/secrets/botpit/botpit-api-key }
`;
}

function keyVolume(secret: string): string {
  return `        - name: key
          secret:
            secretName: ${secret}
            # 0440
            defaultMode: 288
`;
}

function list(words: readonly string[], spaces: number): string {
  return words.map((word) => `${' '.repeat(spaces)}- ${quoteYamlDollars(word)}`).join('\n');
}
