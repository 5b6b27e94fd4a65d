import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CupBots } from './cup-bots.js';

const BIN = fileURLToPath(new URL('../../bin/botpit.js', import.meta.url));

/** A tournament for a process of its own. */
export interface Cup {
  /** Where it is kept. */
  readonly folder: string;
  readonly keysFile: string;
  readonly keys: readonly string[];
  readonly games: readonly string[];
  /** Flags beside those of keys, folder and games. */
  readonly flags: readonly string[];
}

/** Writes the file of keys for so many bots. */
export function makeCup(
  folder: string,
  bots: number,
  games: readonly string[],
  flags: readonly string[],
): Cup {
  mkdirSync(folder, { recursive: true });
  const keys = Array.from({ length: bots }, (_, i) => `bp_sk_cup_${i}`);
  const keysFile = join(folder, 'arena.keys');
  writeFileSync(keysFile, keys.map((key, i) => `${key} Bot ${i}\n`).join(''));
  return { folder: join(folder, 'data'), keysFile, keys, games, flags };
}

/** What became of a match: its rounds with all moves, and its end. */
export type MatchRecord = readonly unknown[];

export interface CupResults {
  readonly standings: unknown;
  readonly pairings: unknown;
  /** By round, pairing and match. */
  readonly matches: ReadonlyMap<string, MatchRecord>;
  /** Lines of the journal that repeat something. */
  readonly repeated: readonly string[];
  /** Turns that bots were asked for again after they had been told their result. */
  readonly askedAgain: readonly string[];
  /** How often a match went on that had been cut off. */
  readonly resumed: number;
}

/**
 * Plays a tournament to its end, in an arena that is a process of its own.
 * @param killAfter the arena is killed each time that so many more rounds have been played, and started again
 */
export async function runCup(cup: Cup, killAfter: readonly number[] = []): Promise<CupResults> {
  const kills = [...killAfter];
  let port = 0;
  let bots: CupBots | null = null;
  let resumed = 0;
  try {
    for (;;) {
      const left = kills.shift();
      const arena = startArena(cup, port);
      let rounds = 0;
      const lines = createInterface({ input: arena.stdout as NodeJS.ReadableStream });
      lines.on('line', (line) => {
        if (line.startsWith('{"event":"arena_listening"')) {
          const { url } = JSON.parse(line) as { url: string };
          port = Number(new URL(url).port);
          bots ??= new CupBots(url, cup.keys, cup.games);
        } else if (line.startsWith('{"event":"match_resumed"')) resumed += 1;
        else if (line.startsWith('{"event":"round_ended"')) {
          rounds += 1;
          if (rounds === left) arena.kill('SIGKILL');
        }
      });
      const [code, signal] = (await once(arena, 'exit')) as [number | null, string | null];
      if (signal === 'SIGKILL') continue;
      if (code !== 0) throw new Error(`the arena ended with ${code ?? signal}`);
      if (left !== undefined)
        throw new Error(`the tournament was over with ${kills.length + 1} kills to come`);
      break;
    }
    return { ...readResults(cup.folder), askedAgain: (bots as CupBots | null)?.askedAgain ?? [], resumed };
  } finally {
    (bots as CupBots | null)?.stop();
  }
}

/** Begins the same tournament in another folder: its draws follow from the first line of the journal. */
export function beginAnew(cup: Cup, folder: string): Cup {
  mkdirSync(folder, { recursive: true });
  const [plan] = readFileSync(join(cup.folder, 'tournament.jsonl'), 'utf8').split('\n');
  writeFileSync(join(folder, 'tournament.jsonl'), `${plan}\n`);
  return { ...cup, folder };
}

function startArena({ folder, keysFile, games, flags }: Cup, port: number): ChildProcess {
  const args = ['arena', '--port', String(port), '--json', '--no-limits', '--keys', keysFile];
  const tournament = ['--data-dir', folder, '--game', games.join(','), '--exit-when-over', ...flags];
  return spawn(process.execPath, [BIN, ...args, ...tournament], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function readResults(folder: string): Pick<CupResults, 'standings' | 'pairings' | 'matches' | 'repeated'> {
  const { standings, pairings } = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
  const matches = new Map<string, unknown[]>();
  const seen = new Set<string>();
  const repeated: string[] = [];
  const [, ...lines] = readFileSync(join(folder, 'tournament.jsonl'), 'utf8').trimEnd().split('\n');
  for (const line of lines) {
    const { is, at, a, b, winner, score, round } = JSON.parse(line);
    const place = at === undefined ? String(round ?? '') : at.join('.');
    const record = matches.get(place) ?? [];
    matches.set(place, record);
    // How long a move took is not a part of what these games come to.
    if (is === 'played') record.push([a?.move, b?.move]);
    else {
      if (seen.has(`${is} ${place}`)) repeated.push(line);
      seen.add(`${is} ${place}`);
      if (is === 'end') record.push([winner, score]);
    }
  }
  return { standings, pairings, matches, repeated };
}
