import type { HeaderReading } from './read-header.ts';
import { setOf } from './set-of.ts';

export type EdgeEnd = 'source' | 'target';

const endWords: Readonly<Record<EdgeEnd, ReadonlySet<string>>> = {
  source: setOf(
    'source from client consumer caller initiator originator orig origin local sender child requester requestor quelle quell origem origen emetteur src sourceserver 送信元 接続元',
  ),
  target: setOf(
    'destination to target provider callee responder resp remote receiver server peer upstream foreign dependency ziel destino cible backend 宛先 送信先 接続先',
  ),
};
const attributeWords = {
  ip: setOf('ip address addr ipv4 ipv6 adresse'),
  port: setOf('port puerto porta ports ポート'),
  process: setOf('process application app service program executable prozess proceso processo exe'),
  name: setOf(
    'name hostname host server machine vm device node computer display instance workload component  tier element asset ci entity system resource displayname dns fqdn label',
  ),
};
const foreignWords = setOf(
  'type id class country city region zone group mac geo network tag os version environment env label status subnet vlan mask interface asn domain category location user url path count policy organization owner business direction table key uuid cidr namespace cluster vpc account byte packet pkt count flag',
);

/** End of a connection a header speaks of; `undefined` when it names none or both. */
export function edgeEndOf(words: readonly string[]): EdgeEnd | undefined {
  const source = words.some((word) => endWords.source.has(word));
  const target = words.some((word) => endWords.target.has(word));
  if (source && target)
    return words.findIndex((word) => endWords.source.has(word)) === 0 ? 'source' : 'target';
  if (source) return 'source';
  return target ? 'target' : undefined;
}

/** Catalog key a header such as "Consumer IP" or "dst process" composes to in a file of connections. */
export function edgeField({ words }: HeaderReading): string | undefined {
  const end = edgeEndOf(words);
  if (end === undefined || words.some((word) => foreignWords.has(word))) return undefined;
  const has = (set: ReadonlySet<string>) => words.some((word) => set.has(word));
  if (has(attributeWords.port)) return `${end}_port`;
  if (has(attributeWords.ip)) return `${end}_ip`;
  if (has(attributeWords.process)) return `${end}_process`;
  return words.length === 1 || has(attributeWords.name) ? `${end}_name` : undefined;
}

const explicitEnds = {
  source: setOf(
    'source src sa local from client consumer caller initiator orig sender quelle quell origen origem 送信元 接続元',
  ),
  target: setOf(
    'destination dst da foreign to server provider callee resp responder target receiver ziel destino cible remote 宛先 送信先 接続先 dependency',
  ),
};

/** "From" and "to" name an end only in front: "valid to" is a date. */
function isEndWord(word: string, index: number): boolean {
  return index === 0 || (word !== 'from' && word !== 'to');
}

/** Whether the headers name both ends of a connection in matching pairs. */
export function namesBothEnds(headers: readonly (readonly string[])[]): boolean {
  const pairs = (end: EdgeEnd) =>
    new Set(
      headers
        .filter(
          (words) =>
            words.length <= 6 &&
            words.some((word, index) => explicitEnds[end].has(word) && isEndWord(word, index)),
        )
        .map((words) => words.filter((word) => !explicitEnds[end].has(word)).join(' ')),
    );
  const sources = pairs('source');
  const hasPair = [...pairs('target')].some((rest) => rest !== '' && sources.has(rest));
  const bare = new Set(headers.filter(({ length }) => length === 1).flat());
  return hasPair || oppositeEnds.some(([source, target]) => bare.has(source) && bare.has(target));
}

/** Words that name the two ends alone; others, such as "source" and "provider", only happen to stand together. */
const oppositeEnds = [
  'source target',
  'source destination',
  'sender receiver',
  'from to',
  'client server',
  'consumer provider',
  'caller callee',
  'local remote',
  'local foreign',
  'sa da',
  'orig resp',
  'quelle ziel',
  'quell ziel',
  'origen destino',
  'origem destino',
  'source cible',
  '送信元 宛先',
  '送信元 送信先',
  '接続元 接続先',
].map((pair): readonly [string, string] => {
  const [source = '', target = ''] = pair.split(' ');
  return [source, target];
});
