/** The words of a text with one blank between two. */
export function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
