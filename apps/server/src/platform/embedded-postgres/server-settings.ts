import { statfsSync } from 'node:fs';

/** Settings given on the command line, so that a new release changes them without touching the data directory. */
export type ServerSettings = Readonly<Record<string, string>>;

/**
 * Settings for bulk loads on a small machine: two cores and a few gigabytes beside the Node process.
 *
 * Durability stays at PostgreSQL's defaults (fsync and synchronous_commit on).
 */
export function defaultSettings(socketDirectory: string): ServerSettings {
  return {
    listen_addresses: '',
    unix_socket_directories: socketDirectory,
    max_connections: '80',
    shared_buffers: '512MB',
    file_extend_method: 'write_zeros',
    effective_cache_size: '2GB',
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    // A million-row import writes 1.8 GB of WAL. A checkpoint in its middle (PostgreSQL begins one at about half of
    // this size) would have every page written again whole, and compressed: 0.5 GB more and eight processor seconds.
    max_wal_size: '6GB',
    min_wal_size: '512MB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    // No replica reads this WAL, so tables created and filled in one transaction need none.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    // Statements are short or write-bound; compiling them costs more than it saves.
    jit: 'off',
    random_page_cost: '1.1',
    dynamic_shared_memory_type: sharedMemoryType(),
    // Counting assets is quick only where the visibility map is set; after an import it should be soon, but in the
    // middle of one it only takes a processor away.
    autovacuum_naptime: '30s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
  };
}

/** Containers often have 64 MB of /dev/shm, where one parallel hash join already fails. */
function sharedMemoryType(): 'posix' | 'mmap' {
  if (process.platform !== 'linux') return 'posix';
  try {
    const { blocks, bsize } = statfsSync('/dev/shm');
    return blocks * bsize >= 512e6 ? 'posix' : 'mmap';
  } catch {
    return 'mmap';
  }
}
