/** NUL and halves of surrogate pairs as JSON writes them; any other escape, so that one behind a backslash is none. */
const escapes = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g;
const escapeLength = '\\u0000'.length;

/**
 * A value as JSON that a `jsonb` column takes: characters it has no place for, as files may hold them, become U+FFFD.
 *
 * @param value What `JSON.stringify` gives a text for
 */
export function storedJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.replace(escapes, (escape) => (escape.length === escapeLength ? '\\ufffd' : escape));
}
