import { blandNames } from './bland-names.ts';
import { headerUnit, type UnitFamily, withoutUnits } from './header-units.ts';
import { headerWords } from './header-words.ts';
import type { RowSubject } from './row-subject.ts';
import { setOf } from './set-of.ts';

/** One way to read a header: its words after something was left out, and what that costs in trust. */
export interface HeaderVariant {
  readonly words: readonly string[];
  /** 1 when nothing was left out. */
  readonly trust: number;
}

export interface HeaderReading {
  readonly text: string;
  readonly words: readonly string[];
  readonly unit: UnitFamily | undefined;
  /** Object named before the last path separator (`asset.name`, `Location->Name`), as words. */
  readonly parent: readonly string[];
  /** Words between the last two path separators. */
  readonly place: readonly string[];
  /** Words after the last path separator. */
  readonly leaf: readonly string[];
  /** First word when so many headers of the file share it that it only names the file. */
  readonly filePrefix?: string;
}

const decoration =
  /^[\s*"'`\uFEFF•-]+|[\s*"'`:?]+$|\((?:required|optional|mandatory|y\/n|yes\/no|s|h\/m\/l|high\/med(?:ium)?\/low|[1-9]\s?(?:-|to)\s?(?:[1-9]|10))\)|\[(?:required|optional)\]/gi;
const customPrefix = /^(?:u|x|c|cf|custom|attr|dv)_(?=\w{2})/i;
/** Log stores append the type of a column: `_s` text, `_d` number, `_t` time, `_b` boolean, `_g` id; exports `_str` to the readable one. */
const typeSuffix = /(?<=[a-z0-9])_(?:[sdtbg]|str)$/;
const listNumber = /^\(?\d{1,3}[.)]\s+(?=\D)/;

/** Words, unit and path of one header cell. */
export function readHeader(header: string): HeaderReading {
  const text = header.replaceAll(/\s+/g, ' ').replaceAll(decoration, ' ').trim();
  const bare = text.replace(listNumber, '').replace(customPrefix, '').replace(typeSuffix, '');
  const segments = pathSegments(bare);
  const words = headerWords(segments.join(' '));
  const leaf = headerWords(segments.at(-1) ?? '');
  return {
    text: bare,
    words,
    unit: headerUnit(bare, words),
    parent: segments.length > 1 ? headerWords(segments.slice(0, -1).join(' ')) : [],
    place: segments.length > 1 ? headerWords(segments.at(-2) ?? '') : [],
    leaf,
  };
}

function pathSegments(text: string): string[] {
  const parts = text
    .split(/->|::|\[\]\.?|(?<=[\w\])])\.(?=[\p{L}_]{2})|(?<=\w\w):\s*(?=\p{L})/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length === 0 ? [text] : parts;
}

const wrappers = setOf(
  'metadata spec asset ci cmdb configuration device host server machine computer system resource node instance vm guest item equipment object entity hardware display properties property attribute field aws azure gcp google oci collibra servicenow snow u my local sys vmware endpoint detail computersystem main general info collection inventory target flow networking dmi ansible fact facter ohai',
);
const subjectWords: Readonly<Record<RowSubject, ReadonlySet<string>>> = {
  machine: setOf(
    'server vm host device asset machine computer ci node instance system resource hardware guest item equipment object virtual endpoint physical workload ec2 workstation aws azure gcp collibra esx production prod it current gerat serveur machine equipo servidor element host',
  ),
  application: setOf(
    'application system asset ci item software business it product component service fact sheet solution object entity resource anwendung current',
  ),
  database: setOf('database db instance server source asset ci item resource sql system object'),
  data_set: setOf(
    'data dataset asset system record information item element collibra object entity resource table processing activity information',
  ),
  edge: setOf('relationship connection dependency flow'),
  finding: setOf(
    'asset host server device vm machine computer instance node endpoint resource target system',
  ),
  software: setOf('software product application license item asset package program'),
  backup: setOf('client host server vm machine protected'),
};
/** Names of tools and clouds that stand before a header without changing what it means. */
const toolWords = setOf(
  'collibra alation purview atlan datahub openmetadata servicenow snow cmdb glpi itop netbox ralph snipeit lansweeper sccm intune jamf tenable nessus qualys rapid7 azure aws gcp google oci ec2 vmware nutanix device42 solarwinds zabbix ansible fact facter ohai u x',
);
const fillers = setOf('name value display text label str string detail info field full');
const qualifiers = setOf(
  'display primary main current default total overall assigned installed actual reported detected configured real my latest official parent asset',
);

/** Spelling of what a header says of the row, without its path and the names of tools: `ansible_facts.ansible_domain` is "domain". */
export function bareKey({ words, parent }: HeaderReading): string {
  const isAround = (word: string, index: number) =>
    toolWords.has(word) || (index < parent.length && wrappers.has(word));
  const start = words.findIndex((word, index) => !isAround(word, index));
  return words.slice(Math.max(0, start)).join('');
}

