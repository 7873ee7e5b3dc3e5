import { foldWord, wordSet } from './clean-text.ts';

const trueWords = wordSet([
  'true,yes,y,1,t,on,x,enabled,wahr,ja,j,oui,o,vrai,si,s,verdadero,sim,verdadeiro,aktiv,actif',
  'activo,ativo,virtual,はい,有,有り,あり,真,1 0,checked,present',
]);
const falseWords = wordSet([
  'false,no,n,0,f,off,disabled,falsch,nein,non,faux,falso,nao,inaktiv,inactif,inactivo,inativo',
  'physical,いいえ,無,無し,偽,0 0,unchecked,absent',
]);

/** Reads a yes-or-no word in the shipped languages; `undefined` for any other text. */
export function parseBoolean(text: string): boolean | undefined {
  const mark = text.trim();
  if (mark === '✓' || mark === '✔' || mark === '☑') return true;
  if (mark === '✗' || mark === '✘' || mark === '☐') return false;
  const word = foldWord(text);
  if (trueWords.has(word)) return true;
  return falseWords.has(word) ? false : undefined;
}
