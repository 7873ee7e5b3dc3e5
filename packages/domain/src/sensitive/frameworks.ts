/** Frameworks data may be subject to; everything else is kept as it is written. */
export const frameworks = ['GDPR', 'HIPAA', 'PCI_DSS', 'SOX', 'CCPA', 'ISO_27001'] as const;
export type Framework = (typeof frameworks)[number];

const patterns: Readonly<Record<Framework, RegExp>> = {
  GDPR: /\b(?:gdpr|dsgvo|rgpd|avg|uk gdpr|art(?:icle)?\.? ?[69])\b/i,
  HIPAA: /\b(?:hipaa|phi|hitech)\b/i,
  PCI_DSS: /\bpci\b/i,
  SOX: /\b(?:sox|sarbanes)\b/i,
  CCPA: /\b(?:ccpa|cpra)\b/i,
  ISO_27001: /\biso(?:\/iec)?[ _-]?2700[12]\b/i,
};

const denied =
  /\b(?:no|not|non|without|exempt|out of scope|nein|nicht|kein|keine|ohne|non concerné|hors|sin|fuera de)\b/i;

/** The frameworks that words of a file name; none for other words, and for a framework that does not apply. */
export function frameworksIn(text: string): Framework[] {
  const plain = text.replaceAll('_', ' ');
  return denied.test(plain) ? [] : frameworks.filter((framework) => patterns[framework].test(plain));
}
