import { join } from 'node:path';
import { escapeCron, quoteSh } from '../lib/quote.js';
import { keyNote, type Plan, type Recipe } from './plan.js';
import { fill } from './template.js';

/** A crontab: a session an hour. Sessions cannot overlap: a second one ends with 82. */
export function cron(plan: Plan): Recipe {
  const { folder, node, bin, config, keyFile, user, isReal } = plan;
  const log = join(folder, 'botpit.log');
  const bounds = config.forMs === null && config.matches === null ? ['--for', '50m'] : [];
  const key = keyFile === null ? [] : ['--api-key-file', keyFile];
  const words = [node, bin, ...plan.words(), ...bounds, ...key].map(quoteSh).join(' ');
  // What a job prints is mailed: nothing in a good hour, one line in a bad one.
  const line =
    `cd ${quoteSh(folder)} && ${words} >>${quoteSh(log)} 2>&1 || ` +
    `{ c=$?; [ $c -eq 82 ] || printf 'botpit ended with exit code %s; see %s\\n' $c ${quoteSh(log)}; }`;
  return {
    text: fill('crontab', { folder, user, command: escapeCron(line) }),
    notes: [
      'Install it with: crontab -e, and paste the lines.',
      ...keyNote(keyFile),
      ...(isReal
        ? [
            'Each session has a loss limit of its own (--max-loss). --max-daily-loss bounds what a day can cost.',
          ]
        : []),
    ],
  };
}
