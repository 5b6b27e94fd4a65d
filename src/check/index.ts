import { BotpitError } from '../errors.js';
import type { GameId } from '../games/index.js';
import { type Finding, failed, passed } from './card.js';
import { closed, type Examined, examine, open, type Subject } from './examine.js';
import { judgeAll, judgeGame } from './judge-strategy.js';
import { spar } from './spar.js';

export type { Finding } from './card.js';
export type { Subject } from './examine.js';
export { tryOut } from './trial.js';

/**
 * Tries a strategy by itself and in an arena under every chaos preset, and tells each finding as it comes.
 * @param game the one that is asked for; null for every game that the strategy plays
 */
export async function* reportCard(subject: Subject, game: GameId | null): AsyncGenerator<Finding> {
  const load = { part: 'strategy', name: 'load', game: null } as const;
  try {
    const startMs = performance.now();
    const host = await open(subject, subject.seed, () => undefined);
    const loadMs = Math.round(performance.now() - startMs);
    const { name, isolation } = host;
    await closed(host);
    const plays = host.games.join(', ');
    if (game !== null && !host.games.includes(game)) {
      throw new BotpitError('strategy/no-game', `the strategy ${name} does not play ${game}`, {
        hint: `It plays ${plays}. Name one of these, or none.`,
      });
    }
    const games = game === null ? host.games : [game];
    const tried = game === null ? '' : `; ${game} is tried`;
    yield passed(load, `${name} (${isolation}) in ${loadMs} ms; it plays ${plays}${tried}`);
    const all: Examined[] = [];
    for await (const examined of examine(subject, games)) {
      all.push(examined);
      yield* judgeGame(examined);
    }
    yield* judgeAll(all, games.slice(all.length));
    const decisions = all.flatMap(({ main }) => main.decisions);
    yield* spar({ subject, games, decisions });
  } catch (error) {
    if (!(error instanceof BotpitError && error.code.startsWith('strategy/'))) throw error;
    yield failed(
      load,
      error.message,
      error.hint ?? 'Mend the strategy: `botpit strategies <file>` loads it alone.',
    );
  }
}
