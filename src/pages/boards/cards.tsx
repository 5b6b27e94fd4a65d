/*
 * Playing cards of 1 to 13, as hi_lo and high_card_duel have them: no suits.
 */

const WIDTH = 52;
const HEIGHT = 70;

const NAMES: Readonly<Record<number, string>> = { 1: 'A', 11: 'J', 12: 'Q', 13: 'K' };
const WORDS: Readonly<Record<number, string>> = {
  1: 'an ace',
  8: 'an 8',
  11: 'a jack',
  12: 'a queen',
  13: 'a king',
};

/** `A`, `7`, `Q`. */
export function rankOf(card: number): string {
  return NAMES[card] ?? String(card);
}

/** `an ace`, `a 7`, `a queen`. */
export function cardWords(card: number): string {
  return WORDS[card] ?? `a ${card}`;
}

interface CardProps {
  readonly x: number;
  readonly y: number;
  /** From 1 to 13; null for one that lies face down. */
  readonly card: number | null;
  /** Drawn for a side that was late: it counts for nothing. */
  readonly isVoid?: boolean;
}

/** A card around (x, y). */
export function Card({ x, y, card, isVoid = false }: CardProps) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect class="shape" x={-WIDTH / 2} y={-HEIGHT / 2} width={WIDTH} height={HEIGHT} rx="5" />
      {card === null ? <Back /> : <Front card={card} isVoid={isVoid} />}
    </g>
  );
}

function Front({ card, isVoid }: { readonly card: number; readonly isVoid: boolean }) {
  const isNamed = NAMES[card] !== undefined;
  return (
    <>
      <text class={isVoid ? 'huge muted struck' : 'huge'} y={isNamed ? 5 : 11} text-anchor="middle">
        {rankOf(card)}
      </text>
      {isNamed ? (
        <text class="small muted" y="24" text-anchor="middle">
          {card}
        </text>
      ) : null}
    </>
  );
}

function Back() {
  return (
    <>
      <rect class="fill-sunk" x="-21" y="-30" width="42" height="60" rx="3" />
      <path
        class="line"
        d="M-21-10L-1-30M-21 10L19-30M-21 30L21-12M-1 30L21 8M21-10L1-30M21 10L-19-30M21 30L-21-12M1 30L-21 8"
      />
    </>
  );
}

/** A card of a row, around (x, 0). */
export function SmallCard({ x, card }: Omit<CardProps, 'y'>) {
  return (
    <>
      <rect
        class={card === null ? 'thin fill-sunk' : 'thin'}
        x={x - 10}
        y="-11"
        width="20"
        height="22"
        rx="3"
      />
      <text class={card === null ? 'small muted' : 'small'} x={x} y="4" text-anchor="middle">
        {card === null ? '?' : rankOf(card)}
      </text>
    </>
  );
}
