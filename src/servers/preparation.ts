import type { PostgresServer } from './server.ts';

/** A state to start from: found in the cache by `key`, or built on a running server and then put there. */
export interface Preparation {
  /** Stands for everything that `build` depends on, the server apart. */
  key: string;
  /** About how much `build` adds to the data directory, in bytes. */
  bytes: number;
  build(server: PostgresServer): Promise<void>;
}
