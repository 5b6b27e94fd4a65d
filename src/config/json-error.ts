const TOKEN =
  /[\t\n\r ]*(?:(?<string>"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(?<scalar>-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)|(?<mark>[[\]{},:]))?/uy;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/**
 * Where a text stops being JSON: line and column, from 1. `JSON.parse` tells no place for some mistakes, and its
 * messages quote the text, which may hold a key.
 */
export function locateJsonError(text: string): { line: number; column: number } {
  const before = text.slice(0, errorOffset(text)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function errorOffset(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const { string, scalar, mark } = TOKEN.exec(text)?.groups ?? {};
    const token = string ?? scalar ?? mark ?? '';
    const next = after(expected, { isString: string !== undefined, token }, open);
    if (next === null || token === '') return TOKEN.lastIndex - token.length;
    expected = next;
  }
}

/** What may follow the token, null where the token itself may not stand there. Keeps `open` up to date. */
function after(
  expected: Expected,
  { isString, token }: { isString: boolean; token: string },
  open: string[],
): Expected | null {
  if (expected === ':') return token === ':' ? 'value' : null;
  if ((expected === 'key' || expected === 'key or }') && isString) return ':';
  if (expected === ', or end' && token === ',') {
    if (open.length === 0) return null;
    return open.at(-1) === '{' ? 'key' : 'value';
  }
  const closes =
    expected === 'key or }' ? '}' : expected === 'value or ]' ? ']' : open.at(-1) === '{' ? '}' : ']';
  if (token === closes && open.length > 0 && expected !== 'key' && expected !== 'value') {
    open.pop();
    return ', or end';
  }
  if (expected !== 'value' && expected !== 'value or ]') return null;
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'key or }' : 'value or ]';
  }
  return isString || /^[-\dtfn]/.test(token) ? ', or end' : null;
}
