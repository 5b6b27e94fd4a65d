import { snakeCase } from '../lib/shape.js';
import type { AnyKind, Kind, Value } from './kinds.js';

/** What may be set by a flag or an argument of a command. */
export interface Option {
  readonly kind: AnyKind;
  /** As commander takes it; absent where the value is an argument of the command. */
  readonly flag?: string | undefined;
  /** One sentence for `--help`, the JSON schema and the documentation. */
  readonly description: string;
  /** The sentence for `--help` of a flag that turns something off: what the flag does. */
  readonly negated?: string;
  /** As a user would write it. */
  readonly default?: Value;
}

/** Options by name. */
export type OptionTable = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O['kind'] extends Kind<infer _Input, infer Out, infer _Unit> ? Out : never;
type UnitOf<O extends Option> = O['kind'] extends Kind<infer _Input, infer _Value, infer Unit> ? Unit : never;
type Absent<O extends Option> = O extends { readonly default: Value } ? never : null;

/** The values of options, with units in the names: `forMs`, `wagerLamports`. Null where one without a default is not given. */
export type ValuesOf<T extends OptionTable> = {
  readonly [K in keyof T & string as `${K}${UnitOf<T[K]>}`]: ValueOf<T[K]> | Absent<T[K]>;
};

/** `--max-loss`; `[game]` for what is not a flag but an argument. */
export function nameOf(option: Option, key: string): string {
  return option.flag?.split(' ')[0] ?? `[${key}]`;
}

/** A part of the settings. A command takes the flags of some groups; every command takes those of `all`. */
export type Group =
  | 'play'
  | 'strategy'
  | 'limits'
  | 'connection'
  | 'records'
  | 'monitoring'
  | 'arena'
  | 'all';

/** An option that config files and variables may set, too. */
export interface Setting extends Option {
  readonly takenBy: readonly Group[];
  /** The group that it belongs to, whoever takes it: `--help` shows it there. */
  readonly home: Group;
  /** What applies when it has no default and is not set. */
  readonly unset?: string;
  /** Its value in `botpit.config.example.json`, where that is not the default. */
  readonly example?: Value;
  /** Not to be shown. */
  readonly secret?: true;
  /** False where it only makes sense outside a config file. */
  readonly inFile?: false;
}

type Place = Pick<Setting, 'takenBy' | 'home'>;
type Grouped<S extends Omit<Setting, keyof Place>> = S & Place;

/** Settings of a group. One that names its groups or its flag itself keeps them. */
export function takenBy<
  const T extends Readonly<Record<string, Omit<Setting, keyof Place> & Partial<Place>>>,
>(group: Group, table: T): { readonly [K in keyof T]: Grouped<T[K]> } {
  const entries = Object.entries(flagged(table)).map(([key, setting]) => [
    key,
    { takenBy: [group], home: group, ...setting },
  ]);
  return Object.fromEntries(entries) as { readonly [K in keyof T]: Grouped<T[K]> };
}

/** Options with their flags, which follow from key and kind. One that names its flag itself keeps it. */
export function flagged<const T extends OptionTable>(table: T): T {
  const entries = Object.entries(table).map(([key, option]) => [
    key,
    { flag: flagFor(key, option), ...option },
  ]);
  return Object.fromEntries(entries) as T;
}

/** `--max-loss <sol>` for `maxLoss`, and `--no-record` for what is on unless a person turns it off. */
function flagFor(key: string, { kind, default: preset }: Pick<Option, 'kind' | 'default'>): string {
  const label = kind.words?.join('|') ?? kind.label;
  const name = `${preset === true ? 'no-' : ''}${snakeCase(key).replaceAll('_', '-')}`;
  return `--${name}${label === undefined ? '' : ` <${label}>`}`;
}
