/**
 * What a table says of a key that a file or a person gave; `undefined` where it has no such key.
 *
 * Plain reading would not do: every object also answers to `constructor`, `toString` and the like.
 */
export function ownValue<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
