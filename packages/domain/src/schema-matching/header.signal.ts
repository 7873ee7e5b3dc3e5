import type { Opinion, Signal } from './signal.ts';

/** The header as read by the matcher: an exact name, a synonym, or words in common. */
export const headerSignal: Signal = {
  opinion(column, field): Opinion | undefined {
    const match = column.matches.get(field.key);
    if (match === undefined) return undefined;
    return { signal: match.kind, score: match.score, text: describe(match.kind, match.name, field.label) };
  },
};

function describe(kind: 'exact' | 'synonym' | 'tokens', name: string, label: string): string {
  if (kind === 'exact') return `The header is the name of the field ${label}.`;
  if (kind === 'synonym') return `The header means ${label}: it is known as "${name}".`;
  return `Words of the header point to ${label} ("${name}").`;
}
