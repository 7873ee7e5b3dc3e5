import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const header =
  'Hostname,FQDN,IP Address,MAC Address,Serial Number,UUID,Operating System,Environment,Location,Datacenter,Rack,' +
  'Manufacturer,Model,CPU Cores,CPU Sockets,RAM (GB),Storage (GB),Status,Criticality,Owner,Department,Cost Center,' +
  'Support Group,Install Date,Warranty End,Application,Description,Power State,Cluster,Monthly Cost';

const systems = ['Windows Server 2019', 'Windows Server 2016', 'RHEL 8.6', 'Ubuntu 22.04.3 LTS', 'AIX 7.2'];
const stages = ['Production', 'Test', 'Development', 'Disaster Recovery'];
const sites = ['Frankfurt', 'München', 'Zürich', '"Ashburn, VA"', '東京', 'Łódź'];
const makers = ['Dell', 'HPE', 'Lenovo', 'Cisco'];
const models = ['PowerEdge R740', 'ProLiant DL380 Gen10', 'ThinkSystem SR650', 'UCS C240'];
const people = ['Ada Lovelace', '"Müller, Jürgen"', 'O’Brien', 'Grace Hopper'];
const units = ['Finance', 'Logistics', 'Research', 'Sales'];

/** Writes an inventory of machines in 30 columns, every seventh row a second row of the machine before it. */
export async function writeInventoryCsv(
  path: string,
  { rows, seed = 0 }: { readonly rows: number; readonly seed?: number },
): Promise<void> {
  const file = createWriteStream(path);
  let text = `${header}\n`;
  for (let row = 0; row < rows; row++) {
    text += `${machine(row % 7 === 6 ? row - 1 : row, seed)}\n`;
    if (text.length < 1_000_000) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
  }
  file.end(text);
  await once(file, 'finish');
}

function machine(row: number, seed: number): string {
  const mixed = Math.imul(row + 1 + seed * 7_919, 0x9e37_79b1) >>> 0;
  const hex = mixed.toString(16).padStart(8, '0');
  const name = `${['web', 'app', 'db', 'sap'][row % 4]}-${seed}-${String(row).padStart(7, '0')}`;
  const pick = (words: readonly string[], salt: number): string =>
    words[(mixed >>> salt) % words.length] ?? '';
  const day = (from: number, span: number): string =>
    new Date((from + (mixed % span)) * 86_400_000).toISOString().slice(0, 10);
  return [
    name,
    `${name}.corp.example.com`,
    `10.${(row >> 16) & 255}.${(row >> 8) & 255}.${row & 255}`,
    `02:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}:${hex.slice(6)}:${(row % 256).toString(16).padStart(2, '0')}`,
    `SN${hex.toUpperCase()}${row}`,
    `${hex}-0000-4000-8000-${String(row).padStart(12, '0')}`,
    pick(systems, 3),
    pick(stages, 5),
    pick(sites, 7),
    `DC${mixed % 9}`,
    mixed % 3 === 0 ? '' : `Rack ${mixed % 400}`,
    pick(makers, 4),
    pick(models, 6),
    1 + (mixed % 64),
    1 + (mixed % 4),
    2 ** (mixed % 9),
    mixed % 5000,
    mixed % 11 === 0 ? 'Retired' : 'Active',
    pick(['High', 'Medium', 'Low', 'Critical'], 8),
    pick(people, 9),
    pick(units, 10),
    `CC-${mixed % 70}`,
    pick(['Server Team', 'Database Team', 'Network Team'], 11),
    day(14_000, 6000),
    day(18_000, 3000),
    `Application ${mixed % 300}`,
    mixed % 5 === 0 ? `Moved on request; see ticket ${mixed % 9000}` : '',
    mixed % 13 === 0 ? 'Off' : 'On',
    `cluster-${mixed % 40}`,
    (mixed % 100_000) / 100,
  ].join(',');
}
