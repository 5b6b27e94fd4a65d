import { unwatchFile, watchFile } from 'node:fs';
import { basename } from 'node:path';
import { isChanged, type StrategySnapshot } from './identity.js';

/** Often enough for somebody who wonders why an edit changes nothing. */
const LOOK_MS = 2_000;
/** Of packages and executables, as a rule nobody edits any. */
const MOST_WATCHED = 200;

/**
 * Tells once that a file of a strategy is another on the disk than the one that plays. Files of packages are not watched.
 * @param tell gets the message
 * @returns ends it
 */
export function watchStrategy({ files }: StrategySnapshot, tell: (message: string) => void): () => void {
  const watched = files.filter(({ path }) => !/[\\/]node_modules[\\/]/.test(path)).slice(0, MOST_WATCHED);
  const looks = watched.map((file) => {
    const look = () => {
      if (looks.length === 0 || !isChanged(file)) return;
      end();
      tell(`${basename(file.path)} has changed; restart botpit to play it`);
    };
    watchFile(file.path, { interval: LOOK_MS, persistent: false }, look);
    return [file.path, look] as const;
  });
  // A file that changes before it has been looked at for the first time does not change any more.
  const first = setTimeout(() => {
    for (const [, look] of [...looks]) look();
  }, LOOK_MS).unref();
  const end = () => {
    clearTimeout(first);
    for (const [path, look] of looks.splice(0)) unwatchFile(path, look);
  };
  return end;
}
