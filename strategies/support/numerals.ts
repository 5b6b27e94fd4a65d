/** What separates groups of digits or an integer from its decimals. */
type Mark = '.' | ',';

const MARKS: readonly Mark[] = ['.', ','];

function otherThan(mark: Mark): Mark {
  return mark === '.' ? ',' : '.';
}

/** Digits, with the points and commas among them. */
export const DIGITS = /[\d.,]+/y;

/**
 * How a text writes its numbers, told by all of them together: `1.500 * 2,5` has a decimal comma, so that its points
 * separate groups. Alone, `1,500` is 1500, and `1.500` is one and a half, which is in doubt.
 */
export class Numerals {
  /** Why a number that was read is in doubt. */
  doubt: string | null = null;
  readonly #decimals = new Set<Mark>();
  readonly #groups = new Set<Mark>();

  constructor(text: string) {
    for (const [digits] of text.matchAll(/\d[\d.,]*/g)) {
      for (const mark of MARKS) {
        const use = useOf(mark, digits.replace(/[.,]$/, ''));
        if (use === 'decimal') this.#decimals.add(mark);
        if (use === 'groups') this.#groups.add(mark);
      }
    }
    if (MARKS.every((mark) => this.#decimals.has(mark)) || MARKS.some((mark) => this.#isBoth(mark)))
      this.doubt = 'its points and commas have more than one meaning';
  }

  #isBoth(mark: Mark): boolean {
    return this.#decimals.has(mark) && this.#groups.has(mark);
  }

  /** Digits with one decimal point at most; null where they are not a number. */
  read(written: string): string | null {
    // The end of a sentence.
    const digits = written.replace(/[.,]$/, '');
    if (!/\d/.test(digits)) return null;
    const decimal = MARKS.find((mark) => this.#isDecimal(mark, digits));
    const [integer = '', decimals, ...more] = decimal ? digits.split(decimal) : [digits];
    if (more.length > 0 || /[.,]/.test(decimals ?? '')) return null;
    const groups = integer.split(/[.,]/);
    if (groups.length > 1 && !areGroups(groups)) return null;
    // Groups of four are usual where numbers go by the myriad; zeros before a number are not.
    const isMyriad = decimal === ',' && decimals?.length === 4 && Number(integer) > 0;
    if (isMyriad || (decimal !== undefined && /^0\d/.test(integer)))
      this.doubt ??= `"${digits}" is not a usual way to write a number`;
    return decimals === undefined ? groups.join('') : `${groups.join('')}.${decimals}`;
  }

  #isDecimal(mark: Mark, digits: string): boolean {
    const use = useOf(mark, digits);
    if (use !== 'either') return use === 'decimal';
    const isUsual = this.#decimals.has(mark);
    const isGroup = this.#decimals.has(otherThan(mark)) || this.#groups.has(mark) || mark === ',';
    if (isGroup && !isUsual) return false;
    if (!isUsual || mark === ',') this.doubt ??= `"${digits}" may be thousands, or have decimals`;
    return true;
  }
}

function useOf(mark: Mark, digits: string): 'decimal' | 'groups' | 'either' | null {
  const [integer = '', decimals, ...more] = digits.split(mark);
  if (decimals === undefined) return null;
  if (digits.includes(otherThan(mark)))
    return digits.lastIndexOf(mark) > digits.lastIndexOf(otherThan(mark)) ? 'decimal' : 'groups';
  if (more.length > 0) return 'groups';
  return /^[1-9]\d{0,2}$/.test(integer) && decimals.length === 3 ? 'either' : 'decimal';
}

/** `1,234,567` and, as in India, `12,34,567`. */
function areGroups([first = '', ...rest]: readonly string[]): boolean {
  const last = rest.at(-1) ?? '';
  const between = rest.slice(0, -1);
  if (!/^[1-9]\d{0,2}$/.test(first) || last.length !== 3) return false;
  return (
    between.every(({ length }) => length === 3) ||
    (first.length < 3 && between.every(({ length }) => length === 2))
  );
}

/** Digits, with what separates their groups and cannot be in a number otherwise. */
const GROUPED = /\d+(?:[ '’_٬]\d+)*/g;

/** Without what separates groups of three, as in `1 000` and `1'000`. Other digits stay apart. */
export function joinGroups(text: string): string {
  return text.replace(GROUPED, (digits, at: number) => {
    const [first = '', ...rest] = digits.split(/\D/);
    const marks = new Set(digits.replace(/\d/g, ''));
    const isOne =
      marks.size === 1 && /^[1-9]\d{0,2}$/.test(first) && rest.every(({ length }) => length === 3);
    return isOne && !/[.,\d]/.test(text.charAt(at - 1)) ? first + rest.join('') : digits;
  });
}
