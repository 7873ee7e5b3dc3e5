/** Characters of a cell that are kept for people to look at: notes about cells stay small whatever these hold. */
export const longestShown = 300;

/** The first characters of a text, never half of one that takes two places. */
export function cutText(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

/** A text for people, cut when it is long. */
export function shownText(text: string): string {
  return text.length > longestShown ? `${cutText(text, longestShown)}…` : text;
}
