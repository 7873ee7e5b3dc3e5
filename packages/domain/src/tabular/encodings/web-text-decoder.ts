/** What is used of the `TextDecoder` that browsers and Node.js both offer. */
export interface WebTextDecoder {
  decode(bytes: Uint8Array): string;
}

declare const TextDecoder: new (label: string, options?: { ignoreBOM?: boolean }) => WebTextDecoder;

/** The runtime's decoder for a label; it answers U+FFFD for bytes it has no character for. */
export function webDecoder(label: string): WebTextDecoder {
  return new TextDecoder(label, { ignoreBOM: true });
}
