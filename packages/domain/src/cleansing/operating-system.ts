import {
  leavesVersionOpen,
  windowsClient,
  windowsServerYear,
  withoutArchitecture,
  withoutKernel,
} from './operating-system-text.ts';

/** What the text of an operating system says beyond its product name. */
export interface OperatingSystemFacts {
  readonly family: string | null;
  readonly version: string | null;
}

const families: readonly (readonly [string, RegExp])[] = [
  [
    'hypervisor',
    /\b(?:esxi?|vsphere|xenserver|xcp-ng|hyper-v server|ahv|proxmox|citrix hypervisor|vmkernel)\b/i,
  ],
  [
    'network_os',
    /\b(?:ios[ -]?xe|ios[ -]?xr|nx-?os|junos|fortios|pan-?os|arubaos|eos|routeros|cisco ios|asa)\b/i,
  ],
  [
    'windows',
    /\b(?:windows|win (?:server|svr|srv)|win(?:dows)?\s?(?:20\d\d|\d{1,2}|nt|xp|vista)|w(?:in|indows)?2k\d*(?:r2)?|ws20\d\d|microsoft)\b|^win\d/i,
  ],
  ['macos', /\b(?:mac ?os(?: x)?|os x|darwin)\b/i],
  ['unix', /\b(?:aix|solaris\d*|sunos|hp-?ux|freebsd|openbsd|netbsd|tru64|unix|irix)\b/i],
  [
    'linux',
    /\b(?:linux|rhel\d*|red ?hat\d*|redhat|rhcos|centos\d*|ubuntu|debian|(?:open)?suse|sles\d*(?:sp\d)?|fedora|oracle ?linux|oel|ol\d+|rocky|almalinux|amazon ?linux|amzn\d*|photon|coreos|kali|alpine|gentoo|arch)\b/i,
  ],
];

const versions: readonly RegExp[] = [
  /\b(\d{4}-\d\d(?:-\d\d(?:-\d{4})?)?)\b/,
  /(?<!\d|\d\.)v?(\d+(?:\.\d+)+(?:\(\w+\)\w*)?)(?![\d.]*\.x)/i,
  /(?:rhel|red ?hat|centos|ubuntu|debian|suse|sles|enterprise|fedora|aix|solaris|esxi?|macos|linux|release|server|version|stream|leap|ve|\bol|\boel)[ -]?v?(\d+)(?!\d)(?:[\s-]?(sp)\s?(\d))?/i,
  /\b(\d+)[\s-]?(sp)\s?(\d)\b/i,
];

/** Family and version an operating system text states, by whole words; null where it states none. */
export function operatingSystemFacts(text: string): OperatingSystemFacts {
  const family = families.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
  if (family === null || leavesVersionOpen(text)) return { family, version: null };
  const plain = withoutArchitecture(text);
  return { family, version: versionOf(family, plain) ?? null };
}

function versionOf(family: string, text: string): string | undefined {
  if (family === 'windows') return windowsVersion(text);
  return versionIn(family === 'linux' ? withoutKernel(text) : text);
}

function windowsVersion(text: string): string | undefined {
  return windowsClient(text) ?? windowsServerYear(text) ?? versionIn(text);
}

function versionIn(text: string): string | undefined {
  for (const pattern of versions) {
    const [, version, pack, level] = pattern.exec(text) ?? [];
    if (version !== undefined) return pack === undefined ? version : `${version} SP${level ?? ''}`;
  }
  return undefined;
}
