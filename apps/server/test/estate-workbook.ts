import { escapeXml, workbookOf } from './workbook.ts';

type Cell = string | number;

const sheetXml = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((cells) => `<row>${cells.map(cellXml).join('')}</row>`).join('');

function cellXml(cell: Cell): string {
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  return cell === '' ? '<c/>' : `<c t="inlineStr"><is><t>${escapeXml(cell)}</t></is></c>`;
}

/** Columns that every sheet of machines repeats. */
const common = ['Cluster', 'Host', 'VM ID', 'VM UUID'];
const commonOf = (machine: number): Cell[] => [
  machine % 2 === 0 ? 'Test' : 'Prod',
  `esx0${machine % 3}.example.net`,
  `vm-${100 + machine}`,
  `4239aa${String(machine).padStart(2, '0')}-0000-4111-8222-333344445555`,
];
const nameOf = (machine: number): string => `srv-${String(machine).padStart(2, '0')}`;

/**
 * A workbook as a hypervisor export writes it: machines, their processors, memory, disks and adapters, and the hosts.
 *
 * One machine stands in the sheet of memory only, one host has no machine, and some machines have several disks.
 */
export function estateWorkbook(machines = 12): Buffer {
  const all = Array.from({ length: machines }, (_, machine) => machine);
  const of = (header: readonly string[], row: (machine: number) => readonly Cell[]) => [
    ['VM', 'Powerstate', ...header, ...common],
    ...all.map((machine) => [nameOf(machine), 'poweredOn', ...row(machine), ...commonOf(machine)]),
  ];
  const disks = all.flatMap((machine) =>
    Array.from({ length: 1 + (machine % 3) }, (_, disk) => [
      nameOf(machine),
      'poweredOn',
      `Hard disk ${disk + 1}`,
      40_960 * (disk + 1),
      ...commonOf(machine),
    ]),
  );
  const memory = of(['Size MiB', 'Consumed'], (machine) => [4096 * (1 + (machine % 4)), 2000 + machine]);
  const sheets = {
    vInfo: of(
      ['DNS Name', 'CPUs', 'Memory', 'Primary IP Address', 'OS according to the configuration file'],
      (machine) => [
        `${nameOf(machine)}.example.net`,
        2 + (machine % 4) * 2,
        4096 * (1 + (machine % 4)),
        `10.1.0.${machine + 1}`,
        'Red Hat Enterprise Linux 8 (64-bit)',
      ],
    ),
    vCPU: of(['CPUs', 'Sockets'], (machine) => [2 + (machine % 4) * 2, 1 + (machine % 2)]),
    vMemory: [...memory, ['ghost-01', 'poweredOff', 1024, 0, ...commonOf(99)]],
    vDisk: [['VM', 'Powerstate', 'Disk', 'Capacity MiB', ...common], ...disks],
    vNetwork: of(['NIC label', 'Mac Address'], (machine) => [
      'Network adapter 1',
      `00:50:56:aa:00:${machine.toString(16).padStart(2, '0')}`,
    ]),
    vHost: [
      ['Host', 'Cluster', 'CPU Model', '# VMs'],
      ...[0, 1, 2, 3].map((host) => [`esx0${host}.example.net`, 'C', 'Xeon Gold 6130', host === 3 ? 0 : 4]),
    ],
  };
  return workbookOf({
    sheets: Object.entries(sheets).map(([name, rows]) => ({ name, rows: sheetXml(rows) })),
  });
}
