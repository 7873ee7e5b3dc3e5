/** Words of a list written as text with `|` between them, in Unicode NFC. */
export function wordList(text: string): string[] {
  return text.split('|').map((word) => word.trim().normalize('NFC'));
}
