import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { SeedDataset } from '../job/dataset.ts';
import type { SharedRows, Written, WrittenFile } from '../job/progress.ts';
import type { Runner } from '../job/run-slices.ts';
import type { Task } from '../job/write-tasks.ts';
import type { Batch } from '../load/batch.ts';
import type { FileColumn } from './file-column.ts';
import { yearsOf } from './batch-years.ts';
import type { FileFormat, TableFile } from './table-file.ts';

/** Where the rows of files come from. */
export interface FileSource<C> {
  readonly context: C;
  readonly datasets: readonly SeedDataset<C>[];
  /** The folder of an index among those of its kind, e.g. `site=some_site`; undefined where there is only one. */
  folderOf(per: string, index: number): string | undefined;
  columnsOf(batch: Batch): readonly FileColumn[];
}

/** Files below a folder. */
export interface FileTarget {
  readonly folder: string;
  readonly format: FileFormat;
}

/**
 * Writes the series of each task into files of their own, by year. The other rows, of which an index has few, are
 * returned as `shared`.
 */
export function fileRunner<C>(source: FileSource<C>, target: FileTarget): Runner {
  return {
    run: (tasks) => writeFiles(source, target, tasks),
    close: () => Promise.resolve(),
  };
}

async function writeFiles<C>(source: FileSource<C>, target: FileTarget, tasks: readonly Task[]): Promise<Written> {
  const files: WrittenFile[] = [];
  const shared: SharedRows[] = [];
  const written: Written = {
    units: {},
    datasetRows: {},
    tableRows: {},
    leftOut: [],
    files: { written: files, shared },
  };
  for (const { dataset: name, index, span } of tasks) {
    const dataset = source.datasets.find((each) => each.name === name);
    const open = openFiles(target, source);
    for (const batch of dataset?.batches(source.context, index, span) ?? []) {
      add(written.datasetRows, name, batch.rows);
      add(written.tableRows, batch.table.join('.'), batch.rows);
      const years = yearsOf(batch);
      if (years === undefined) {
        shared.push({ dataset: name, batch });
      }
      for (const { year, rows } of years ?? []) {
        const folder = source.folderOf(dataset?.per ?? '', index);
        await open.write(rows, [`dataset=${name}`, ...(folder === undefined ? [] : [folder]), `year=${year}`], 'rows');
      }
    }
    files.push(...(await open.close()));
    add(written.units, name, 1);
  }
  return written;
}

function add(counts: Record<string, number>, key: string, more: number): void {
  counts[key] = (counts[key] ?? 0) + more;
}

/** Files that are open at once. */
export interface OpenFiles {
  /** @param folders below that of the table @param name of the file, without its extension */
  write(batch: Batch, folders: readonly string[], name: string): Promise<void>;
  close(): Promise<WrittenFile[]>;
}

export function openFiles(
  { folder, format }: FileTarget,
  { columnsOf }: Pick<FileSource<never>, 'columnsOf'>,
): OpenFiles {
  const open = new Map<string, { table: string; file: TableFile; rows: number }>();
  return {
    async write(batch, folders, name) {
      if (batch.rows === 0) {
        return;
      }
      const table = batch.table.join('.');
      const path = join(folder, table, ...folders, `${name}.${format.extension}`);
      let entry = open.get(path);
      if (entry === undefined) {
        mkdirSync(dirname(path), { recursive: true });
        entry = { table, file: format.open(path, columnsOf(batch)), rows: 0 };
        open.set(path, entry);
      }
      await entry.file.write(batch);
      entry.rows += batch.rows;
    },
    async close() {
      const files: WrittenFile[] = [];
      for (const { table, file, rows } of open.values()) {
        files.push({ table, rows, bytes: await file.close() });
      }
      open.clear();
      return files;
    },
  };
}
