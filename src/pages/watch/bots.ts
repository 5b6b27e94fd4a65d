import { existsSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { basename } from 'node:path';
import { Lines } from '../../lib/lines.js';
import { connectToUser, removeLeft, userSockets } from '../../lib/user-sockets.js';
import { LIVE_HELLO } from '../../session-progress.js';
import type { WatchBot, WatchEvent } from './answers.js';
import { LiveBot } from './live-bot.js';
import type { LimitUse, WatchSources } from './sources.js';

/** How often it is looked for bots that are new or gone. */
const LOOK_MS = 1_000;
/** After nobody has looked for so long, the bots are left alone. */
const UNWATCHED_MS = 30_000;
/** Changes of a bot within this time are told as one. */
const TOGETHER_MS = 250;
/** How long the first answer waits for what bots have to say. */
const FIRST_MS = 500;
/** More than one turn of any match in JSON. */
const MOST_LINE_BYTES = 256 * 1024;
/** A bot that has said nothing for so long may be halted. */
const SILENT_MS = 5_000;

export interface BotsOptions {
  readonly sources: Pick<WatchSources, 'folders' | 'processFolders' | 'isHalted'>;
  /** How far the limits of an account are used, by the books; undefined where they do not know. */
  readonly usesOf: (account: string) => readonly LimitUse[] | undefined;
  readonly tell: (event: WatchEvent) => void;
}

/** A connection to a bot, and what has come by it. */
interface Seen {
  readonly bot: LiveBot;
  socket: Socket | null;
  saidAt: number;
  isHalted: boolean;
}

/** The bots of this user that run now, by the sockets that they offer; connected to while somebody looks. */
export class Bots {
  readonly #options: BotsOptions;
  /** By the path of the socket. */
  readonly #seen = new Map<string, Seen>();
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #telling: NodeJS.Timeout | undefined;
  #lookedAt = 0;

  constructor(options: BotsOptions) {
    this.#options = options;
  }

  /** Somebody looks. @returns once all that were there have said what they do, or have had the time */
  async look(): Promise<void> {
    this.#lookedAt = performance.now();
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#scan(), LOOK_MS).unref();
    this.#scan();
    const until = performance.now() + FIRST_MS;
    while ([...this.#seen.values()].some(({ bot, socket }) => socket && !bot.live)) {
      if (performance.now() > until) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  list(): WatchBot[] {
    return [...this.#seen.values()].flatMap((seen) => this.#view(seen) ?? []);
  }

  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#telling);
    this.#timer = undefined;
    this.#telling = undefined;
    for (const { socket } of this.#seen.values()) socket?.destroy();
    this.#seen.clear();
    this.#changed.clear();
  }

  #view({ bot, isHalted }: Seen): WatchBot | null {
    const { live } = bot;
    if (!live) return null;
    const { folders } = this.#options.sources;
    const name = live.bot;
    const uses = this.#options.usesOf(live.account) ?? usesOfSession(bot);
    return bot.view({
      isHalted,
      isRecordedHere: live.records !== null && folders.some((folder) => isSame(folder, live.records ?? '')),
      uses: uses.map((use) => ({ ...use, bot: name })),
    });
  }

  #scan(): void {
    if (performance.now() - this.#lookedAt > UNWATCHED_MS) {
      this.close();
      return;
    }
    const { processFolders, isHalted } = this.#options.sources;
    for (const path of userSockets(processFolders)) {
      const seen = this.#seen.get(path);
      if (!seen?.socket) this.#connect(path, seen);
    }
    for (const [path, seen] of this.#seen) {
      if (!seen.socket && !existsSync(path)) this.#gone(path);
      else if (performance.now() - seen.saidAt > SILENT_MS) {
        const was = seen.isHalted;
        seen.isHalted = seen.bot.live !== null && isHalted(seen.bot.live.pid);
        if (was !== seen.isHalted) this.#change(path);
      }
    }
  }

  #connect(path: string, before: Seen | undefined): void {
    const socket = connectToUser(path).unref();
    const bot = before?.bot ?? new LiveBot(basename(path, '.sock'));
    const seen = before ?? { bot, socket, saidAt: 0, isHalted: false };
    seen.socket = socket;
    seen.saidAt = performance.now();
    this.#seen.set(path, seen);
    const lines = new Lines((line) => {
      const end = bot.take(line);
      const { matchId = '' } = end ?? {};
      if (end && this.#view(seen)?.isRecordedHere)
        this.#options.tell({ event: 'match_ended', data: { bot: bot.live?.bot ?? null, matchId } });
    }, MOST_LINE_BYTES);
    socket.write(LIVE_HELLO);
    socket.on('data', (chunk) => {
      seen.saidAt = performance.now();
      seen.isHalted = false;
      lines.push(chunk);
      this.#change(path);
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code !== 'ECONNREFUSED' && code !== 'ENOENT') return;
      this.#gone(path);
      void removeLeft(path);
    });
    socket.on('close', () => {
      seen.socket = null;
      if (!existsSync(path)) this.#gone(path);
    });
  }

  #gone(path: string): void {
    const seen = this.#seen.get(path);
    if (!seen || !this.#seen.delete(path)) return;
    seen.socket?.destroy();
    this.#changed.delete(path);
    if (seen.bot.live) this.#options.tell({ event: 'gone', data: basename(path, '.sock') });
  }

  #change(path: string): void {
    this.#changed.add(path);
    this.#telling ??= setTimeout(() => this.#tell(), TOGETHER_MS).unref();
  }

  #tell(): void {
    this.#telling = undefined;
    for (const path of this.#changed) {
      const seen = this.#seen.get(path);
      const view = seen && this.#view(seen);
      if (!seen || !view) continue;
      const roundsFrom = seen.bot.changedFrom;
      const { match } = view;
      seen.bot.changedFrom = match?.rounds.length ?? 0;
      const rounds = match?.rounds.slice(roundsFrom) ?? [];
      const data = { ...view, match: match && { ...match, rounds }, roundsFrom };
      this.#options.tell({ event: 'bot', data });
    }
    this.#changed.clear();
  }
}

/** Of play of which the books know nothing: limits hold within the session. */
function usesOfSession(bot: LiveBot): LimitUse[] {
  const most = bot.live?.limits.max_loss_lamports ?? null;
  if (most === null || most === 0) return [];
  return [{ limit: 'max-loss', share: Math.min(1, Math.max(0, -bot.netLamports / most)) }];
}

function isSame(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    const [one, other] = [a, b].map((folder) => statSync(folder, { bigint: true, throwIfNoEntry: false }));
    return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
  } catch {
    // This user may not look there, or it is not a path at all.
    return false;
  }
}
