import { windowsClient, windowsServerYear } from '../cleansing/operating-system-text.ts';

/** Servers by the build they report; other builds are of clients too. */
const serverBuilds: Readonly<Record<string, string>> = {
  '14393': '2016',
  '17763': '2019',
  '20348': '2022',
  '25398': '23H2 AC',
  '26100': '2025',
};
/** Servers and clients by the version of their kernel. */
const serverKernels: Readonly<Record<string, string>> = {
  '5.0': '2000',
  '5.2': '2003',
  '6.0': '2008',
  '6.1': '2008 R2',
  '6.2': '2012',
  '6.3': '2012 R2',
};
const clientKernels: Readonly<Record<string, string>> = {
  '5.1': 'XP',
  '6.0': 'Vista',
  '6.1': '7',
  '6.2': '8',
  '6.3': '8.1',
};
const clientBuilds: Readonly<Record<string, string>> = {
  '10240': '10 1507',
  '10586': '10 1511',
  '14393': '10 1607',
  '15063': '10 1703',
  '16299': '10 1709',
  '17134': '10 1803',
  '17763': '10 1809',
  '18362': '10 1903',
  '18363': '10 1909',
  '19041': '10 2004',
  '19042': '10 20H2',
  '19043': '10 21H1',
  '19044': '10 21H2',
  '19045': '10 22H2',
  '22000': '11 21H2',
  '22621': '11 22H2',
  '22631': '11 23H2',
  '26100': '11 24H2',
  '26200': '11 25H2',
  '28000': '11 26H1',
};

function kernelIn(text: string): string {
  return /(?<![\d.])([56]\.[0-3])(?!\d)/.exec(text)?.[1] ?? '';
}

/** Value of a table for the first number of five digits it has. */
function byBuild(text: string, builds: Readonly<Record<string, string>>): string | undefined {
  const found = text.match(/(?<!\d)\d{5}(?!\d)/g)?.find((build) => builds[build] !== undefined);
  return found === undefined ? undefined : builds[found];
}

const channelRelease = /\bversion (1709|1803|1809|1903|1909|2004|20H2)\b|\b(20H2|23H2)\b/i;

/** Cycles of a Windows Server a text may state, the likeliest first: by its year, else by its build or kernel. */
export function windowsServerCycles(text: string): string[] {
  const year = windowsServerYear(text);
  if (year !== undefined) return [year, year.slice(0, 4)];
  const [, stated, half] = channelRelease.exec(text) ?? [];
  const release = (stated ?? half)?.toUpperCase();
  if (release !== undefined) return [`${release} SAC`, `${release} AC`];
  return [byBuild(text, serverBuilds) ?? serverKernels[kernelIn(text)] ?? ''];
}

const channelYear = /\blts[bc]\b(?:.*?\b(20\d\d)\b)?|\b(20\d\d) lts[bc]\b/i;

/**
 * Cycles of a Windows client that fit everything its text states: name or build, feature update, edition, servicing
 * channel. None for a text that could as well be a server's, and for editions with dates of their own.
 */
export function windowsClientCycles(text: string, cycles: readonly string[]): string[] {
  if (/\b(?:embedded|phone|mobile|core|pe|ce)\b/i.test(text)) return [];
  const [named, feature] = clientIn(text);
  if (named === undefined) return [];
  const isLongTerm = /\blts[bc]\b/i.test(text);
  const isIot = /\biot\b/i.test(text);
  const [, yearBehind, yearBefore] = channelYear.exec(text) ?? [];
  const year = yearBefore ?? yearBehind;
  const other = otherEdition(text);
  // Of Windows 10 as a whole the vendor states one day; only its long-term channel goes on.
  if (named === '10' && feature === undefined && !isLongTerm && !isIot) return ['10'];
  return cycles.filter((cycle) => {
    const words = cycle.split(' ');
    if (words[0] !== named && words[0]?.startsWith(`${named}.`) !== true) return false;
    if (/LTS/.test(cycle) !== isLongTerm || words.includes('IoT') !== isIot) return false;
    if (isLongTerm) return year === undefined || words.includes(year);
    return (feature === undefined || words.includes(feature)) && !words.includes(other);
  });
}

function clientIn(text: string): readonly [name: string | undefined, feature: string | undefined] {
  const named = nameIn(text);
  if (named === undefined && !/\bworkstation\b/i.test(text)) return [undefined, undefined];
  const [built, update] = byBuild(text, clientBuilds)?.split(' ') ?? [];
  // The name is that of Windows 10 in many registries of Windows 11; builds are not.
  const fits = named === undefined || named === '10' || named === built;
  if (built !== undefined && fits) return [built, update];
  return [named ?? clientKernels[kernelIn(text)], featureIn(text)];
}

function nameIn(text: string): string | undefined {
  return windowsClient(text) ?? (/\bwindows 8\.x/i.test(text) ? '8' : undefined);
}

function featureIn(text: string): string | undefined {
  const stated = /\b(2\dH[12]|1507|1511|1607|1703|1709|1803|1809|1903|1909|2004)\b/i.exec(text)?.[1];
  return stated?.toUpperCase();
}

/** The mark of the editions a text rules out. */
function otherEdition(text: string): string {
  if (/\b(?:enterprise|education|multi-session)\b/i.test(text)) return 'W';
  return /\b(?:pro|professional|home)\b/i.test(text) ? 'E' : '';
}
