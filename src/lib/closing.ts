/** Closes something at the end of the block that opened it: `await using _host = closing(() => host.close())`. */
export function closing(close: () => unknown): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      await close();
    },
  };
}

/** What was thrown last, where closing failed after an error: as with `finally`, that is the one that counts. */
export function lastThrown(thrown: unknown): unknown {
  const isBoth = thrown instanceof Error && thrown.name === 'SuppressedError';
  return isBoth ? lastThrown((thrown as SuppressedError).error) : thrown;
}
