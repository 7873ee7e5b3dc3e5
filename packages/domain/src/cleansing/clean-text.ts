/** Separates the items of a list value in its canonical text; cleaned items never contain it. */
export const listSeparator = '\n';

// oxlint-disable-next-line no-control-regex -- control characters are what it removes
const removable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200d\u2060\ufeff]/g;
const spaces = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** Text without surrounding blanks and control characters, in Unicode NFC, with plain spaces and line feeds. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(removable, '').replace(spaces, ' ').normalize('NFC').trim();
}

/** The comparison form of a word: lower case, no accents, one space where anything but letters and digits stood. */
export function foldWord(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}+#]+/gu, ' ')
    .trim();
}

/** The words of comma-separated lists. */
export function wordSet(lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(',')));
}

const placeholders = wordSet([
  '-,--,---,—,–,?,??,???,.,..,...,*,/,\\,_,#n/a,#na,#ref!,#value!,n/a,n.a.,n.a,n\\a,(n/a),<n/a>,tbd',
  'tba,tbc,t.b.d.,unknown,unk,none,(none),<none>,null,(null),<null>,nil,nan,undefined,unspecified',
  'not set,not available,not applicable,not specified,not known,no value,no data,(blank),(empty)',
  '<empty>,(unknown),<unknown>,unbekannt,keine angabe,k.a.,k. a.,keine,nicht verfügbar',
  'nicht zutreffend,inconnu,inconnue,non disponible,aucun,aucune,s/o,desconocido,desconocida',
  'no disponible,ninguno,ninguna,desconhecido,desconhecida,não disponível,nenhum,nenhuma,不明,未定,なし',
  '該当なし',
]);

/** Longest placeholder word in characters; a longer text never is one. */
const longestPlaceholder = 18;

/** True for a word that stands for "no value", such as `n/a` or `unbekannt`, in cleaned text. Zero never is one. */
export function isPlaceholder(text: string): boolean {
  return text.length <= longestPlaceholder && placeholders.has(text.toLowerCase());
}
