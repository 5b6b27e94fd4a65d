import { duration, path, wsUrl } from '../kinds.js';
import type { Setting } from '../option.js';

/** How the arena is reached. */
export const connectionSettings = {
  url: {
    kind: wsUrl,
    flag: '--url <ws-url>',
    takenBy: ['connection'],
    description: 'The arena to connect to.',
    default: 'wss://api.botpit.tech/api/v1/ws',
  },
  apiKeyFile: {
    kind: path,
    flag: '--api-key-file <file>',
    takenBy: ['connection'],
    description: 'File that holds the API key, readable by its owner only.',
    unset: 'BOTPIT_API_KEY or $CREDENTIALS_DIRECTORY/botpit-api-key',
    example: './botpit.key',
  },
  giveUpAfter: {
    kind: duration(0),
    flag: '--give-up-after <duration>',
    takenBy: ['connection'],
    description: 'Stop when the arena was out of reach for so long.',
    default: '10m',
  },
  pingInterval: {
    kind: duration(1),
    flag: '--ping-interval <duration>',
    takenBy: ['connection'],
    description: 'Time between two pings to the arena.',
    default: '25s',
  },
  pongTimeout: {
    kind: duration(1),
    flag: '--pong-timeout <duration>',
    takenBy: ['connection'],
    description: 'A ping without an answer for so long means that the connection is dead.',
    default: '10s',
  },
  authTimeout: {
    kind: duration(1),
    flag: '--auth-timeout <duration>',
    takenBy: ['connection'],
    description: 'How long the arena may take to answer the key.',
    default: '10s',
  },
  maxReconnectDelay: {
    kind: duration(0),
    flag: '--max-reconnect-delay <duration>',
    takenBy: ['connection'],
    description: 'The longest wait between two attempts to connect.',
    default: '30s',
  },
} as const satisfies Record<string, Setting>;
