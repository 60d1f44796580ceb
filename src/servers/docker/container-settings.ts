import { OLDEST_MAJOR } from '../embedded/binaries.ts';
import { throwAwaySettings } from '../embedded/settings.ts';
import { parseServerVersion } from '../server.ts';

/** Those of the throw-away settings that every supported version and any container take. */
export function containerSettings(): Record<string, string> {
  return {
    ...throwAwaySettings(parseServerVersion(OLDEST_MAJOR * 10_000)),
    listen_addresses: '*',
    // The end of the log is what an error shows.
    log_checkpoints: 'off',
    // The shared memory that a container has elsewhere is 64 MB.
    dynamic_shared_memory_type: 'mmap',
  };
}
