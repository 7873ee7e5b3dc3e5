import { encodeUtf8 } from './utf8.ts';
import { wordList } from './word-list.ts';

const words = wordList(`
  n/a | na | n.a. | n/d | n.d. | n/k | #n/a | #n/v | #null! | #ref! | #value! | nan | - | -- | --- |
  — | – | ? | ?? | ??? | . | ... | * | _ | / | none | null | <null> | (null) | nil | undefined |
  (none) | <none> | [none] | (blank) | <blank> | unknown | <unknown> | (unknown) | unspecified |
  not specified | not available | not applicable | not set | <not set> | (not set) | not defined |
  to be determined | to be defined | to be confirmed | tbd | tbc | tba | xxx | missing | (empty) |
  <empty> | k.a. | k. a. | unbekannt | keine | keine angabe | nicht verfügbar | nicht zutreffend |
  entfällt | inconnu | inconnue | aucun | aucune | non renseigné | non disponible | s/o |
  desconocido | desconocida | ninguno | ninguna | no disponible | no aplica | s/d | desconhecido |
  desconhecida | nenhum | nenhuma | não disponível | não aplicável | 不明 | なし | 無し | 未定 | 該当なし |
  未設定 | no data | not known | not found | not collected | not reported | not recorded | unassigned | empty | blank |
  n\\a | .. | "" | '' | nicht bekannt | nicht gesetzt | nicht vorhanden | non défini | sin datos | sin asignar | onbekend |
  sconosciuto | nieznany | неизвестно | 未知 | 无 | 없음
`);
const placeholders: ReadonlySet<string> = new Set(words);

/** Longest placeholder word in UTF-8 bytes: longer cells need no look-up. */
export const longestPlaceholderBytes = 20;

/** For each ASCII character a placeholder word of ASCII begins with a bit for each length such a word has. */
const lengthsByOpening = new Int32Array(128);
for (const word of words.filter((one) => encodeUtf8(one).length === one.length)) {
  for (const opening of [word, word.toUpperCase()])
    lengthsByOpening[opening.charCodeAt(0)]! |= 1 << word.length;
}

/** False for nearly every trimmed text of ASCII that is no placeholder word: none that begins so has its length. */
export function mayBePlaceholder(opening: number, length: number): boolean {
  return length <= longestPlaceholderBytes && (lengthsByOpening[opening]! & (1 << length)) !== 0;
}

/** True for a word that stands for "no value" (`n/a`, `tbd`, `-`); spaces around it and case do not matter. */
export function isPlaceholderWord(text: string): boolean {
  return text.length <= longestPlaceholderBytes + 8 && placeholders.has(text.trim().toLowerCase());
}
