/** The type of an asset, what it was decided by, and how sure that is. */
export interface AssetClass {
  readonly type: string;
  readonly source: 'declared' | 'rule';
  /** Id of the rule; null for a declared type. */
  readonly rule: string | null;
  readonly confidence: number | null;
}

/** Reads one field of a row as canonical text. */
export type ReadField = (field: string) => string | null;

interface TokenRule {
  readonly id: string;
  readonly type: string;
  readonly confidence: number;
  readonly fields: readonly string[];
  /** Whole words or word pairs, folded. */
  readonly words: ReadonlySet<string>;
}

function rule(
  id: string,
  type: string,
  given: { confidence: number; fields: string; words: string },
): TokenRule {
  const { confidence, fields, words } = given;
  return { id, type, confidence, fields: fields.split(' '), words: new Set(words.split(',')) };
}

/** Token rules: whole words only, so that "hr" inside a longer word never counts. */
const tokenRules: readonly TokenRule[] = [
  rule('model_virtual', 'virtual_machine', {
    confidence: 0.9,
    fields: 'model manufacturer',
    words:
      'virtual machine,vmware virtual,virtual platform,vmware7,hvm domu,kvm,qemu,standard pc,bochs,xen,virtualbox,google compute,amazon ec2',
  }),
  rule('model_server', 'server', {
    confidence: 0.9,
    fields: 'model',
    words:
      'poweredge,proliant,thinksystem,primergy,ucsb,ucsc,bladecenter,system x,power s924,power s922,power s822,sparc,superserver,sun fire,synergy,primequest,bullsequana,x3650,x3550,9009',
  }),
  rule('model_network', 'network', {
    confidence: 0.9,
    fields: 'model',
    words:
      'catalyst,nexus,asr,isr,fortigate,srx,mx,ex,asa,meraki,aruba,procurve,firepower,checkpoint,palo alto',
  }),
  rule('model_load_balancer', 'load_balancer', {
    confidence: 0.9,
    fields: 'model asset_subtype',
    words: 'big ip,bigip,netscaler,alteon,load balancer,loadbalancer',
  }),
  rule('model_storage', 'storage', {
    confidence: 0.9,
    fields: 'model',
    words:
      'fas,aff,vnx,unity,powermax,isilon,powerstore,storwize,flasharray,flashblade,3par,primera,nimble,netapp,vmax,symmetrix,data domain',
  }),
  rule('subtype_network', 'network', {
    confidence: 0.85,
    fields: 'asset_subtype',
    words: 'switch,router,firewall,access point,gateway,wlan,network',
  }),
  rule('subtype_storage', 'storage', {
    confidence: 0.85,
    fields: 'asset_subtype',
    words: 'storage,san,nas,filer,array',
  }),
  rule('subtype_virtual', 'virtual_machine', {
    confidence: 0.85,
    fields: 'asset_subtype',
    words: 'virtual machine,vm,virtual,virtual server,guest',
  }),
  rule('subtype_server', 'server', {
    confidence: 0.85,
    fields: 'asset_subtype',
    words: 'server,physical,rack server,blade,host',
  }),
  rule('subtype_database', 'database', { confidence: 0.85, fields: 'asset_subtype', words: 'database,db' }),
  rule('subtype_application', 'application', {
    confidence: 0.85,
    fields: 'asset_subtype',
    words: 'application,app,software',
  }),
  rule('os_network', 'network', {
    confidence: 0.85,
    fields: 'operating_system',
    words: 'ios xe,ios xr,nx os,nxos,junos,fortios,pan os,panos,cisco ios,arubaos',
  }),
  rule('os_hypervisor', 'server', {
    confidence: 0.85,
    fields: 'operating_system',
    words: 'esxi,esx,vmware esxi,xenserver,vsphere,proxmox',
  }),
  rule('os_server', 'server', {
    confidence: 0.7,
    fields: 'operating_system',
    words: 'windows server,aix,solaris,hp ux,hpux,sunos',
  }),
  rule('name_network', 'network', {
    confidence: 0.7,
    fields: 'name',
    words: 'switch,router,firewall,access point,wlan controller',
  }),
  rule('name_load_balancer', 'load_balancer', {
    confidence: 0.7,
    fields: 'name',
    words: 'load balancer,loadbalancer,f5',
  }),
  rule('name_storage', 'storage', { confidence: 0.7, fields: 'name', words: 'san,nas,storage array,filer' }),
];

const ruleFields = [...new Set(tokenRules.flatMap(({ fields }) => fields))];

const nameWords = tokenRules
  .filter(({ fields }) => fields.includes('name'))
  .flatMap(({ words }) => [...words]);
const nameHint = new RegExp(
  `(?:^|[^a-z0-9])(?:${nameWords.join('|').replaceAll(' ', '[^a-z0-9]+')})(?:$|[^a-z0-9])`,
  'i',
);

