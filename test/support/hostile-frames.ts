/** One frame as an attacker would send it. A `Buffer` that is not binary is text that may be no UTF-8. */
export interface HostileFrame {
  readonly data: string | Buffer;
  readonly isBinary: boolean;
}

/** A JSON object as it is written, so that a key can come twice and a value be no JSON. */
type Fields = [key: string, value: string][];

const DEEP = 10_000;
/** Some are above the 64 KiB of a frame. */
const LONG = [1_000, 60_000, 70_000];

const VALUES: readonly string[] = [
  '0',
  '-0',
  '-1',
  '1',
  '2',
  '1.5',
  '1e308',
  '1e999',
  '-1e999',
  '9007199254740993',
  '1234567890123456789012345678901234567890',
  'NaN',
  'Infinity',
  'undefined',
  '01',
  '0x10',
  'null',
  'true',
  'false',
  '""',
  '"a"',
  '"b"',
  '"1"',
  '"NaN"',
  '"rps"',
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\ud800"',
  '"\\u0000"',
  '"\\u001b[2J\\u202e"',
  '"\u0001\u001b[2J"',
  '"\u2028"',
  "'a'",
  '[]',
  '[[]]',
  '[1,0]',
  '[0,0,0]',
  '[1e999,-0]',
  '[null,null]',
  '["a","b"]',
  '{}',
  '{"a":{"b":[{}]}}',
  '{"0":1,"1":0,"length":2}',
  '{"length":1e9}',
  '{"toString":1,"valueOf":null}',
  '{"toJSON":"x","then":1}',
  '{"choice":"rock"}',
  '{"choice":{}}',
  '{"winner":"a"}',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '[{"\\u005f_proto__":{"polluted":1}}]',
];

const KEYS: readonly string[] = [
  '"__proto__"',
  '"constructor"',
  '"prototype"',
  '"\\u005f\\u005fproto__"',
  '"toString"',
  '"toJSON"',
  '"then"',
  '"hasOwnProperty"',
  '"length"',
  '"type"',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"Type"',
];

const TYPES: readonly string[] = [
  '"newer"',
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '""',
  '"\\ud800"',
  '7',
  'null',
  '["ping"]',
  '{"type":"ping"}',
];

const TEXTS: readonly string[] = [
  '',
  ' ',
  '{',
  'null',
  '7',
  '-0',
  'NaN',
  '"ping"',
  '[]',
  '{}',
  '[{}]',
  '{}{}',
  '\ufeff{}',
];

/**
 * Makes hostile frames out of valid messages: fields left out, of other types, given twice or nested too deep, keys
 * that reach into prototypes, texts that are no JSON or no UTF-8, and now and then the message as it is.
 * @param random numbers in [0, 1); the same ones give the same frames
 * @param samples read anew for every frame, so that a caller may put the ids of its own match in
 */
export function hostileFrames(random: () => number, samples: readonly object[]): () => HostileFrame {
  const below = (bound: number): number => Math.floor(random() * bound);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

  /** A value of another message, of its own or of a list; rarely a huge one. */
  const value = (): string => {
    const kind = below(40);
    if (kind === 0) return deep();
    if (kind === 1) return `"${pick(['x', 'é', '\\u0061', '\ud800']).repeat(pick(LONG) / 6)}"`;
    if (kind === 2) return `[${'0,'.repeat(below(2_000))}0]`;
    if (kind < 8) return JSON.stringify(pick(Object.values(pick(samples))));
    return pick(VALUES);
  };
  const deep = (): string => {
    const [open, close] = pick([
      ['[', ']'],
      ['{"x":', '}'],
      ['[{"__proto__":', '}]'],
    ] as const);
    const levels = pick([31, 32, 33, 500, DEEP / open.length]);
    return `${open.repeat(levels)}1${close.repeat(levels)}`;
  };

  /** One change to an object, or to an object inside it. */
  const spoil = (fields: Fields, inner: Readonly<Record<string, object>>): void => {
    const at = below(fields.length);
    const [key, old] = fields[at] ?? ['"type"', 'null'];
    switch (below(8)) {
      case 0:
        fields.splice(at, 1);
        return;
      case 1:
        fields.splice(below(fields.length + 1), 0, [key, value()]);
        return;
      case 2:
        fields.splice(below(fields.length + 1), 0, [pick(KEYS), value()]);
        return;
      case 3:
        fields[at] = [pick(KEYS), old];
        return;
      case 4:
        fields[at] = [key, inner[key] ? written(inner[key], true) : `[${old}]`];
        return;
      default:
        fields[at] = [key, key === '"type"' && random() < 0.5 ? pick(TYPES) : value()];
    }
  };

  const written = (message: object, spoilt: boolean): string => {
    const fields: Fields = [];
    const inner: Record<string, object> = {};
    for (const [name, value] of Object.entries(message)) {
      const key = JSON.stringify(name);
      fields.push([key, JSON.stringify(value)]);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) inner[key] = value;
    }
    if (spoilt) for (let changes = 1 + below(3); changes > 0; changes--) spoil(fields, inner);
    return `{${fields.map(([key, field]) => `${key}:${field}`).join(',')}}`;
  };

  /** A text with some of its bytes changed, most often to what is no UTF-8. */
  const corrupt = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    for (let changes = 1 + below(3); changes > 0; changes--) bytes[below(bytes.length)] = below(256);
    return bytes;
  };

  return () => {
    const message = pick(samples);
    const kind = below(100);
    if (kind < 10) return text(written(message, false));
    if (kind < 78) return text(written(message, true));
    const whole = written(message, random() < 0.5);
    if (kind < 84) return text(whole.slice(0, below(whole.length)));
    if (kind < 88) return { data: corrupt(whole), isBinary: false };
    if (kind < 90) return { data: corrupt(whole), isBinary: true };
    if (kind < 92) return text(`[${whole}]`);
    if (kind < 94) return text(`${whole}${pick(['}', ',', 'x', '\u0000', ' \n\t', whole])}`);
    if (kind < 96) return text(whole.replace(/[{":,]/, pick(['', '\u0007', "'", '\\', '\ud800'])));
    if (kind < 98) return text(pick(TEXTS));
    if (kind < 99)
      return { data: Buffer.from(Array.from({ length: below(300) }, () => below(256))), isBinary: false };
    return text(pick([deep(), '['.repeat(60_000), 'x'.repeat(pick(LONG))]));
  };
}

function text(data: string): HostileFrame {
  return { data, isBinary: false };
}
