/** Puts a value in as the most recent one; the one that was put in or put in again the longest ago goes where there are too many. */
export function putRecent<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
