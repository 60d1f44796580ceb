import { knownDatasets, loadDatasetFiles } from './known-datasets.ts';
import { TABLE_COLUMNS } from '../tables/table-columns.ts';
import { PLACES } from '../world/places.ts';
import { ARCHETYPES } from '../world/site.ts';

/** What worlds are made of. */
export interface SeedCatalog {
  datasets: { name: string; per: string; tables: string[]; needs: readonly string[] }[];
  /** The unit is null for what has none. */
  tables: { table: string; columns: { name: string; type: string; unit: string | null }[] }[];
  archetypes: readonly string[];
  places: string[];
}

/** @param files that export custom datasets @throws UsageError `BAD_DATASET` */
export async function seedCatalog(files: readonly string[]): Promise<SeedCatalog> {
  const datasets = knownDatasets(await loadDatasetFiles(files));
  return {
    datasets: datasets.map(({ name, per, tables, needs }) => ({
      name,
      per,
      tables: tables.map((path) => path.join('.')),
      needs,
    })),
    tables: [...TABLE_COLUMNS].map(([table, columns]) => ({
      table,
      columns: columns.map(({ name, type, typeName, unit }) => ({
        name,
        type: type.kind === 'composite' ? `composite ${typeName}` : typeName,
        unit: unit ?? null,
      })),
    })),
    archetypes: ARCHETYPES,
    places: PLACES.map(({ name }) => name),
  };
}
