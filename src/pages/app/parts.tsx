import type { ComponentChildren } from 'preact';
import { visible } from '../../lib/visible.js';
import type { Lamports } from '../../wager.js';
import { nameText, netText, sentence, solText } from './format.js';

/* The small parts that all pages are made of. */

/** A name of somebody: text of a stranger, set apart from the text around it whatever its script. */
export function Name({ of }: { readonly of: string }) {
  const shown = nameText(of);
  return (
    <bdi class="name" title={shown}>
      {shown}
    </bdi>
  );
}

interface SolProps {
  readonly lamports: Lamports;
  /** See `placesFor`. */
  readonly places: number;
  /** A change: with its sign, and the colour of what was won or lost. */
  readonly net?: boolean;
  /** Play money, which is said. */
  readonly play?: boolean;
  /** The head of the column has the unit. */
  readonly bare?: boolean;
}

export function Sol({ lamports, places, net = false, play = false, bare = false }: SolProps) {
  const side = !net || lamports === 0 ? '' : lamports > 0 ? 'win' : 'loss';
  return (
    <span class={`num ${side}`}>
      {net ? netText(lamports, places) : solText(lamports, places)}
      {bare ? null : <span class="unit"> {play ? 'play SOL' : 'SOL'}</span>}
    </span>
  );
}

const MARKS = {
  win: { word: 'won', path: 'M5 1 10 9H0Z', side: 'win' },
  loss: { word: 'lost', path: 'M5 9 0 1H10Z', side: 'loss' },
  draw: { word: 'drawn', path: 'M0 3.5H10V6.5H0Z', side: 'muted' },
  tie: { word: 'tied', path: 'M0 3.5H10V6.5H0Z', side: 'muted' },
  /** Under way, or never told how it ended: its wager is not settled. */
  open: { word: 'open', path: 'M5 0 10 5 5 10 0 5Z', side: 'warn' },
} as const;

/** What came of a match or a round: by shape, by colour and in a word. */
export function Outcome({ of }: { readonly of: keyof typeof MARKS }) {
  const { word, path, side } = MARKS[of];
  return (
    <span class={`mark ${side}`}>
      <svg viewBox="0 0 10 10" aria-hidden="true">
        <path d={path} />
      </svg>
      {word}
    </span>
  );
}

/** A sentence with commands in it, which stand between backquotes. */
export function Code({ text }: { readonly text: string }) {
  return (
    <>
      {visible(text)
        .split('`')
        .map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}
    </>
  );
}

interface SaidProps {
  readonly title: string;
  /** What to type. */
  readonly type?: string;
  readonly children?: ComponentChildren;
}

/** In place of what is not there: what is missing, and what to type. */
export function Nothing({ title, type, children }: SaidProps) {
  return (
    <div class="said">
      <p>
        <strong>{title}</strong>
      </p>
      {children}
      {type === undefined ? null : <code class="type">{type}</code>}
    </div>
  );
}

/** Something is wrong: what, and what to do now. */
export function Trouble({ title, type, children }: SaidProps) {
  return (
    <div class="said trouble" role="alert">
      <p>
        <strong>{sentence(title)}</strong>
      </p>
      {children}
      {type === undefined ? null : <code class="type">{type}</code>}
    </div>
  );
}
