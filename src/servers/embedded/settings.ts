import type { ServerVersion } from '../server.ts';

/**
 * Settings for disposable data: nothing is flushed to disk, and nothing can be recovered after a crash of the machine.
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
    // Worker processes for asynchronous I/O slow the start down and do not help with cached data.
    ...(version.major >= 18 ? { io_method: 'sync' } : {}),
    // Iterations protect weak passwords, but ours have 192 random bits, and each connection takes longer with more.
    // Go's lib/pq rejects fewer than 1000.
    ...(version.major >= 16 ? { scram_iterations: '1000' } : {}),
  };
}

/** The settings for an embedded server, whose data directory is cached. */
export function embeddedSettings(version: ServerVersion): Record<string, string> {
  return {
    ...throwAwaySettings(version),
    listen_addresses: '127.0.0.1',
    shared_buffers: '64MB',
    // Old WAL segments are removed at shutdown, which makes cached copies smaller.
    min_wal_size: '2MB',
    wal_recycle: 'off',
    wal_init_zero: 'off',
    // Uses files in the data directory, so nothing is left in /dev/shm after kill -9.
    dynamic_shared_memory_type: 'mmap',
  };
}
