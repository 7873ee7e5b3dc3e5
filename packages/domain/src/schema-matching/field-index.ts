import type { ImportCategory } from '../catalog/import-category.ts';
import type { TargetField } from '../catalog/target-field.ts';
import { targetFieldsOf } from '../catalog/target-fields.ts';
import { headerWords, isCjk, literalKey, squash, wordBag } from './header-words.ts';

/** One name of one field, ready to compare. */
export interface FieldName {
  readonly field: TargetField;
  readonly text: string;
  readonly kind: 'exact' | 'synonym';
  readonly words: readonly string[];
  /** The words run together. */
  readonly spelling: string;
}

/** Names of the fields a category offers, reachable by spelling, by word bag and by single word. */
export interface FieldIndex {
  readonly fields: readonly TargetField[];
  /** By the letters as written: tells "Disks" from "Disk". */
  readonly byLetters: ReadonlyMap<string, readonly FieldName[]>;
  readonly bySpelling: ReadonlyMap<string, readonly FieldName[]>;
  readonly byBag: ReadonlyMap<string, readonly FieldName[]>;
  readonly byWord: ReadonlyMap<string, readonly FieldName[]>;
  /** Names in Chinese or Japanese characters, which are found inside longer headers. */
  readonly unspaced: readonly FieldName[];
}

const built = new Map<ImportCategory, FieldIndex>();

/** The index of a category; built once. */
export function fieldIndexOf(category: ImportCategory): FieldIndex {
  const known = built.get(category);
  if (known !== undefined) return known;
  const index = buildFieldIndex(targetFieldsOf(category));
  built.set(category, index);
  return index;
}

function buildFieldIndex(fields: readonly TargetField[]): FieldIndex {
  const byLetters = new Map<string, FieldName[]>();
  const bySpelling = new Map<string, FieldName[]>();
  const byBag = new Map<string, FieldName[]>();
  const byWord = new Map<string, FieldName[]>();
  const names = fields.flatMap(namesOf);
  for (const name of names) {
    add(byLetters, literalKey(name.text), name);
    add(bySpelling, name.spelling, name);
    const bag = wordBag(name.words);
    if (bag !== '') add(byBag, bag, name);
    if (name.words.length > 1) for (const word of new Set(name.words)) add(byWord, word, name);
  }
  const unspaced = names.filter(({ spelling }) => spelling.length >= 2 && isCjk(spelling));
  return { fields, byLetters, bySpelling, byBag, byWord, unspaced };
}

const namesByField = new WeakMap<TargetField, readonly FieldName[]>();

/** The names of a field, read once however many categories offer it. */
function namesOf(field: TargetField): readonly FieldName[] {
  const known = namesByField.get(field) ?? readNames(field);
  namesByField.set(field, known);
  return known;
}

/** Each text once: a synonym that is the label as well counts as the label. */
function readNames(field: TargetField): FieldName[] {
  const exact = new Set([field.key, field.label]);
  return [...new Set([...exact, ...field.synonyms])].map((text) => {
    const words = headerWords(text);
    return { field, text, kind: exact.has(text) ? 'exact' : 'synonym', words, spelling: squash(words) };
  });
}

function add(map: Map<string, FieldName[]>, key: string, name: FieldName): void {
  const names = map.get(key);
  if (names === undefined) map.set(key, [name]);
  else names.push(name);
}
