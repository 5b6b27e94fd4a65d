import type { Loaded } from '../config/index.js';

/**
 * What a fleet hands over to the process of a bot, in place of flags, variables and a config file: the file may have been
 * edited meanwhile, and what stands in an environment or on a command line can be seen by others.
 */
export interface Settings extends Omit<Loaded, 'warnings'> {
  readonly warnings: readonly { readonly code: 'config' | 'api_key'; readonly message: string }[];
  /** Null with `local`. */
  readonly key: string | null;
}
