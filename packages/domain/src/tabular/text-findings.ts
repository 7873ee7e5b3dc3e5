/** What the text of a cell may hold that a person should know of, whatever field it feeds. */
export const textFindings = [
  'url_credentials',
  'looks_executable',
  'pii_in_free_text',
  'secret_value',
] as const;
export type TextFinding = (typeof textFindings)[number];

const credentials = /:\/\/[^\s/:@]*:[^\s/@]+@/;

/** True for a text with a user name and password inside a URL. */
export function hasUrlCredentials(text: string): boolean {
  return credentials.test(text);
}

/** Keys and tokens of well-known issuers, each told by its own beginning. */
const issuedSecret =
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[opsur]_\w{36}|\bxox[abeprs]-[\w-]{10,}|\bsk_live_\w{16,}|\bAIza[\w-]{35}|-----BEGIN [A-Z ]*PRIVATE KEY|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/;
/** A word for a secret, then a value with a digit or a sign in it, which no remark about a password has. */
const namedSecret =
  /\b(?:pass(?:word|wd|phrase|wort)|kennwort|pwd|secret|api[ _-]?key|access[ _-]?key|account[ _-]?key|auth[ _-]?token)\s*[:=]\s*["']?(?=\S*[\d!@#$%^&*+])\S{6,}/i;

/** True for a text that holds a password, a key or a token. */
export function holdsSecret(text: string): boolean {
  return issuedSecret.test(text) || namedSecret.test(text);
}

const secretBeginnings = [
  'AKIA',
  'ASIA',
  'gho_',
  'ghp_',
  'ghs_',
  'ghu_',
  'ghr_',
  'xox',
  'sk_l',
  'AIza',
  '----',
  'eyJ',
];
const opensSecret = new Set(
  secretBeginnings.map((word) => (word.charCodeAt(0) << 16) | (word.charCodeAt(1) << 8) | word.charCodeAt(2)),
);
/** 1 for the characters one of them begins with: asked of every word before its three characters are looked up. */
const opensWord = new Uint8Array(256);
for (const word of secretBeginnings) opensWord[word.charCodeAt(0)] = 1;
const shortestSecret = 12;

/** True when a word in `[start, end)` begins as a key or a token does; a cheap question asked of every text. */
export function mayHoldSecret(bytes: Uint8Array, start: number, end: number): boolean {
  const last = end - shortestSecret;
  let isWordStart = true;
  for (let at = start; at <= last; at++) {
    const byte = bytes[at]!;
    const isLookedUp = isWordStart && opensWord[byte] === 1;
    if (isLookedUp && opensSecret.has((byte << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!)) return true;
    isWordStart = byte <= 0x2f || (byte >= 0x3a && byte <= 0x40);
  }
  return false;
}

const secretHeaders = new Set([
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'kennwort',
  'passwort',
  'mot de passe',
  'contraseña',
  'senha',
  'secret',
  'secret key',
  'client secret',
  'api key',
  'private key',
  'auth token',
  'access token',
  'パスワード',
]);

/** True for the header of a column of secrets; one about them, as `Password last set`, is none. */
export function namesSecrets(header: string): boolean {
  return secretHeaders.has(
    header
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]+/g, ' '),
  );
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

/** True when two dashes in `[start, end)` stand as in a social security number; a cheap question asked of many texts. */
export function mayHoldSocialSecurity(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start + 3; at < end - 7; at++) if (bytes[at] === 0x2d && bytes[at + 3] === 0x2d) return true;
  return false;
}

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
    if (holdsSecret(text)) this.#count('secret_value', weight);
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
