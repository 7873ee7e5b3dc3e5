import type { ValueFacts } from './value-facts.ts';

/** Tells whether one cell looks like a value of the field; used on the frequent values of a column. */
type Recogniser = (value: string) => boolean;

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\/\d{1,2})?$/;
const ipv6 = /^(?=.*::|(?:[^:]*:){7})[0-9a-f:.]+(?:%\w+)?(?:\/\d{1,3})?$/i;
const mac = /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$|^[0-9a-f]{12}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/i;
const listSeparator = /[\s,;|]+/;

const isIp: Recogniser = (value) => ipv4.test(value) || ipv6.test(value);
const everyItem =
  (test: Recogniser): Recogniser =>
  (value) =>
    value !== '' &&
    value
      .replaceAll(/[[\]"'{}]/g, '')
      .split(listSeparator)
      .filter((item) => item !== '')
      .every(test);

const matches =
  (pattern: RegExp): Recogniser =>
  (value) =>
    pattern.test(value);

/** Recognisers by field key; a field without one has no opinion on single values. */
const recognisers: ReadonlyMap<string, Recogniser> = new Map<string, Recogniser>([
  ['ip_address', everyItem(isIp)],
  ['source_ip', everyItem(isIp)],
  ['target_ip', everyItem(isIp)],
  ['mac_address', everyItem(matches(mac))],
  ['uuid', matches(/^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{4,12}\}?$/i)],
  ['fqdn', matches(/^(?=.*[a-z])[a-z0-9_-]+(?:\.[a-z0-9_-]+)+\.?$/i)],
  [
    'operating_system',
    matches(
      /windows|linux|ubuntu|debian|cent ?os|red ?hat|rhel|suse|sles|solaris|aix|hp-?ux|mac ?os|os x|esxi?|vmware|photon|alma|rocky|fedora|amazon linux|freebsd|ios|nx-os|junos|fortios|pan-os|android|chrome ?os|z\/os|os\/400|cpe:.*:o:/i,
    ),
  ],
  [
    'os_family',
    matches(
      /^(?:windows|linux|unix|mac(?: ?os)?(?: x)?|darwin|ios|android|aix|solaris|hp-?ux|esxi?|network|other|win|lin|microsoft windows|windows server|chrome ?os|bsd)$/i,
    ),
  ],
  [
    'os_version',
    matches(
      /^v?\d+(?:[._-]\w+)*|windows|linux|ubuntu|debian|red ?hat|rhel|centos|kernel|server \d{4}|\bsp ?\d|\bR2\b/i,
    ),
  ],
  [
    'environment',
    matches(
      /^[^\w/]*(?:prod|production|prd|produktion|produktiv|producción|produção|prod\w*|live|pre-?prod\w*|stag\w*|stg|uat|qa|quality\w*|test\w*|tst|dev\w*|entwicklung|développement|desarrollo|desenvolvimento|int|integration|sit|dr|disaster.*|sandbox|sbx|lab|poc|demo|training|non-?prod\w*|本番|開発|検証|テスト|ステージング)(?:\b.*)?$/i,
    ),
  ],
  [
    'business_criticality',
    matches(
      /^\W*(?:critical|high|medium|moderate|low|mission.critical|business.critical|very high|none|minor|major|essential|important|tier.?\d|p?\d|[\d.]+|hoch|mittel|niedrig|kritisch|sehr hoch|gering|haute?|élevée?|moyenne?|basse|faible|critique|alta|alto|media|medio|média|médio|baja|bajo|baixa|baixo|crítica|crítico|gold|silver|bronze|platinum|most critical|.*critical.*|高|中|低)\W*(?:\b.*)?$/i,
    ),
  ],
  [
    'power_state',
    matches(
      /^(?:powered ?)?(?:on|off)$|^running|^stopped|^suspended|^shut ?(?:off|down)|^(?:vm )?(?:deallocated|terminated|paused|saved|active|poweredon|poweredoff)|^power(?:ed)?[ _-]?(?:on|off)|^ein(?:geschaltet)?$|^aus(?:geschaltet)?$|^allumé|^éteint|^encendid|^apagad|^ligad|^desligad|^(?:up|down)$/i,
    ),
  ],
  [
    'data_classification',
    matches(
      /public|intern|confidential|restricted|secret|sensitive|private|vertraulich|öffentlich|confidentiel|confidencial|restring|highly|pii|phi|pci|機密|社外秘|公開/i,
    ),
  ],
  [
    'migration_strategy',
    matches(
      /re-?host|re-?platform|re-?factor|re-?architect|re-?purchase|replace|retire|retain|relocate|lift|decommission|keep|rewrite|rebuild|revisit|tolerate|invest|migrate|eliminate/i,
    ),
  ],
  [
    'hypervisor',
    matches(
      /vmware|vsphere|esx|hyper-?v|kvm|xen|nutanix|ahv|virtualbox|proxmox|qemu|ovirt|rhev|lpar|powervm|nitro|physical|bare ?metal|openstack/i,
    ),
  ],
  [
    'cpu_model',
    matches(
      /intel|amd|xeon|epyc|opteron|core\b|ghz|arm|power ?\d|sparc|pentium|celeron|ryzen|apple m\d|cpu/i,
    ),
  ],
  [
    'database_type',
    matches(
      /sql|oracle|postgres|mongo|db2|maria|redis|cassandra|sybase|informix|teradata|hana|aurora|dynamo|access|elastic|neo4j|hadoop|hive|snowflake|bigquery|redshift|h2|couch/i,
    ),
  ],
  [
    'region',
    matches(
      /^(?:[a-z]{2}-(?:[a-z]+-)?[a-z]+-?\d|(?:east|west|north|south|central)?[a-z ]*(?:us|europe|asia|india|uk|japan|australia|brazil|canada|france|germany|korea)[a-z ]*\d?|[a-z]+-(?:east|west|north|south|central|northeast|southeast)\d?)/i,
    ),
  ],
  ['availability_zone', matches(/^[a-z]{2}-(?:[a-z]+-)?[a-z]+-\d[a-z]$|^[a-z]+-[a-z]+\d-[a-z]$|^\d$/i)],
  [
    'instance_type',
    matches(
      /^(?:[a-z]+\d[a-z-]*\.(?:\d*x?large|medium|small|micro|nano|metal).*|(?:standard|basic)_\w+|[a-z]\d[a-z]?-\w+(?:-\d+)?|db\.\w+\.\w+|VM\.\w.*)$/i,
    ),
  ],
  [
    'protocol',
    matches(
      /^(?:tcp|udp|icmp|icmpv6|http|https|ssh|rdp|sctp|esp|gre|grpc|tls|dns|smb|ldap|snmp|igmp|jdbc|odbc|ftp|sftp|soap|rest|mq|\d{1,3})\b.*$/i,
    ),
  ],
  [
    'asset_type',
    matches(
      /server|virtual|physical|vm\b|host|computer|database|application|switch|router|firewall|storage|container|load ?balancer|printer|laptop|desktop|instance|device|hardware|software|service|network|cluster|node|appliance|cmdb_ci|access point|workstation|microsoft\.\w+\/|aws::|data ?set|table|rack|サーバ/i,
    ),
  ],
  [
    'status',
    matches(
      /active|inactive|install|retire|operational|production|stock|planned|decommission|maintenance|live|deployed|running|in use|in service|disposed|missing|archived|ready|repair|pending|implementation|obsolete|online|offline|normal|ok|aktiv|actif|activo|ativo|up|down|available|enabled|disabled|stopped|draft|approved|稼働|運用|廃棄|停止/i,
    ),
  ],
  [
    'pii_flag',
    matches(/^(?:y|n|yes|no|true|false|0|1|ja|nein|oui|non|sí|si|sim|não|nao|x|○|×|有|無|あり|なし)$/i),
  ],
  [
    'encryption_status',
    matches(
      /^(?:y|n|yes|no|true|false|none|at[_ ]?rest|in[_ ]?transit|both|encrypted|not encrypted|unencrypted|aes.*|tls.*|enabled|disabled|ja|nein|oui|non)\b.*$/i,
    ),
  ],
  ['cloud_provider', matches(/aws|amazon|azure|microsoft|gcp|google|oracle|oci|ibm|alibaba|on-?prem/i)],
]);

/** Share of the frequent values of a column that look like those of a field; `undefined` for a field without a recogniser. */
export function recognisedShare(values: ValueFacts, field: string): number | undefined {
  const recognise = recognisers.get(field);
  return recognise === undefined ? undefined : values.topShare(recognise);
}

/** Fields whose recognisers are precise enough to propose them for a column whose header says nothing. */
export const tellingFields = [
  'ip_address',
  'mac_address',
  'operating_system',
  'environment',
  'instance_type',
  'power_state',
] as const;
