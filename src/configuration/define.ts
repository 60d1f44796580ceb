import type { Configuration } from './schema.ts';

/** Gives an `elementaldb.config.ts` completion and type checks; returns what it is given. */
export function defineConfig(configuration: Configuration): Configuration {
  return configuration;
}
