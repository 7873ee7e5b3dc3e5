interface Explanation {
  readonly sign: RegExp;
  readonly sentence: (directory: string, quote: string) => string;
}

const damaged = (directory: string, quote: string) =>
  `The database directory ${directory} is damaged (${quote}); restore it from a backup, or move it away to start empty.`;

/** First match wins, so the causes stand before the symptoms they produce. */
const explanations: readonly Explanation[] = [
  {
    sign: /No space left on device|Disk quota exceeded/,
    sentence: (directory) =>
      `The disk that holds ${directory} is full; free some space and start again, nothing already stored is lost.`,
  },
  {
    sign: /Read-only file system/,
    sentence: (directory) =>
      `The disk that holds ${directory} is mounted read-only; make it writable and start again.`,
  },
  {
    sign: /Cannot allocate memory|could not (?:create|map|resize) .*shared memory/,
    sentence: () => 'There is not enough memory to start PostgreSQL; it needs about 400 MB free.',
  },
  {
    sign: /lock file ".*" already exists|pre-existing shared memory block/,
    sentence: (directory, quote) =>
      `Another process is using the database directory ${directory} (${quote}).`,
  },
  {
    sign: /initialized by PostgreSQL version|database files are incompatible with server/,
    sentence: (directory, quote) =>
      `The database directory ${directory} was written by a different PostgreSQL version (${quote}).`,
  },
  {
    sign: /Permission denied|has wrong ownership|invalid permissions/,
    sentence: (directory, quote) =>
      `PostgreSQL may not use the database directory ${directory} (${quote}); start Landfall as the user who created it.`,
  },
  {
    sign: /could not create any Unix-domain sockets|could not (?:bind|create) Unix/,
    sentence: (_directory, quote) => `PostgreSQL could not open its socket (${quote}).`,
  },
  {
    sign: /checkpoint record|control file|pg_control|checksum|could not (?:open|read|find|access) (?:file|directory)|invalid (?:data|page|magic|record)|is not a (?:database|directory)|missing|corrupt/i,
    sentence: damaged,
  },
];

/** What a server says to clients while it starts or ends; never the reason. */
const connectionNoise = /the database system is|terminating connection/;

/** The last line PostgreSQL wrote about its own end, without time stamp and process id. */
function lastComplaint(log: string): string {
  const complaints = log
    .split('\n')
    .filter((line) => /\b(?:PANIC|FATAL|error):/i.test(line) && !connectionNoise.test(line));
  const line =
    complaints.find((each) => /PANIC|FATAL/.test(each)) ??
    complaints.at(-1) ??
    log.trim().split('\n').at(-1) ??
    '';
  return line.replace(/^.*?\b(?:PANIC|FATAL|error):\s*/i, '').trim() || 'it gave no reason';
}

/** Says in one sentence why PostgreSQL did not start, from what it (or initdb) wrote while trying. */
export function explainFailure(log: string, directory: string): string {
  const quote = lastComplaint(log);
  const known = explanations.find((each) => each.sign.test(log));
  return known ? known.sentence(directory, quote) : `PostgreSQL did not start in ${directory}: ${quote}.`;
}
