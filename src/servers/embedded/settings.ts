import type { ServerVersion } from '../server.ts';

/**
 * Settings for data that nobody will miss: nothing is flushed, nothing can be recovered after a crash of the machine.
 * https://www.postgresql.org/docs/current/non-durability.html
 */
export function throwAwaySettings(version: ServerVersion): Record<string, string> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    shared_buffers: '64MB',
    max_wal_size: '1GB',
    checkpoint_timeout: '1h',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    // In files of the data directory, so that nothing is left in /dev/shm after a kill -9.
    dynamic_shared_memory_type: 'mmap',
  };
  if (version.major >= 18) {
    // Worker processes for asynchronous I/O cost start-up time and win nothing on cached data.
    settings['io_method'] = 'sync';
  }
  if (version.major >= 16) {
    // Iterations protect weak passwords against guessing; ours are 192 random bits, and each connection pays for them.
    settings['scram_iterations'] = '1';
  }
  return settings;
}
