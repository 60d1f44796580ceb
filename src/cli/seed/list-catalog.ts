import type { Configuration } from '../../configuration/schema.ts';
import type { Terminal } from '../terminal.ts';
import type { SeedFlags } from './seed-flags.ts';

/** `seed --list`: what worlds are made of. */
export async function listCatalog(terminal: Terminal, flags: SeedFlags, configuration: Configuration): Promise<void> {
  const [{ seedCatalog }, { formatSeedCatalog }] = await Promise.all([
    import('../../energy/seed/catalog.ts'),
    import('../../report/seed/seed-catalog.ts'),
  ]);
  const catalog = await seedCatalog([...(configuration.datasets ?? []), ...(flags.datasetFile ?? [])]);
  terminal.out(
    flags.json === true ? JSON.stringify(catalog) : formatSeedCatalog(catalog, terminal.outStyle, terminal.width),
  );
}
