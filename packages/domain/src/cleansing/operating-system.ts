/** What the text of an operating system says beyond its product name. */
export interface OperatingSystemFacts {
  readonly family: string | null;
  readonly version: string | null;
}

const families: readonly (readonly [string, RegExp])[] = [
  ['hypervisor', /\b(?:esxi?|vsphere|xenserver|hyper-v server|ahv|proxmox|citrix hypervisor|vmkernel)\b/i],
  [
    'network_os',
    /\b(?:ios[ -]?xe|ios[ -]?xr|nx-?os|junos|fortios|pan-?os|arubaos|eos|routeros|cisco ios|asa)\b/i,
  ],
  [
    'windows',
    /\b(?:windows|win(?:dows)?\s?(?:20\d\d|\d{1,2}|nt|xp|vista)|win2k\d*(?:r2)?|w2k\d*|ws20\d\d|microsoft)\b|^win\d/i,
  ],
  ['macos', /\b(?:mac ?os(?: x)?|os x|darwin)\b/i],
  ['unix', /\b(?:aix|solaris\d*|sunos|hp-?ux|freebsd|openbsd|netbsd|tru64|unix|irix)\b/i],
  [
    'linux',
    /\b(?:linux|rhel\d*|red ?hat\d*|redhat|centos|ubuntu|debian|suse|sles\d*(?:sp\d)?|fedora|oracle linux|rocky|almalinux|amazon linux|amzn\d*|photon|kali|alpine|gentoo|arch)\b/i,
  ],
];

const versions: readonly RegExp[] = [
  /\b(?:windows|win|ws)\s?(?:server\s?)?(20\d\d(?:\s?r2)?)\b/i,
  /\b(?:windows|win)\s?(\d{1,2}(?:\.\d)?)\b/i,
  /\b(\d+(?:\.\d+){1,3})\b/,
  /\b(?:rhel|red ?hat|redhat|centos|ubuntu|debian|suse|sles|fedora|aix|solaris|esxi?|linux|release|server|version)[ -]?v?(\d+)\b/i,
];

/** Family and version an operating system text states, by whole words; null where it states none. */
export function operatingSystemFacts(text: string): OperatingSystemFacts {
  const family = families.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
  if (family === null) return { family: null, version: null };
  for (const pattern of versions) {
    const version = pattern.exec(text)?.[1];
    if (version !== undefined) return { family, version: version.toUpperCase().replace(/\s?R2$/, ' R2') };
  }
  return { family, version: null };
}