/** True when a name may fire a token rule; the type of all other assets depends on {@link typeFields} alone. */
export function hintsAtType(name: string): boolean {
  return nameHint.test(name);
}

/** First words of what names hint with, each by its length and first letter. */
const hintMarks: ReadonlySet<number> = new Set(
  nameWords
    .map((words) => words.split(' ', 1)[0] ?? '')
    .map((word) => wordMark(word.length, word.charCodeAt(0))),
);

function wordMark(length: number, first: number): number {
  return length * 256 + first;
}

/** False when {@link hintsAtType} surely is, told from a name's UTF-8 in `[start, end)`. */
export function mayHintAtType(bytes: Uint8Array, start: number, end: number): boolean {
  let from = start;
  for (let at = start; at <= end; at++) {
    if (at < end && isWordByte(bytes[at]!)) continue;
    // One bit makes a letter lower case; digits have it set already.
    if (at > from && hintMarks.has(wordMark(at - from, bytes[from]! | 0x20))) return true;
    from = at + 1;
  }
  return false;
}

function isWordByte(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 97 && lower <= 122) || (byte >= 48 && byte <= 57);
}

/** Fields whose text decides a type besides the name. */
export const typeFields: readonly string[] = [
  'asset_type',
  ...ruleFields.filter((field) => field !== 'name'),
];

/** Fields of which only the presence matters. */
export const structureFields = [
  'database_type',
  'hypervisor',
  'instance_type',
  'serial_number',
  'cpu_cores',
] as const;

/** Folded words of a text and its pairs of neighbours. */
function wordsOf(text: string): string[] {
  const words = text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return [...words, ...words.slice(1).map((word, index) => `${words[index] ?? ''} ${word}`)];
}

const nothingKnown: AssetClass = { type: 'other', source: 'rule', rule: 'nothing_known', confidence: null };
const rulesTie: AssetClass = { type: 'other', source: 'rule', rule: 'rules_tie', confidence: null };
/** Texts remembered for a field; the few models and systems of an estate repeat. */
const rememberedTexts = 4096;

/**
 * Classifies assets: the declared type, else the surest token rule, else what the structure says, else `other`.
 *
 * Two rules of equal confidence and different types decide nothing. Remembers what it read, so that one classifier
 * serves many assets.
 */
export class AssetClassifier {
  /** For each field the rules its texts fire, one bit a rule. */
  readonly #fired: ReadonlyMap<string, Map<string, number>> = new Map(
    ruleFields.map((field) => [field, new Map()]),
  );
  readonly #surest = new Map<number, AssetClass | undefined>();

  classify(read: ReadField): AssetClass {
    const declared = read('asset_type');
    if (declared !== null) return { type: declared, source: 'declared', rule: null, confidence: null };
    return this.#byTokens(read) ?? byStructure(read) ?? nothingKnown;
  }

  #byTokens(read: ReadField): AssetClass | undefined {
    let fired = 0;
    for (const [field, known] of this.#fired) {
      const text = read(field);
      if (text === null || (field === 'name' && !hintsAtType(text))) continue;
      fired |= firedBy(field, text, known);
    }
    if (fired === 0) return undefined;
    if (!this.#surest.has(fired)) this.#surest.set(fired, surestOf(fired));
    return this.#surest.get(fired);
  }
}

/** Classifies one asset; see {@link AssetClassifier}. */
export function classifyAsset(read: ReadField): AssetClass {
  return new AssetClassifier().classify(read);
}

function firedBy(field: string, text: string, known: Map<string, number>): number {
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const words = wordsOf(text);
  let fired = 0;
  for (const [bit, { fields, words: wanted }] of tokenRules.entries()) {
    if (fields.includes(field) && words.some((word) => wanted.has(word))) fired |= 1 << bit;
  }
  if (known.size >= rememberedTexts) known.clear();
  known.set(text, fired);
  return fired;
}

function surestOf(fired: number): AssetClass | undefined {
  const rules = tokenRules.filter((_, bit) => ((fired >> bit) & 1) === 1);
  const best = Math.max(...rules.map(({ confidence }) => confidence));
  const surest = rules.filter(({ confidence }) => confidence === best);
  const [first] = surest;
  if (first === undefined) return undefined;
  if (surest.some(({ type }) => type !== first.type)) return rulesTie;
  return { type: first.type, source: 'rule', rule: first.id, confidence: best };
}

function byStructure(read: ReadField): AssetClass | undefined {
  const has = (field: string): boolean => read(field) !== null;
  if (has('database_type')) return structural('has_database_type', 'database', 0.8);
  const system = has('operating_system');
  if (system && (has('hypervisor') || has('instance_type')))
    return structural('system_on_hypervisor', 'virtual_machine', 0.7);
  if ((system || has('serial_number')) && has('cpu_cores'))
    return structural('system_with_cores', 'server', 0.6);
  return undefined;
}

function structural(id: string, type: string, confidence: number): AssetClass {
  return { type, source: 'rule', rule: id, confidence };
}
