import type { Configuration } from './schema.ts';

/** Returns its argument; adds completion and type checks to an `elementaldb.config.ts`. */
export function defineConfig(configuration: Configuration): Configuration {
  return configuration;
}
