import { XmlDamage } from './xml-damage.ts';

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** True for a code point that XML 1.0 lets a document hold. */
function isXmlCharacter(point: number): boolean {
  if (point < 0x20) return point === 0x09 || point === 0x0a || point === 0x0d;
  return point <= 0xd7ff || (point >= 0xe000 && point <= 0xfffd) || (point >= 0x1_0000 && point <= 0x10_ffff);
}

/** The character that a reference such as `amp`, `#10` or `#xA` stands for; undefined for an unknown one. */
export function characterOfReference(reference: string): string | undefined {
  if (!reference.startsWith('#')) return Object.hasOwn(named, reference) ? named[reference] : undefined;
  const isHexadecimal = reference[1] === 'x';
  const digits = reference.slice(isHexadecimal ? 2 : 1);
  if (!(isHexadecimal ? /^[0-9a-f]{1,6}$/i : /^\d{1,7}$/).test(digits)) return undefined;
  const point = Number.parseInt(digits, isHexadecimal ? 16 : 10);
  return isXmlCharacter(point) ? String.fromCodePoint(point) : undefined;
}

/** Value of an attribute with its references resolved; throws {@link XmlDamage} for an unknown entity. */
export function decodeAttribute(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replaceAll(/&([^;&<]{0,10})(;?)/g, (_, reference: string, ending: string) => {
    const character = ending === '' ? undefined : characterOfReference(reference);
    if (character === undefined) throw new XmlDamage(`The entity &${reference}; is not declared.`);
    return character;
  });
}
