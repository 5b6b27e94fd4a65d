import { formatCount } from '../../../lib/wording.js';
import type { WatchGrouping } from '../../watch/answers.js';
import { nameText, timeText } from '../format.js';
import { go, hrefOf, type Route } from '../route.js';

/*
 * Which matches are looked at. It stands in the address, so that it can be shared, reloaded and gone back from; a click
 * anywhere on a name adds to it.
 */

/** What the server is asked with, word for word, in the order in which it is shown. */
const WORDS = [
  'game',
  'opponent',
  'strategy',
  'bot',
  'hour',
  'outcome',
  'since',
  'until',
  'last',
  'book',
] as const;
type Word = (typeof WORDS)[number];

export type Filter = Readonly<Partial<Record<Word, string>>>;

/** What the address says of it; other words are left out. */
export function filterOf({ query }: Route): Filter {
  return Object.fromEntries(
    WORDS.flatMap((word) => (query[word] === undefined ? [] : [[word, query[word]]])),
  );
}

/** For the server. @param more what else is asked */
export function searchOf(filter: Filter, more: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams({ ...filter, ...more }).toString();
  return search === '' ? '' : `?${search}`;
}

/** The same without what belongs to the bot alone: `''` is a bot without a name, and has to stay. */
function without(filter: Filter, word: Word): Filter {
  const { [word]: _, ...rest } = filter;
  return rest;
}

export function isFiltered(filter: Filter): boolean {
  return Object.keys(without(without(filter, 'book'), 'since')).length > 0;
}

/** Stretches of time that a person asks for; the server reads them. */
const STRETCHES = [
  ['12h', '12 h'],
  ['24h', '24 h'],
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['', 'all'],
] as const;

interface Props {
  readonly filter: Filter;
  /** Where the page is, for its new address. */
  readonly path: readonly string[];
  /** The book that is read. */
  readonly book: 'real' | 'practice';
  /** How many matches the other one has for the same filter. */
  readonly otherBook: number;
}

/** The stretch of time, the book, and each part of the filter, to be taken out by a click. */
export function FilterBar({ filter, path, book, otherBook }: Props) {
  const isStretch = STRETCHES.some(([since]) => since === filter.since);
  const parts = WORDS.filter(
    (word) => filter[word] !== undefined && word !== 'book' && !(word === 'since' && isStretch),
  );
  const other = book === 'real' ? 'practice' : 'real';
  return (
    <div class="row filter">
      <fieldset class="choice" aria-label="Period">
        {STRETCHES.map(([since, name]) => (
          <button
            key={since}
            type="button"
            aria-pressed={(filter.since ?? '') === since}
            onClick={() => go(path, since === '' ? without(filter, 'since') : { ...filter, since })}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <fieldset class="choice" aria-label="Book">
        {(['real', 'practice'] as const).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={book === name}
            onClick={() => go(path, { ...filter, book: name })}
          >
            {name === 'real' ? 'for money' : 'practice'}
          </button>
        ))}
      </fieldset>
      {parts.map((word) => (
        <button
          key={word}
          type="button"
          class="tag chip"
          title="Remove from the filter"
          onClick={() => go(path, without(filter, word))}
        >
          <span class="unit">{word}</span> {shownAs(word, filter[word] ?? '')}{' '}
          <span aria-hidden="true">×</span>
          <span class="unseen">, remove</span>
        </button>
      ))}
      {parts.length > 1 ? (
        <a href={hrefOf(path, filter.book === undefined ? {} : { book: filter.book })}>Clear</a>
      ) : null}
      {otherBook > 0 && parts.length > 0 ? (
        <a class="small" href={hrefOf(path, { ...filter, book: other })}>
          {formatCount(otherBook)} more {other === 'real' ? 'for money' : 'in practice'}
        </a>
      ) : null}
    </div>
  );
}

function shownAs(word: Word, value: string): string {
  if (word === 'bot' && value === '') return 'without a name';
  if (word === 'since' || word === 'until')
    return Number.isNaN(Date.parse(value)) ? value : timeText(Date.parse(value));
  return word === 'hour' ? `${value} to ${(Number(value) + 1) % 24} o’clock` : nameText(value);
}

/** Looks at a group alone; once more, at all again. */
export function toggled(filter: Filter, by: WatchGrouping, key: string): Filter {
  return filter[by] === key ? without(filter, by) : { ...filter, [by]: key };
}
