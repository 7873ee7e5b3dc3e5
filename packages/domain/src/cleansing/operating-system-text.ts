/** Words and marks of a system's text that are no part of its version. */
const architectures =
  /\b(?:32|64)[ -]?bits?\b|\bx(?:86_64|64|86)\b|\bi[36]86\b|\b(?:amd|arm)64\b|\baarch64\b|\bppc64(?:le)?\b|\bs390x\b|\(R\)|[®™]/gi;

/** The text without architectures and trade marks. */
export function withoutArchitecture(text: string): string {
  return text.replace(architectures, ' ').replace(/\s{2,}/g, ' ');
}

const openEnd =
  /\b(?:or|and|und|oder|ou|o|y) (?:later|newer|above|higher|neuer|höher|spätere?|supérieure?|superior|posterior)\b|\bpre-?\s?\d|\b(?:before|below|earlier|older|prior|up to)\b|\d\w?\s?\+(?=\s|\)|$)/iu;
const severalNumbers = /(?<![\d.])\d+(?:\.\d+)?(?:\s?\/\s?\d+(?:\.\d+)?)+(?!\d|\s?-?\s?bit)/i;

/**
 * True for a text that names several versions or an open range, as hypervisors do: `2016 or later`, `CentOS 4/5/6`.
 * It says what was allowed for, not what runs.
 */
export function leavesVersionOpen(text: string): boolean {
  return openEnd.test(text) || severalNumbers.test(text);
}

const kernel = /(?<![\d.])[2-7]\.\d+\.(?:\d+-[\w.+~-]+|0(?![\d.]))/g;

/** The text without kernel releases such as `5.4.0-150-generic`, which look like versions of distributions. */
export function withoutKernel(text: string): string {
  return text.replace(kernel, ' ');
}

const serverYear =
  /(?<![\d.])(?:2k(\d{1,2})?|(2000|2003|2008|2012|2016|2019|2022|2025))(?!\d|srv)[ _-]?(r2\b)?/i;
const secondReleases = new Set(['2003', '2008', '2012']);

/** Year of a Windows Server with `R2` where stated, also written `2k12R2`; `undefined` without one. */
export function windowsServerYear(text: string): string | undefined {
  const found = serverYear.exec(text);
  if (found === null) return undefined;
  const [, short, written, second] = found;
  const year = written ?? `20${(short ?? '').padStart(2, '0')}`;
  const isSecond = secondReleases.has(year) && (second !== undefined || /\br2\b/i.test(text));
  return isSecond ? `${year} R2` : year;
}

const client = /\bwin(?:dows)?\s?(11|10|8\.1|8|7|vista|xp)(?![\d.]|\w)/i;

/** Windows 11, 10, 8.1, 8, 7, Vista or XP as a text names it; `undefined` for another Windows and for its NT version. */
export function windowsClient(text: string): string | undefined {
  const name = client.exec(text)?.[1];
  if (name === undefined) return undefined;
  return /^vista$/i.test(name) ? 'Vista' : name.toUpperCase();
}
