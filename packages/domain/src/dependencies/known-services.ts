/** What a connection is for, as far as its port, protocol or program tells. */
export const serviceKinds = [
  'database',
  'message_queue',
  'file',
  'web',
  'directory',
  'mail',
  'management',
] as const;
export type ServiceKind = (typeof serviceKinds)[number];

interface KnownService {
  /** Application protocols that are usual on the port; the first is its name. */
  readonly protocols: readonly string[];
  readonly kind: ServiceKind;
}

// Ports as registered with IANA or documented by the vendor, with the protocols spoken there.
const table = `
20 file ftp-data ftp|21 file ftp|22 management ssh sftp scp|23 management telnet|25 mail smtp|49 management tacacs|53 management dns
67 management dhcp bootp|68 management dhcp bootp|69 file tftp|80 web http|88 directory kerberos|110 mail pop3|111 file rpcbind sunrpc
123 management ntp|135 management msrpc rpc|137 management netbios|138 management netbios|139 file netbios smb|143 mail imap
161 management snmp|162 management snmp|179 management bgp|389 directory ldap|443 web https http2 grpc|445 file smb cifs
464 directory kerberos|465 mail smtps smtp|500 management ike|514 management syslog|515 file lpd|546 management dhcp|547 management dhcp
587 mail smtp|623 management ipmi|636 directory ldaps ldap|993 mail imaps imap|995 mail pop3s pop3|902 management vmware
1270 management scom|1433 database mssql tds|1434 database mssql tds|1521 database oracle tns|1522 database oracle tns|1883 message_queue mqtt
2049 file nfs|2181 message_queue zookeeper|2375 management docker|2376 management docker|2483 database oracle|2484 database oracle
3260 file iscsi|3268 directory ldap|3269 directory ldaps|3306 database mysql|3389 management rdp|3478 management stun|4222 message_queue nats
5044 management beats|5060 web sip|5222 web xmpp|5432 database postgresql postgres|5433 database postgresql postgres|5439 database redshift
5671 message_queue amqps amqp|5672 message_queue amqp|5723 management scom|5900 management vnc|5985 management winrm|5986 management winrm
6379 database redis|6443 web https kubernetes|7000 database cassandra|7077 web spark|7687 database bolt|8000 web http|8008 web http|8080 web http
8081 web http|8088 web http|8090 web http|8443 web https|8530 management wsus|8531 management wsus|8883 message_queue mqtts|8888 web http
9042 database cassandra|9080 web http|9092 message_queue kafka|9093 message_queue kafka|9100 file jetdirect|9160 database cassandra
9200 database elasticsearch|9300 database elasticsearch|9418 file git|9443 web https|10050 management zabbix|10051 management zabbix
11211 database memcached|13724 management netbackup|13782 management netbackup|1556 management netbackup|1414 message_queue ibmmq mq
15672 message_queue rabbitmq|27017 database mongodb|27018 database mongodb|50000 database db2|50051 web grpc|61616 message_queue activemq
6160 management veeam|6162 management veeam|9392 management veeam|9401 management veeam|1311 management openmanage|3343 management cluster
30015 database hana|30013 database hana|1526 database informix|5000 database sybase|523 database db2|2638 database sybase|1583 database pervasive
`;

const byPort: ReadonlyMap<number, KnownService> = new Map(
  table
    .trim()
    .split(/[|\n]/)
    .map((entry) => {
      const [port, kind, ...protocols] = entry.split(' ');
      return [Number(port), { kind: serviceKinds.find((word) => word === kind) ?? 'management', protocols }];
    }),
);

/** True for a port that a service is known to use. */
export function isKnownPort(port: number): boolean {
  return byPort.has(port);
}

const kindOfProtocol: ReadonlyMap<string, ServiceKind> = new Map([
  ...[...byPort.values()].flatMap(({ kind, protocols }) => protocols.map((word) => [word, kind] as const)),
  ['jdbc', 'database'],
  ['odbc', 'database'],
  ['sql', 'database'],
  ['jms', 'message_queue'],
  ['msmq', 'message_queue'],
  ['rest', 'web'],
  ['soap', 'web'],
  ['graphql', 'web'],
  ['websocket', 'web'],
  ['ws', 'web'],
  ['wss', 'web'],
  ['quic', 'web'],
]);

