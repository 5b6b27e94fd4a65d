const PREFIX = /^bp_(?:sk|live)_/;

/** Anything shorter is no secret, and could be part of any word. */
const SECRET_LENGTH = 8;

/** What nobody sees, so that it may be taken out of a text later and leave the key: as it is, or as JSON escapes it. */
const INVISIBLE = String.raw`(?:\\u(?:00[01]|00[89]|d[89a-f]|200)[\da-f]+(?:\[[\d;]*m)?|\\[bfnrt]|\x1b\[[\d;]*m|[\p{C}\p{Zl}\p{Zp}])*`;

/**
 * Matches a key in what others wrote, however they wrote it: with or without its prefix, in either case, with JSON's or
 * a URL's escapes, and with invisible characters in between.
 * @returns null for a key that is too short to be told from other text
 */
export function secretPattern(apiKey: string): RegExp | null {
  if (apiKey.length < SECRET_LENGTH) return null;
  const prefix = PREFIX.exec(apiKey)?.[0] ?? '';
  const secret = apiKey.slice(prefix.length);
  if (secret.length < SECRET_LENGTH) return new RegExp(written(apiKey), 'giu');
  const start = prefix === '' ? '' : `(?:${written(prefix)}${INVISIBLE})?`;
  return new RegExp(`${start}${written(secret)}`, 'giu');
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
