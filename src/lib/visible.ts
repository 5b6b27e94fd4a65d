/**
 * What a terminal takes as a command and does not show: CSI (colours, the cursor), the strings OSC, DCS, SOS, PM and APC
 * with all that is in them, and the short ones; in seven and in eight bits. Not `stripVTControlCharacters`, which leaves
 * most strings and takes time in the square of the length from Node 24 on.
 */
export const TERMINAL_COMMAND =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g;

// Control and format characters (bidirectional overrides among them), surrogates, private use, unassigned, separators.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;
// Two marks on a letter are writing, a tower of them is an attack on the lines above.
const MARK_TOWER = /(\p{M}{2})\p{M}+/gu;

/** What can be seen of a text, without marks that would cover the lines above. White space is to be made spaces before. */
export function onlyVisible(text: string): string {
  return text.replace(INVISIBLE, '').replace(MARK_TOWER, '$1');
}

/**
 * What a stranger calls itself or says, as one line that can be seen whole.
 * @param none what stands for a text in which nothing can be seen
 */
export function oneLine(text: string, most = 80, none = '(no text)'): string {
  const shown = onlyVisible(text.slice(0, 20 * most).replace(/\s/gu, ' '));
  const characters = [...shown.replace(/ +/g, ' ').trim()];
  if (characters.length > most) return `${characters.slice(0, most - 1).join('')}…`;
  return characters.length === 0 ? none : characters.join('');
}

/** Letters that are written from right to left, of Hebrew, Arabic and their like. */
const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name to stand in a sentence. One that is written from right to left would turn the numbers behind it: a score of 3–1. */
export function isolated(name: string): string {
  return FROM_RIGHT.test(name) ? `\u2068${name}\u2069` : name;
}

/** What no one sees, yet terminals and readers may obey: control and format characters (bidirectional ones among them), line ends. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** As above, without what `JSON.stringify` escapes by itself or ends its own lines with. */
const UNSEEN_IN_JSON = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text whose invisible characters are written as `\uXXXX`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** What `JSON.stringify` gives, with every character escaped that cannot be seen: to a parser it means the same. */
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
