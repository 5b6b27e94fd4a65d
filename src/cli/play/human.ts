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
/** More than a number needs: what is cut off here is refused, and never played. */
const MOST_TYPED = 24;
/** As few digits as a number keeps without rounding; `Number` alone would also take `0x10` and blanks. */
const NUMBER = /^[+-]?(?=\.?\d)\d{0,9}(?:\.\d{0,6})?$/;
/** A key that shows one character. */
const SHOWN = /^[^\p{C}\p{Zl}\p{Zp}]$/u;
/** A bot's session finishes its match after one Ctrl-C; who plays by hand has to know that this one does not. */
const LEAVES = 'Ctrl-C or Ctrl-D leaves at once, and resigns the match in progress.';

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
  /** What is left of a word that its first key has played. */
  #rest = '';
  /** Whether a wrong key of this turn has been told. A key that is held down would fill the screen. */
  #isTold = false;
  #notes: string[] = [];

  /** @param leave what Ctrl-C and Ctrl-D do */
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
    this.#notes.push('? tells the rules and the moves.', LEAVES);
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
    this.#isTold = false;
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
    // Also between two turns: the next one may be asked for before the word is typed.
    if (this.#isRest(key)) return;
    const asked = this.#asked;
    if (key === '?') this.#notes.push(...this.#help());
    else if (asked === null) return;
    else if (ENTER.has(key)) this.#enter(asked);
    else if (BACKSPACE.has(key)) this.#typed = [...this.#typed].slice(0, -1).join('');
    else if (SHOWN.test(key)) this.#add(asked, key);
  }

  /** Whether somebody types the whole word where one key was enough: the rest must not count as the next move. */
  #isRest(key: string): boolean {
    const isRest = this.#rest !== '' && this.#rest.startsWith(ENTER.has(key) ? '\r' : key.toLowerCase());
    this.#rest = isRest ? this.#rest.slice(1) : '';
    return isRest;
  }

  /** Every key that shows something is kept: without the comma, `2,5` would be another number. */
  #add(asked: Asked, key: string): void {
    if (asked.words.length === 0) {
      if (this.#typed.length < MOST_TYPED) this.#typed += key;
      return;
    }
    const typed = this.#typed + key.toLowerCase();
    const [only, ...others] = asked.words.filter((word) => word.startsWith(typed));
    if (only === undefined) {
      // It is not kept: no key after it would be a move.
      if (!this.#isTold) this.#refuse(asked, typed);
      this.#isTold = true;
    } else if (others.length > 0) this.#typed = typed;
    else {
      this.#rest = `${only.slice(typed.length)}\r`;
      this.#move(asked, only, typed);
    }
  }

  #enter(asked: Asked): void {
    const typed = this.#typed;
    const [only, ...others] = asked.words;
    if (only !== undefined) {
      // Where there is one move, nothing has to be typed.
      if (others.length === 0) this.#move(asked, only, only);
    } else if (typed !== '') this.#move(asked, NUMBER.test(typed) ? Number(typed) : null, typed);
  }

  /** @param value null where the text is not a number */
  #move(asked: Asked, value: string | number | null, typed: string): void {
    const { game, turn } = asked;
    this.#typed = '';
    const move = game.parseMove({ [game.moveKey]: value }, turn.state);
    if (move === null) {
      this.#refuse(asked, typed);
      return;
    }
    this.#asked = null;
    asked.answer(move as MoveAnswer<GameId>);
  }

  #refuse(asked: Asked, typed: string): void {
    // As it was typed, with every blank. Keys that a terminal would obey are not in it: see `SHOWN`.
    this.#notes.push(`  "${typed}" is not a move. ${howToMove(asked)}`);
  }

  #help(): readonly string[] {
    const asked = this.#asked;
    if (asked === null) return ['Wait for your turn.', LEAVES];
    const takesBack = asked.words.length > 0 ? '' : ' Backspace takes a key back.';
    return [asked.game.rules, `${howToMove(asked)}${takesBack}`, LEAVES];
  }
}

/** The moves as a person types them, and not as they are sent. */
function howToMove({ game, words }: Pick<Asked, 'game' | 'words'>): string {
  if (words.length > 0)
    return `Press the first letter${words.length === 1 ? ' or Enter' : ''}: ${words.join(', ')}.`;
  const range = game.moves.replace(/^\{ \w+: (.*) \}$/, '$1').replaceAll('_', ' ');
  return `Type a number and Enter: ${range}.`;
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
