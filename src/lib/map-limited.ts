/**
 * What `map` makes of each item, in their order; at most `limit` of them are under way at a time. After a rejection no
 * further one begins.
 */
export async function mapLimited<Item, Result>(
  items: readonly Item[],
  limit: number,
  map: (item: Item, index: number) => Result | Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const work = async () => {
    // All take from the one iterator.
    for (const [index, item] of queue) results[index] = await map(item, index);
  };
  await Promise.all(
    Array.from({ length: limit }, () =>
      work().catch((error) => {
        queue.return?.();
        throw error;
      }),
    ),
  );
  return results;
}
