import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** What a parameter of a strategy may be set to. */
export type ParamValue = number | boolean | string;

/** How a strategy is named, in its parts. */
export interface StrategySpec {
  /** A file, a built-in name or `cmd: …`, without any parameters. */
  readonly name: string;
  /** What parameters are set to, by name, as far as the text tells; a strategy's own declaration says whether that will do. */
  readonly params: Readonly<Record<string, ParamValue>>;
}

const PARAM = '[A-Za-z_][\\w-]*=[^?&:\\s]*';
const QUERY = `\\?(${PARAM}(?:&${PARAM})*)`;
const IN_COMMAND = new RegExp(`^cmd${QUERY}:`);
const AT_END = new RegExp(`${QUERY}$`);

/** Whether it is the command line of a program: `cmd: …` or `cmd?caution=0.4: …`. */
export function isCommand(spec: string): boolean {
  return /^\s*cmd[:?]/.test(spec);
}

/**
 * The parts of `./my.ts?caution=0.4&depth=3`, `frequency?prior=2` or `cmd?caution=0.4: python3 bot.py`. A file that is called
 * so, question mark and all, is that file.
 * @param folder what relative paths start from
 */
export function splitSpec(spec: string, folder = ''): StrategySpec {
  const text = spec.trim();
  const command = isCommand(text);
  const found = (command ? IN_COMMAND : AT_END).exec(text);
  if (found === null) return { name: text, params: {} };
  const params = paramsIn(found[1] ?? '');
  if (params === null || (!command && existsSync(resolve(folder, text)))) return { name: text, params: {} };
  return { name: command ? `cmd:${text.slice(found[0].length)}` : text.slice(0, found.index), params };
}

/** The name of a strategy with parameters. */
export function joinSpec({ name, params }: StrategySpec): string {
  const query = queryOf(params);
  return isCommand(name) ? name.replace(/^\s*cmd/, `cmd${query}`) : `${name}${query}`;
}

/** A strategy with its parameters set to these, whatever its name says of them. */
export function specWith(spec: string, params: StrategySpec['params'] | null): string {
  return joinSpec({ name: splitSpec(spec).name, params: params ?? {} });
}

/** `?caution=0.4&depth=3`; empty where there are none. */
export function queryOf(params: StrategySpec['params']): string {
  const given = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return given.length === 0 ? '' : `?${given.join('&')}`;
}

/** What `caution=0.4&depth=3` sets; null where that is not what a text says, or one is set twice. */
export function paramsIn(text: string): StrategySpec['params'] | null {
  if (!new RegExp(`^${PARAM}(?:&${PARAM})*$`).test(text)) return null;
  const params = new Map<string, ParamValue>();
  for (const setting of text.split('&')) {
    const at = setting.indexOf('=');
    const name = setting.slice(0, at);
    if (params.has(name)) return null;
    params.set(name, valueIn(setting.slice(at + 1)));
  }
  return Object.fromEntries(params);
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

function valueIn(text: string): ParamValue {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  // Without the sign of -0, which no text keeps.
  return Number.isFinite(number) ? number + 0 : text;
}
