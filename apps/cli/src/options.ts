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

/** A share or a confidence, from 0 to 1. */
export function share(value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number >= 0 && number <= 1))
    throw new InvalidArgumentError('Give a number from 0 to 1.');
  return number;
}

/** A number of rows to show; `all` for every one. */
export function rowLimit(value: string): number {
  return value === 'all' ? Number.POSITIVE_INFINITY : countingNumber(value);
}

/** A whole number from 1 on, such as a version or a revision. */
export function countingNumber(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Give a whole number from 1 on.');
  return number;
}

const idPlaces = {
  flow: '`landfall flow list` prints the ids of unfinished flows, `landfall flow list --status completed` those of others.',
  import:
    '`landfall import --json` prints it as data_import_id, and the address of the page of the import ends with it.',
  recommendation: '`landfall recommendations list` prints the ids of those about an import.',
} as const;

const withArticle = { flow: 'a flow', import: 'an import', recommendation: 'a recommendation' } as const;

/** The id of a flow, an import or a recommendation (a UUID), with where to find it for whoever gives something else. */
export function idOf(subject: keyof typeof idPlaces): (value: string) => string {
  return (value) => {
    if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)) return value;
    throw new InvalidArgumentError(`That is not the id of ${withArticle[subject]}: ${idPlaces[subject]}`);
  };
}
