import type { SeedCatalog } from '../../energy/seed/catalog.ts';
import { table, wrap } from '../layout.ts';
import type { Style } from '../style.ts';

/** Datasets, the columns of their tables with units, kinds of sites, and places. */
export function formatSeedCatalog(catalog: SeedCatalog, style: Style, width: number): string[] {
  const { datasets, tables, archetypes, places } = catalog;
  return [
    ...table(
      [{ title: 'dataset' }, { title: 'per' }, { title: 'tables', shrinks: true }],
      datasets.map(({ name, per, tables: filled }) => [name, per, filled.join(', ')]),
      width,
    ),
    ...tables.flatMap((each) => [
      '',
      style.bold(each.table),
      ...wrap(
        each.columns.map(({ name, type, unit }) => `${name} ${type}${unit === null ? '' : ` [${unit}]`}`).join(', '),
        width - 2,
      ).map((line) => `  ${line}`),
    ]),
    '',
    style.bold('Archetypes'),
    ...wrap(archetypes.join(', '), width - 2).map((line) => `  ${line}`),
    '',
    style.bold('Places'),
    ...wrap(places.join(', '), width - 2).map((line) => `  ${line}`),
  ];
}
