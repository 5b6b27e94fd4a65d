import { type Config, strategySpec } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { type AnyGame, GAME_IDS, type GameId, gameOf } from '../../games/index.js';
import { type AnyTurn, InlineHost, type MoveAnswer, type StrategyHost } from '../../strategy/index.js';
import { clean, type Prompt, type Style, sinkMode, truncate } from '../../ui/index.js';
import type { Io } from '../command.js';

/** @throws BotpitError `usage` where there is nobody to ask, or somebody else is to play */
export function requirePerson(config: Config, strategy: unknown, { stdin, stderr, env }: Io): void {
  const refuse = (why: string, hint: string) => new BotpitError('usage', why, { hint });
  if (config.local === false) throw refuse('--human plays in the arena on this machine only', 'Add --local.');
  if (strategy !== undefined)
    throw refuse(
      `with --human you play yourself, and not ${strategySpec(config)}`,
      'Leave out --strategy; --local <opponent> names whom you play against.',
    );
  if (!stdin?.isTTY || sinkMode(config, stderr, env) !== 'live')
    throw refuse(
      '--human needs a terminal to ask and to show',
      'Start it in a terminal, without a pipe, --json and --quiet; a bot plays without one.',
    );
}

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const BACKSPACE = new Set(['\u007f', '\b']);
const ENTER = new Set(['\r', '\n']);
const MOST_TYPED = 24;

/** What is asked at the moment. */
interface Asked {
  readonly turn: AnyTurn;
  readonly game: AnyGame;
  /** The moves of a game of words; empty where a number is asked for. */
  readonly words: readonly string[];
  answer(move: MoveAnswer<GameId>): void;
}

/** A person at the keyboard, as the strategy of a session. */
export class Person implements Prompt {
  readonly #stdin: NodeJS.ReadStream;
  readonly #leave: () => void;
  #asked: Asked | null = null;
  #typed = '';
  #notes: string[] = [];

  /** @param leave what Ctrl-C does */
  constructor(stdin: NodeJS.ReadStream, leave: () => void) {
    this.#stdin = stdin;
    this.#leave = leave;
  }

  open({ game, seed }: Pick<Config, 'game' | 'seed'>): StrategyHost {
    const stdin = this.#stdin;
    // Keys are heard one by one, and not shown by the terminal.
    stdin.setRawMode(true);
    stdin.setEncoding('utf8').on('data', this.#hear).on('end', this.#leave).resume();
    const games = game ?? GAME_IDS;
    for (const id of game ?? []) this.#notes.push(gameOf(id).rules);
    this.#notes.push('? tells the rules and the moves, Ctrl-C leaves.');
    const strategy = { name: 'you', games, move: (turn: AnyTurn) => this.#ask(turn) };
    return new InlineHost(strategy, { seed: seed ?? '', fallbackName: 'you', report: () => undefined });
  }

  close(): void {
    this.#asked = null;
    this.#stdin.off('data', this.#hear).off('end', this.#leave).pause();
    this.#stdin.setRawMode(false);
  }

  /** See `Prompt`. */
  takeNotes(): readonly string[] {
    return this.#notes.splice(0);
  }

  /** See `Prompt`. What matters most comes first: the rest is cut off on a narrow terminal. */
  line(nowMs: number, columns: number, style: Style): string | null {
    if (this.#asked === null) return null;
    const { turn, game, words } = this.#asked;
    const left = Math.max(0, Math.ceil((turn.deadline - nowMs) / 1000));
    const choice = words.map((word) => `[${word[0]}]${word.slice(1)}`).join(' ');
    const asks = words.length > 0 ? `${choice}? ${this.#typed}` : `${game.moveKey}? ${this.#typed}`;
    const score = `${turn.score.mine}–${turn.score.theirs}`;
    const text = truncate([`${left} s`, asks, `round ${turn.round}`, score, '? help'].join('  '), columns);
    return left <= URGENT_S ? style.bad(text) : text;
  }

  #ask(turn: AnyTurn): Promise<MoveAnswer<GameId>> {
    const game = gameOf(turn.game);
    const words = [...game.moves.matchAll(/"(\w+)"/g)].flatMap(([, word]) => word ?? []);
    this.#typed = '';
    const shown = shownState(turn.state);
    if (shown !== '') this.#notes.push(`  round ${turn.round}   ${shown}`);
    return new Promise((resolve) => {
      const asked: Asked = { turn, game, words, answer: resolve };
      this.#asked = asked;
      turn.signal.addEventListener('abort', () => {
        if (this.#asked !== asked) return;
        this.#asked = null;
        if (turn.deadline - Date.now() < NEARLY_MS) this.#notes.push('  Time is up.');
      });
    });
  }

  readonly #hear = (chunk: Buffer | string): void => {
    const text = String(chunk);
    // Arrows and other keys that say nothing here.
    if (text.startsWith('\u001b')) return;
    for (const key of text) {
      if (key === CTRL_C || key === CTRL_D) this.#leave();
      else this.#take(key);
    }
  };

  #take(key: string): void {
    const asked = this.#asked;
    if (key === '?') this.#notes.push(...this.#help());
    if (asked === null) return;
    const { words } = asked;
    if (ENTER.has(key)) {
      this.#enter(asked);
      return;
    }
    if (BACKSPACE.has(key)) this.#typed = this.#typed.slice(0, -1);
    else if (/^[\w.+-]$/.test(key) && this.#typed.length < MOST_TYPED) this.#typed += key.toLowerCase();
    const [only, ...others] = this.#typed === '' ? [] : words.filter((word) => word.startsWith(this.#typed));
    // One key is enough; whoever goes on to type the word says it again to nobody.
    if (only !== undefined && others.length === 0) this.#move(asked, only);
  }

  #enter(asked: Asked): void {
    const [only, ...others] = asked.words;
    // Where there is one move, nothing has to be typed.
    const typed = this.#typed === '' && others.length === 0 ? (only ?? '') : this.#typed;
    if (typed !== '') this.#move(asked, asked.words.length > 0 ? typed : Number(typed));
  }

  #move(asked: Asked, value: unknown): void {
    const { game, turn } = asked;
    this.#typed = '';
    const move = game.parseMove({ [game.moveKey]: value }, turn.state);
    if (move === null) {
      this.#notes.push(`  ${clean(String(value))} is not a move: ${game.moves}`);
      return;
    }
    this.#asked = null;
    asked.answer(move as MoveAnswer<GameId>);
  }

  #help(): readonly string[] {
    const { game, words } = this.#asked ?? {};
    if (!game || !words) return ['Wait for your turn. Ctrl-C leaves.'];
    const how =
      words.length > 0
        ? `Press the first letter: ${words.join(', ')}.`
        : `Type a number and Enter: ${game.moves}.`;
    return [game.rules, `${how} Ctrl-C leaves, and loses the match in progress.`];
  }
}

/** Seconds. */
const URGENT_S = 3;
/** A turn that is broken off sooner has ended for another reason than its time. */
const NEARLY_MS = 100;

/** `dealer card 7`; all that is told before the move. */
function shownState(state: object): string {
  return Object.entries(state)
    .map(([key, value]) => `${key.replaceAll('_', ' ')} ${clean(String(value), 40)}`)
    .join(', ');
}