/** Readings of a header from the literal one to looser ones, best trusted first. */
export function headerVariants(reading: HeaderReading, subject: RowSubject): readonly HeaderVariant[] {
  const variants: HeaderVariant[] = [{ words: reading.words, trust: 1 }];
  const add = (words: readonly string[], trust: number) => {
    if (words.length > 0) variants.push({ words, trust });
  };
  add(withoutUnits(reading.words), 0.98);
  const unbracketed = reading.text.replaceAll(/\([^)]*\)|\[[^\]]*\]/g, ' ');
  if (unbracketed !== reading.text) add(withoutUnits(headerWords(unbracketed)), 0.95);
  for (const variant of pathVariants(reading)) add(variant.words, variant.trust);
  const base = withoutPrefix(reading, variants.at(-1) ?? variants[0]);
  if (reading.filePrefix !== undefined) add(base.words, base.trust);
  for (const variant of trimmings(base.words, subject)) add(variant.words, variant.trust * base.trust);
  for (const part of alternativesInHeader(reading.text)) add(part, 0.82);
  return variants;
}

/** The loosest reading so far, without units and without the word that only names the file. */
function withoutPrefix({ filePrefix, words }: HeaderReading, last: HeaderVariant | undefined): HeaderVariant {
  const bare = withoutUnits(last?.words ?? words);
  const isPrefixed = filePrefix !== undefined && bare[0] === filePrefix;
  const trust = Math.min(1, (last?.trust ?? 1) + 0.03);
  return isPrefixed ? { words: bare.slice(1), trust: 0.94 * trust } : { words: bare, trust };
}

const tagLeaves = new Set(['key', 'value', 'tag']);
/** Measures that say nothing without what is measured: `memory.real.total` is no size of a disk. */
const measureLeaves = setOf('total used free size count usage capacity maximum minimum average');
const labelLeaves = setOf('name label title displayvalue displayname text value');

/** `asset.os` speaks of the row, `location->name` of the place itself, `x.mac_address` of a part. */
function pathVariants(reading: HeaderReading): HeaderVariant[] {
  const { parent, leaf } = reading;
  if (parent.length === 0) return [];
  if (parent.every((word) => wrappers.has(word))) return [{ words: withoutUnits(leaf), trust: 0.97 }];
  const [letter, part] = parent;
  // A sheet of a hypervisor export: `vMemory.Size` is the size of the memory, and `vMemory.Active` no state.
  if (letter === 'v' && part === 'memory' && parent.length === 2)
    return [{ words: withoutUnits([part, ...leaf]), trust: 0.95 }];
  return ownedVariants(reading, parent.slice(parent.findIndex((word) => !wrappers.has(word))));
}

/** Readings of a header below an owner other than the row. */
function ownedVariants({ parent, place, leaf }: HeaderReading, owner: readonly string[]): HeaderVariant[] {
  const name = withoutUnits(leaf).join('');
  const whole = withoutUnits([...owner, ...leaf]);
  if (isLabel(owner.at(-1)) && !tagLeaves.has(name)) return [{ words: leaf, trust: 0.9 }];
  if (namesOwner(name, owner))
    return [
      { words: owner, trust: 0.95 },
      { words: place, trust: 0.93 },
    ];
  if (measureLeaves.has(name)) return [{ words: whole, trust: 0.9 }];
  const own = owner.length < parent.length ? [{ words: whole, trust: 0.955 }] : [];
  return blandNames.has(name) ? own : [...own, { words: withoutUnits(leaf), trust: 0.85 }];
}

/** What stands below tags or labels is named by people: `labels.owner` is the owner. */
function isLabel(word: string | undefined): boolean {
  return word === 'tag' || word === 'label';
}

function namesOwner(leafName: string, owner: readonly string[]): boolean {
  return labelLeaves.has(leafName) || (owner.at(-1) === 'tag' && tagLeaves.has(leafName));
}

function trimmings(words: readonly string[], subject: RowSubject): HeaderVariant[] {
  const ownWords = subjectWords[subject];
  const found = words.findIndex((word) => !ownWords.has(word) && !toolWords.has(word));
  // A header that is nothing but words for the subject still ends in what it says: "server name".
  const start = found === -1 ? words.length - 1 : found;
  const heads = Array.from({ length: Math.max(0, start) }, (_, index) => ({
    words: words.slice(index + 1),
    trust: 0.945 - 0.01 * index,
  }));
  return [...heads, ...loosened(words), ...loosened(heads.at(-1)?.words ?? [])];
}

/** Readings without qualifiers, numbers and filler words. */
function loosened(words: readonly string[]): HeaderVariant[] {
  const unqualified = words.filter((word, index) => !(qualifiers.has(word) && index < words.length - 1));
  const unnumbered = unqualified.filter((word) => !/^\d+$/.test(word));
  const unfilled = fillers.has(unnumbered.at(-1) ?? '') ? unnumbered.slice(0, -1) : unnumbered;
  const steps = [
    { words: unqualified, trust: 0.9, before: words },
    { words: unnumbered, trust: 0.86, before: unqualified },
    { words: unfilled, trust: 0.88, before: unnumbered },
  ];
  return steps.filter((step) => step.words.length < step.before.length);
}

/** "Make/Model" and "DNS name or URL" offer more than one name; each is tried. */
function alternativesInHeader(text: string): (readonly string[])[] {
  if (headerUnit(text, headerWords(text)) !== undefined) return [];
  const parts = text
    .split(/\s*[/|,;]\s*|\s+(?:or|and|&|und|et|ou|y|o)\s+/i)
    .filter((part) => part.length > 1 && !blandNames.has(part.toLowerCase()));
  return parts.length > 0 && parts.length <= 3 && parts[0] !== text
    ? parts.map((part) => withoutUnits(headerWords(part)))
    : [];
}
