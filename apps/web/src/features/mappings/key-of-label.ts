const longestKey = 80;

/** The key of an own field from its name: `custom.` and small letters, digits and underscores; null for none left. */
export function keyOfLabel(label: string): string | null {
  const plain = label
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, longestKey);
  return plain === '' ? null : `custom.${plain}`;
}
