import { controlProtocols, isKnownPort, type ReadProtocol } from './known-services.ts';

/** First port that systems give out by themselves for the client's end of a connection, on Linux. */
const firstEphemeral = 32_768;
/** First port of those that IANA never assigns to a service. */
const firstDynamic = 49_152;
const firstUnprivileged = 1024;

/**
 * True for ports of a record of what came back: flow logs and lists of sockets state both directions of a connection,
 * and the service is the end whose port is known, or none that clients are given, not always the one written second.
 */
export function isAnswer(sourcePort: number | null, targetPort: number | null): boolean {
  if (sourcePort === null || targetPort === null || isKnownPort(targetPort)) return false;
  if (sourcePort === 0 || sourcePort >= firstEphemeral) return false;
  if (!isKnownPort(sourcePort)) return targetPort >= firstDynamic;
  // Behind address translation clients have any port that needs no privilege.
  return targetPort >= (sourcePort < firstUnprivileged ? firstUnprivileged : firstEphemeral);
}

/** Protocols without ports: what stands in their columns is a type and a code, or nothing. */
const portless = new Set([...controlProtocols, 'gre', 'esp']);

/** True for a protocol that has ports, or none that is known. */
export function hasPorts(protocol: ReadProtocol | null): boolean {
  return protocol === null || !portless.has(protocol.name);
}
