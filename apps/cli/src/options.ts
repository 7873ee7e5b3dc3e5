import { InvalidArgumentError, Option } from 'commander';

/** `--data DIR`, shared by the commands that use the database on this machine. */
export function dataOption(): Option {
  return new Option('--data <directory>', 'data directory of the embedded database (default: .landfall)');
}

/** A TCP port; 0 lets the system choose. */
export function portNumber(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > 65_535)
    throw new InvalidArgumentError('Give a number from 0 to 65535.');
  return number;
}
