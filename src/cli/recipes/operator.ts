import type { Plan } from './plan.js';
import { quoteSh } from './quote.js';

/** What an operator types after `botpit` where the records are in a folder of their own. */
export interface OperatorWords {
  readonly status: string;
  readonly stop: string;
  readonly resume: string;
}

/** @param move paths of this machine to those of where the bot runs */
export function operatorWords(
  { config }: Plan,
  folder: string,
  move: (path: string) => string = (path) => path,
): OperatorWords {
  // The limits that `status` shows are those of the config.
  const settings = [
    ...(config.config === null ? [] : ['--config', move(config.config)]),
    ...(config.profile === null ? [] : ['--profile', config.profile]),
  ];
  const place = `--data-dir ${folder}`;
  return {
    status: ['status', place, ...settings.map(quoteSh)].join(' '),
    stop: `stop ${place}`,
    resume: `resume <limit> ${place}`,
  };
}
