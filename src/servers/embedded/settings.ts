import type { ServerVersion } from '../server.ts';

/**
 * Settings for data that nobody will miss: nothing is flushed, nothing can be recovered after a crash of the machine.
 * https://www.postgresql.org/docs/current/non-durability.html
 */
export function throwAwaySettings(version: ServerVersion): Record<string, string> {
  return {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '1GB',
    checkpoint_timeout: '1h',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    // Worker processes for asynchronous I/O cost start-up time and win nothing on cached data.
    ...(version.major >= 18 ? { io_method: 'sync' } : {}),
    // Iterations protect weak passwords against guessing; ours are 192 random bits, and each connection pays for them.
    // Not fewer than this: Go's lib/pq refuses a count of less than four digits.
    ...(version.major >= 16 ? { scram_iterations: '1000' } : {}),
  };
}

/** The same for a server on this machine, whose data directory is made and cached by us. */
export function embeddedSettings(version: ServerVersion): Record<string, string> {
  return {
    ...throwAwaySettings(version),
    listen_addresses: '127.0.0.1',
    shared_buffers: '64MB',
    // Old segments are removed at a shutdown instead of being kept for reuse, which makes a cached copy smaller.
    min_wal_size: '2MB',
    wal_recycle: 'off',
    wal_init_zero: 'off',
    // In files of the data directory, so that nothing is left in /dev/shm after a kill -9.
    dynamic_shared_memory_type: 'mmap',
  };
}
