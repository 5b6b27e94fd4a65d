/** What no one sees, yet terminals and readers may obey: control and format characters (bidirectional ones among them), line ends. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** As above, without what `JSON.stringify` escapes by itself or ends its own lines with. */
const UNSEEN_IN_JSON = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text whose invisible characters are written as `\uXXXX`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** What `JSON.stringify` gives, with every character escaped that cannot be seen: it means the same to whoever parses it. */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(UNSEEN_IN_JSON, escaped);
}

function escaped(character: string): string {
  let written = '';
  for (let i = 0; i < character.length; i++) {
    written += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return written;
}
