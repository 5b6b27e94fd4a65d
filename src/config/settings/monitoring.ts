import { httpUrl, integer, oneOf, path, size, text } from '../kinds.js';
import type { Setting } from '../option.js';

/** How others hear of it. */
export const monitoringSettings = {
  metrics: {
    kind: integer(0, 65_535),
    flag: '--metrics <port>',
    takenBy: ['monitoring'],
    description: 'Serve /metrics for Prometheus, /livez and /readyz on this port; 0 picks a free one.',
    unset: 'off',
    example: 9464,
  },
  metricsHost: {
    kind: text,
    flag: '--metrics-host <address>',
    takenBy: ['monitoring'],
    description: 'Address that they are served on.',
    default: '127.0.0.1',
  },
  logFile: {
    kind: path,
    flag: '--log-file <file>',
    takenBy: ['monitoring'],
    description: 'Write a log to this file too, and rotate it.',
    unset: 'none',
    example: './botpit.log',
  },
  logLevel: {
    kind: oneOf(['error', 'warn', 'info', 'debug']),
    flag: '--log-level <error|warn|info|debug>',
    takenBy: ['monitoring'],
    description: 'The least that is worth a line in it; debug has every turn and move.',
    default: 'info',
  },
  logFormat: {
    kind: oneOf(['text', 'json']),
    flag: '--log-format <text|json>',
    takenBy: ['monitoring'],
    description: 'Lines for people, or the lines of --json with a level.',
    default: 'text',
  },
  logMaxSize: {
    kind: size,
    flag: '--log-max-size <size>',
    takenBy: ['monitoring'],
    description: 'Begin a new log file at this size.',
    default: '10M',
  },
  logKeep: {
    kind: integer(1, 1000),
    flag: '--log-keep <n>',
    takenBy: ['monitoring'],
    description: 'How many older log files to keep.',
    default: 5,
  },
  webhook: {
    kind: httpUrl,
    flag: '--webhook <url>',
    takenBy: ['monitoring'],
    description:
      'POST to this URL at start, stop, a limit, a failed fairness check and a crash. A secret: better in BOTPIT_WEBHOOK.',
    unset: 'none',
    example: 'https://hooks.example.com/botpit',
    secret: true,
  },
} as const satisfies Record<string, Setting>;
