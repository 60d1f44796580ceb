import type { Dataset } from '../../energy/datasets/dataset.ts';
import type { Catalog } from '../load/catalog.ts';
import type { TableShape } from '../schema/table-shape.ts';
import { defineDataset } from './define-dataset.ts';

/** The columns that make a table a series of the convention, and its schema's `metadata` one that it refers to. */
const SERIES = ['dataset_id', 'start_ts', 'end_ts'];
const METADATA = ['dataset_id', 'site_id'];

/**
 * Datasets for tables of the convention that none of the known ones fills: each site gets one. Its values are made when
 * the batches are fitted to the table, by the names, types and units of the columns.
 */
export function discoverDatasets(catalog: Catalog, known: readonly Dataset[]): Dataset[] {
  const filled = new Set(known.flatMap((dataset) => dataset.tables.map((path) => path.join('.'))));
  return catalog.tables.flatMap((table) => {
    const [schema, relation] = table.path;
    const metadata = catalog.find(schema, 'metadata');
    const isNew = !filled.has(`${schema}.${relation}`) && relation !== 'metadata';
    if (!isNew || !has(table, SERIES) || metadata === undefined || !has(metadata, METADATA)) {
      return [];
    }
    return [defineDataset({ name: nameOf(table), table: `${schema}.${relation}`, series: () => ({}) })];
  });
}

function has({ columns }: TableShape, names: readonly string[]): boolean {
  return names.every((name) => columns.some((column) => column.name === name));
}

function nameOf({ path }: TableShape): string {
  return path
    .join('_')
    .toLowerCase()
    .replaceAll(/[^\da-z_]/g, '_')
    .replace(/^[^a-z]/, 'x');
}
