import type { Schema, TableShape } from '../../seeding/schema/table-shape.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { defineDataset } from './define-dataset.ts';

/** The columns of a table with time series, and those of the `metadata` in its schema that its rows refer to. */
const SERIES = ['dataset_id', 'start_ts', 'end_ts'];
const METADATA = ['dataset_id', 'site_id'];

/**
 * A dataset for each table of time series that no known dataset fills, with one series for each site. The values are made
 * when the batches are fitted to the table, by the names, types and units of its columns.
 */
export function discoverDatasets(schema: Schema, known: readonly Dataset[]): Dataset[] {
  const filled = new Set(known.flatMap((dataset) => dataset.tables.map((path) => path.join('.'))));
  return schema.tables
    .filter((table) => {
      const [schemaName, name] = table.path;
      const metadata = schema.find(schemaName, 'metadata');
      const isNew = !filled.has(`${schemaName}.${name}`) && name !== 'metadata';
      return isNew && hasColumns(table, SERIES) && metadata !== undefined && hasColumns(metadata, METADATA);
    })
    .map((table) => defineDataset({ name: datasetName(table), table: table.path.join('.'), series: () => ({}) }));
}

function hasColumns({ columns }: TableShape, names: readonly string[]): boolean {
  return names.every((name) => columns.some((column) => column.name === name));
}

function datasetName({ path }: TableShape): string {
  return path
    .join('_')
    .toLowerCase()
    .replaceAll(/[^\da-z_]/g, '_')
    .replace(/^[^a-z]/, 'x');
}
