import { BotpitError } from '../../errors.js';
import { GAME_IDS, isGameId } from '../../games/index.js';
import type { MatchFilter } from '../../history/index.js';
import { nearest } from '../../lib/suggest.js';
import type { Options } from '../command-spec.js';
import { parseWhen } from './when.js';

/** The text of an option that takes one; undefined where it was not given. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** @throws BotpitError `usage` for another word */
export function choiceOf<const Choice extends string>(
  options: Options,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  const near = nearest(text, choices);
  throw new BotpitError('usage', `--${name} does not take ${JSON.stringify(text)}`, {
    hint: `${near ? `Did you mean ${near}? ` : ''}It takes ${choices.join(', ')}.`,
  });
}

/** What `--game`, `--opponent`, `--since`, `--until`, `--outcome`, `--strategy` and `--last` ask for. @param now epoch milliseconds */
export function filterOf(options: Options, now: number): MatchFilter {
  return {
    game: textOf(options, 'game') ?? null,
    opponent: textOf(options, 'opponent') ?? null,
    since: timeOf(options, 'since', now),
    until: timeOf(options, 'until', now),
    outcome: choiceOf(options, 'outcome', ['win', 'loss', 'draw']) ?? null,
    strategy: textOf(options, 'strategy') ?? null,
    limit: lastOf(options),
  };
}

/**
 * For a filter that found nothing: other arenas may have other games, so a name is not a mistake until then.
 * @throws BotpitError `usage`
 */
export function requireGame({ game }: MatchFilter): void {
  if (game === null || game === undefined || isGameId(game)) return;
  const near = nearest(game, GAME_IDS);
  throw new BotpitError('usage', `there is no game ${JSON.stringify(game)}, and no match of it`, {
    hint: `${near ? `Did you mean ${near}? ` : ''}The games: ${GAME_IDS.join(', ')}.`,
  });
}

function timeOf(options: Options, name: string, now: number): number | null {
  const text = textOf(options, name);
  if (text === undefined) return null;
  const time = parseWhen(text, now);
  if (time !== null) return time;
  throw new BotpitError('usage', `--${name} does not take ${JSON.stringify(text)}`, {
    hint: 'Give a time (2026-03-01, 2026-03-01T18:00, 2026-03-01T18:00Z) or how long ago (90m, 2h, 7d, 4w).',
  });
}

function lastOf(options: Options): number | null {
  const text = textOf(options, 'last');
  if (text === undefined) return null;
  const last = /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(last)) return last;
  throw new BotpitError('usage', `--last does not take ${JSON.stringify(text)}`, {
    hint: 'Give a number of matches from 1.',
  });
}
