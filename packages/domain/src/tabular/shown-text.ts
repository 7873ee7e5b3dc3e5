/** Characters of a cell that are kept for people to look at: notes about cells stay small whatever these hold. */
export const longestShown = 300;

/** A text for people, cut when it is long, and never within a character of two places. */
export function shownText(text: string): string {
  return text.length > longestShown
    ? `${text.slice(0, longestShown).replace(/[\ud800-\udbff]$/, '')}…`
    : text;
}
