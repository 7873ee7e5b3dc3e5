const range = /^(\d+)\s*-\s*(\d+)$/;
const alone = /^(?:vlan[ _-]?)?(-?\d+(?:\.\d+)?)$/i;
/** `VLAN-20-DMZ`, `dvPG_VLAN20`, `VLAN ID: 20`; or a number and then a name, as in `20 (DMZ)`. */
const beforeName = [/(?:^|[^a-z\d])vlan[ _-]?(?:id[ _:-]*)?(\d+)(?!\d)/i, /^(\d+)[ _(:-]+\D/];

/**
 * Numbers of the VLANs a cell lists, the ends of ranges among them; null for a VLAN that has a name only, NaN for a
 * number that is not whole.
 */
export function vlanNumbers(text: string): (number | null)[] {
  const parts = text.split(/[\n;,|]/).map((part) => part.trim());
  return parts.filter((part) => part !== '').flatMap(numbersOf);
}

function numbersOf(part: string): (number | null)[] {
  const [, first, last] = range.exec(part) ?? [];
  if (first !== undefined) return [Number(first), Number(last)];
  const number = alone.exec(part)?.[1];
  if (number !== undefined) return [Number.isInteger(Number(number)) ? Number(number) : Number.NaN];
  const within = beforeName.map((form) => form.exec(part)?.[1]).find((found) => found !== undefined);
  return [within === undefined ? null : Number(within)];
}
