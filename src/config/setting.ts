import type { AnyKind, Value } from './kinds.js';

/** A part of the settings, whose flags a command takes or not; those of `all` every command takes. */
export type Group =
  | 'play'
  | 'strategy'
  | 'limits'
  | 'connection'
  | 'records'
  | 'monitoring'
  | 'arena'
  | 'all';

export interface Setting {
  readonly kind: AnyKind;
  /** As commander takes it; absent where the value is an argument of the command. */
  readonly flag?: string;
  readonly takenBy: readonly Group[];
  /** One sentence for `--help`, the JSON schema and the documentation. */
  readonly description: string;
  /** As a user would write it. */
  readonly default?: Value;
  /** What goes for it where it has no default and is not set. */
  readonly unset?: string;
  /** Its value in `botpit.config.example.json`, where that is not the default. */
  readonly example?: Value;
  /** Not to be shown. */
  readonly secret?: true;
  /** False where it only makes sense outside a config file. */
  readonly inFile?: false;
}
