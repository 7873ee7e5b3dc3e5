import { isKnownPort, type ReadProtocol } from './known-services.ts';

/** First port that systems give out by themselves for the client's end of a connection (Linux; IANA from 49152 on). */
const firstEphemeral = 32_768;

function isService(port: number): boolean {
  return port > 0 && (port < 1024 || isKnownPort(port));
}

/**
 * True for ports of a record of what came back: flow logs and lists of sockets state both directions of a connection,
 * and the service is the end whose port is known, not always the one written second.
 */
export function isAnswer(sourcePort: number | null, targetPort: number | null): boolean {
  if (sourcePort === null || targetPort === null || !isService(sourcePort)) return false;
  return targetPort >= firstEphemeral && !isKnownPort(targetPort);
}

/** Protocols without ports: what stands in their columns is a type and a code, or nothing. */
const portless = new Set(['icmp', 'icmpv6', 'ipv6-icmp', 'icmp6', 'igmp', 'gre', 'esp']);

/** True for a protocol that has ports, or none that is known. */
export function hasPorts(protocol: ReadProtocol | null): boolean {
  return protocol === null || !portless.has(protocol.name);
}
