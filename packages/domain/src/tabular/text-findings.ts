/** What the text of a cell may hold that a person should know of, whatever field it feeds. */
export const textFindings = ['url_credentials', 'looks_executable', 'pii_in_free_text'] as const;
export type TextFinding = (typeof textFindings)[number];

const credentials = /:\/\/[^\s/:@]+:[^\s/@]+@/;

/** True for a text with a user name and password inside a URL. */
export function hasUrlCredentials(text: string): boolean {
  return credentials.test(text);
}

const formula = /^(?:=\s*[\w'"(+-]|[+@-]\s*[A-Za-z][\w.]*\s*[(!|])/;
const script = /<\s*\/?script\b|\bjavascript:|<\?php|\bon(?:error|load|click)\s*=/i;
const statement =
  /\b(?:drop|truncate|alter)\s+table\b|\bunion\s+(?:all\s+)?select\b|\bselect\s+[\w*.,\s]+\sfrom\s+\w|\binsert\s+into\b|\bdelete\s+from\b|'\s*or\s+'?1'?\s*=\s*'?1/i;

/** True for a text that a spreadsheet, a browser or a database might run. */
export function looksExecutable(text: string): boolean {
  return formula.test(text) || script.test(text) || statement.test(text);
}

const mailInProse = /(?:^|\s|[<(:;,])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
const socialSecurity = /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/;

/** True for prose that names a person by e-mail address or social security number. */
export function hasPersonalData(text: string): boolean {
  return /\s/.test(text) && (mailInProse.test(text) || socialSecurity.test(text));
}

/** Counts cells by what their text holds. */
export class FindingTally {
  readonly #counts: Partial<Record<TextFinding, number>> = {};

  add(text: string, weight: number): void {
    if (hasUrlCredentials(text)) this.#count('url_credentials', weight);
    if (looksExecutable(text)) this.#count('looks_executable', weight);
    if (hasPersonalData(text)) this.#count('pii_in_free_text', weight);
  }

  #count(finding: TextFinding, weight: number): void {
    this.#counts[finding] = (this.#counts[finding] ?? 0) + weight;
  }

  get counts(): Readonly<Partial<Record<TextFinding, number>>> {
    return { ...this.#counts };
  }
}

/** Lengths in characters that target fields are limited to: which of them a column will feed is not known yet. */
export const lengthLimits = [64, 128, 255, 512] as const;
export const [shortestLimit] = lengthLimits;

/** Counts cells longer than each of {@link lengthLimits}. */
export class LengthTally {
  readonly #counts: Record<string, number> = {};

  add(length: number, weight: number): void {
    for (const limit of lengthLimits)
      if (length > limit) this.#counts[limit] = (this.#counts[limit] ?? 0) + weight;
  }

  get counts(): Readonly<Record<string, number>> {
    return { ...this.#counts };
  }
}