/** Programs whose connections are of one kind, by the stem of their name. */
const programs: readonly (readonly [pattern: RegExp, kind: ServiceKind])[] = [
  [
    /^(?:sqlservr|oracle|tnslsnr|mysqld|mariadbd|postgres|mongod|redis-server|db2sysc|hdbindexserver)\b/,
    'database',
  ],
  [/^(?:rabbitmq|beam\.smp|activemq|kafka|amqzxma0|amqrmppa|mqsvc)\b/, 'message_queue'],
  [/^(?:w3wp|httpd|apache2?|nginx|iisexpress|haproxy|envoy)\b/, 'web'],
  [/^(?:slapd|lsass|ns-slapd)\b/, 'directory'],
  [/^(?:sendmail|postfix|exim|edgetransport|master)\b/, 'mail'],
  [
    /^(?:sshd?|mstsc|snmpd|snmptrapd|ntpd|chronyd|named|dhcpd|wsusservice|bpcd|vnetd|nbdisco|veeamagent|ccmexec)\b/,
    'management',
  ],
];

/** Transport protocols by their IANA number. */
const transports: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['2', 'igmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['47', 'gre'],
  ['50', 'esp'],
  ['58', 'icmpv6'],
  ['132', 'sctp'],
]);
const transportNames = new Set([...transports.values(), 'ip', 'any']);

/** A protocol as a file writes it, read. */
export interface ReadProtocol {
  /** Lower case; numbers of IANA by name. */
  readonly name: string;
  /** Port written into it, as in `tcp/443`. */
  readonly port: number | null;
  readonly isTransport: boolean;
  readonly isKnown: boolean;
}

/** Reads the text of a protocol column. */
export function readProtocol(text: string): ReadProtocol {
  const [, word = '', port] = /^([^/:\s]+)(?:[/:\s]+(\d{1,5}))?$/.exec(text.trim().toLowerCase()) ?? [];
  const name = transports.get(word) ?? (word === '' ? text.trim().toLowerCase() : word);
  const isTransport = transportNames.has(name);
  const isKnown = isTransport || kindOfProtocol.has(name);
  return {
    name,
    port: port === undefined || Number(port) > 65_535 ? null : Number(port),
    isTransport,
    isKnown,
  };
}

/** What is known of a connection. */
export interface ConnectionFacts {
  readonly port: number | null;
  readonly protocol: ReadProtocol | null;
  readonly process: string | null;
}

/** What a connection is for: its application protocol says, else its program, else the well-known port. */
export function serviceOf({ port, protocol, process }: ConnectionFacts): ServiceKind | undefined {
  const byProtocol =
    protocol === null || protocol.isTransport ? undefined : kindOfProtocol.get(protocol.name);
  const program = process === null ? '' : (process.toLowerCase().split(/[\\/]/).at(-1) ?? '');
  const byProgram = programs.find(([pattern]) => pattern.test(program))?.[1];
  return byProtocol ?? byProgram ?? (port === null ? undefined : byPort.get(port)?.kind);
}

/** The protocol usual on a port that another application protocol is stated for; `undefined` when both fit. */
export function usualProtocolInstead({ port, protocol }: ConnectionFacts): string | undefined {
  if (port === null || protocol === null || protocol.isTransport || !protocol.isKnown) return undefined;
  const usual = byPort.get(port)?.protocols;
  return usual === undefined || usual.includes(protocol.name) ? undefined : usual[0];
}

/** Messages about the network itself: a ping shows that something is watched, not that it is needed. */
export const controlProtocols: ReadonlySet<string> = new Set([
  'icmp',
  'icmpv6',
  'ipv6-icmp',
  'icmp6',
  'igmp',
]);

/** True for traffic of management, backup and update and for messages about the network: no application needs them. */
export function isNoise(facts: ConnectionFacts): boolean {
  return serviceOf(facts) === 'management' || controlProtocols.has(facts.protocol?.name ?? '');
}
