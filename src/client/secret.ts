const PREFIX = /^bp_(?:sk|live)_/;

/** Anything shorter is no secret, and could be part of any word. */
const SECRET_LENGTH = 8;

/** What nobody sees, so that it may be taken out of a text later and leave the key: as it is, or as JSON escapes it. */
const INVISIBLE = String.raw`(?:\\u(?:00[01]|00[89]|d[89a-f]|200)[\da-f]+(?:\[[\d;]*m)?|\\[bfnrt]|\x1b\[[\d;]*m|[\p{C}\p{Zl}\p{Zp}])*`;

/** What may hide a key: without any of these, a text is what it looks like. */
const HIDING = /[^\x20-\x7e]|[\\%]/;

/**
 * A function that takes a key out of what others wrote, however they wrote it: with or without its prefix, in either
 * case, with JSON's or a URL's escapes, and with invisible characters in between. Every frame goes through it, so that a
 * text which hides nothing costs next to nothing. A key too short to be told from other text is left.
 */
export function keyRemover(apiKey: string): (text: string) => string {
  if (apiKey.length < SECRET_LENGTH) return (text) => text;
  const prefix = PREFIX.exec(apiKey)?.[0] ?? '';
  const bare = apiKey.slice(prefix.length);
  const [start, secret] = bare.length < SECRET_LENGTH ? ['', apiKey] : [prefix, bare];
  const plain = new RegExp(secret.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'i');
  const folded = secret.toLowerCase();
  // Large, and slow to make: for texts that do hold the key.
  let pattern: RegExp | undefined;
  return (text) => {
    const isThere = HIDING.test(text) ? revealed(text).includes(folded) : plain.test(text);
    if (!isThere) return text;
    pattern ??= new RegExp(
      `${start === '' ? '' : `(?:${written(start)}${INVISIBLE})?`}${written(secret)}`,
      'giu',
    );
    return text.replace(pattern, '[key]');
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const COLOUR = /\x1b\[[\d;]*m/g;

/** The text with nothing hidden in it, in lower case. */
function revealed(text: string): string {
  return text
    .replace(/\\u([\da-f]{4})|%([\da-f]{2})/gi, (_escape, json, url) =>
      String.fromCharCode(Number.parseInt(json ?? url, 16)),
    )
    .replace(/\\[bfnrt]/g, '')
    .replace(COLOUR, '')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .replace(/\\(.)/g, '$1')
    .toLowerCase();
}

function written(text: string): string {
  return Array.from(text, anyWriting).join(INVISIBLE);
}

function anyWriting(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).padStart(2, '0');
  const inJson = JSON.stringify(character).slice(1, -1);
  const plain = [...new Set([character, inJson])].map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return `(?:${plain.join('|')}|%${code}|\\\\u${code.padStart(4, '0')})`;
}
