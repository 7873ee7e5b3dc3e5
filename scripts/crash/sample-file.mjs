/** A seeded source of numbers in [0, 1), so that a run can be repeated from its seed. */
export function random(seed) {
  let state = (seed * 2654435761) >>> 0 || 1;
  return () => {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    return state / 4294967296;
  };
}

const systems = ['Red Hat Enterprise Linux 8.6', 'Windows Server 2019', 'Ubuntu 22.04 LTS', 'AIX 7.2'];
const environments = ['Production', 'Test', 'Development', 'QA'];
const header =
  'Hostname,IP Address,Operating System,CPU Cores,Memory (GB),Storage GB,Environment,Owner,Location,Serial Number,Description';

/**
 * A server inventory with repeated machines, quoted cells and empty ones; the same seed gives the same file. Files with
 * other `firstMachine` name other machines; `variant` gives the same machines other values.
 */
export function sampleCsv(seed, rows, { firstMachine = 0, variant = 0, repeats = 0.1 } = {}) {
  const next = random(seed + variant * 7919);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const lines = [header];
  for (let row = 1; row <= rows; row++) {
    const repeated = next() < repeats && row > 10;
    const machine = firstMachine + (repeated ? Math.ceil(next() * (row - 1)) : row);
    const name = `srv-${seed}-${String(machine).padStart(6, '0')}`;
    const address = `10.${(machine >> 16) & 255}.${(machine >> 8) & 255}.${machine & 255}`;
    const memory = 2 ** (2 + Math.floor(next() * 7));
    const owner = next() < 0.05 ? '' : `"Team ${Math.floor(next() * 40)}, operations"`;
    const text = next() < 0.02 ? '"two\nlines of ""text"""' : `runs service ${Math.floor(next() * 900)}`;
    const cells = [name, address, pick(systems), 2 ** Math.floor(next() * 6), memory, memory * 10];
    lines.push(
      [...cells, pick(environments), owner, `dc${machine % 4}`, `SN${seed}X${machine}`, text].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}
