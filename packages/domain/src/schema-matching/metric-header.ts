import type { HeaderReading } from './read-header.ts';
import { setOf } from './set-of.ts';

type MeasuredPart = 'cpu' | 'memory' | 'storage' | 'network';

const partWords: Readonly<Record<MeasuredPart, ReadonlySet<string>>> = {
  cpu: setOf(
    'cpu cpus vcpu processor core kern kerne prozessor processeur procesador processador nucleo coeur',
  ),
  memory: setOf('memory ram mem memoire arbeitsspeicher speicher メモリ'),
  storage: setOf(
    'disk storage volume hdd drive disque disco festplatte platte almacenamiento armazenamento stockage vdisk iop iops ディスク ストレージ',
  ),
  network: setOf('network net bandwidth reseau netzwerk red rede ネットワーク'),
};
const peakWords = setOf(
  'maximum peak p95 p99 95 95th 99th percentile highest pico spitze pic maximal maximale max',
);
const lowWords = setOf('minimum lowest');
const countWords = setOf('number count quantity nombre num');
const usageWords = setOf(
  'utilization usage percent busy load auslastung uso used utilizacion utilizacao charge last',
);
const usedWords = setOf('used use usage consumed utilized occupied belegt utilise usado utilizado verwendet');
const sizeWords = setOf(
  'size total capacity provisioned allocated installed configured assigned amount gross taille groesse grosse tamano tamanho capacite capacidad capacidade kapazitat physical',
);
const operationWords = setOf('iop iops op ops operation operations io transfer transfers');
const rateWords = setOf('throughput rate bandwidth debit durchsatz speed bps');
const flowWords = setOf(
  'in out read reads write writes received receive sent send rx tx transmit transmitted traffic usage throughput io inbound outbound',
);
const timeWords = setOf('second s');
const loadWords = setOf('utilization usage busy load auslastung uso utilizacion utilizacao');
/** Of processors these say how many there are. */
const grantWords = setOf('capacity allocated provisioned');

/** Catalog key a measurement header composes to, such as "avg CPU used %" or "disk 2 write ops"; `undefined` otherwise. */
export function metricField(header: HeaderReading): string | undefined {
  const { words } = header;
  const has = (set: ReadonlySet<string>) => words.some((word) => set.has(word));
  if (has(lowWords)) return undefined;
  const part = measuredPart(words);
  if (part === undefined) return undefined;
  const isPeak = has(peakWords);
  if (part === 'cpu') return cpuField(header, has, isPeak);
  if (part === 'memory') return memoryField(header, has, isPeak);
  if (part === 'network') return networkField(header, has);
  return storageField(header, has);
}

function measuredPart(words: readonly string[]): MeasuredPart | undefined {
  // "IO bandwidth" is that of the disks unless the network is named.
  if (words.includes('io') && !words.includes('network') && !words.includes('net')) return 'storage';
  const parts: readonly MeasuredPart[] = ['network', 'storage', 'memory', 'cpu'];
  return parts.find((part) => words.some((word) => partWords[part].has(word)));
}

type Has = (set: ReadonlySet<string>) => boolean;

function cpuField({ words, unit }: HeaderReading, has: Has, isPeak: boolean): string | undefined {
  if (unit === 'frequency' || unit === 'rate') return undefined;
  if (unit === 'percent' || has(loadWords)) {
    return isPeak ? 'cpu_utilization_peak_percent' : 'cpu_utilization_percent';
  }
  if ((has(countWords) || has(grantWords)) && words.length <= 4) return 'cpu_cores';
  return undefined;
}

function memoryField(header: HeaderReading, has: Has, isPeak: boolean): string | undefined {
  if (header.unit === 'rate') return undefined;
  if (isShare(header, has)) return isPeak ? 'memory_utilization_peak_percent' : 'memory_utilization_percent';
  const isAmountInUse = isPeak || has(usedWords) || has(usageWords);
  return !isAmountInUse && (header.unit === 'size' || has(sizeWords)) ? 'memory_gb' : undefined;
}

/** A percentage, or a usage without any unit; used memory in MB is neither. */
function isShare({ unit }: HeaderReading, has: Has): boolean {
  return unit === 'percent' || (unit === undefined && has(usageWords) && !has(usedWords));
}

function networkField({ unit }: HeaderReading, has: Has): string | undefined {
  if (unit === 'rate' || (has(rateWords) && unit !== 'percent')) return 'network_throughput_mbps';
  return has(flowWords) && has(timeWords) ? 'network_throughput_mbps' : undefined;
}

const transferWords = setOf('read reads write writes io transfer iop iops op ops throughput');

function storageField(header: HeaderReading, has: Has): string | undefined {
  if (header.unit === 'percent') return undefined;
  return has(transferWords) || header.unit === 'rate' ? transferField(header, has) : volumeField(header, has);
}

/** Reads and writes: bytes of them are throughput, a count of them a second is IOPS. */
function transferField({ unit }: HeaderReading, has: Has): string | undefined {
  if (unit === 'rate' || has(rateWords)) return 'disk_throughput_mbps';
  if (unit === 'size') return has(timeWords) ? 'disk_throughput_mbps' : undefined;
  return has(operationWords) || has(timeWords) ? 'disk_iops' : undefined;
}

function volumeField({ unit, words }: HeaderReading, has: Has): string | undefined {
  if (has(usedWords)) return 'storage_used_gb';
  if (unit === 'size' || has(sizeWords))
    return has(countWords) && unit === undefined ? 'disk_count' : 'storage_gb';
  return has(countWords) && words.length <= 3 ? 'disk_count' : undefined;
}
