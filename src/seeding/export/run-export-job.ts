import type { Shard } from '../../support/shard.ts';
import type { Span } from '../job/dataset.ts';
import { isInShard, slicesOf } from '../job/missing-units.ts';
import { seedProgress, type SeedProgress, type SharedRows, type WrittenFile } from '../job/progress.ts';
import { runSlices, type Runner } from '../job/run-slices.ts';
import type { SeedThreads } from '../job/seed-job.ts';
import { stagesOf } from '../job/stages.ts';
import { threadRunner } from '../job/thread-runner.ts';
import type { Task } from '../job/write-tasks.ts';
import { openExportFolder } from './export-folder.ts';
import { fileFormat } from './file-formats.ts';
import type { FileFormatName } from './format-names.ts';
import type { FileFormat } from './table-file.ts';
import { fileRunner, openFiles, type FileSource, type OpenFiles } from './file-runner.ts';

/** What to write into files, and how. */
export interface ExportJob<C> {
  readonly source: FileSource<C>;
  /** The kinds of index by name, each with all of its indices. */
  readonly kinds: ReadonlyMap<string, () => readonly number[]>;
  /** Names of datasets, to which those they need are added; all if undefined. */
  readonly datasets: readonly string[] | undefined;
  readonly span: Span;
  readonly shard: Shard;
  readonly format: FileFormatName;
  /** What defines the rows, for the list of what the folder holds. */
  readonly description: object;
  readonly threads: SeedThreads;
  readonly onProgress: ((progress: SeedProgress) => void) | undefined;
}

/** The files of one table. */
export interface ExportedTable {
  /** Schema and name, unquoted. */
  table: string;
  rows: number;
  files: number;
  bytes: number;
}

type ExportedRows = Pick<ExportReport, 'tables' | 'rowsInEveryShard'>;

/** What an export wrote. */
export interface ExportReport {
  folder: string;
  format: FileFormatName;
  span: Span;
  shard: Shard;
  /** Sorted by name. */
  tables: ExportedTable[];
  rows: number;
  /** How many of them all shards have; 0 without shards. The rows of n shards together are their sum less n - 1 times these. */
  rowsInEveryShard: number;
  bytes: number;
  seconds: number;
  /** Whether an earlier run had written the same rows. */
  alreadyThere: boolean;
}

/**
 * Writes rows into files below a folder, which gets all of them or none. What an earlier run has written stays as it is. Memory use does not grow with the number of rows.
 *
 * @throws InvalidOptionError; UsageError `FOLDER_NOT_EMPTY`, `PACKAGE_MISSING`, `VALUE_DOES_NOT_FIT`
 */
export async function runExportJob<C>(path: string, job: ExportJob<C>): Promise<ExportReport> {
  const { span, shard } = job;
  const begun = performance.now();
  const format = await fileFormat(job.format);
  // Names of datasets are checked before a folder is made.
  tasksOf(job);
  const report = ({ tables, rowsInEveryShard }: ExportedRows, alreadyThere: boolean): ExportReport => {
    const total = (of: 'rows' | 'bytes'): number => tables.reduce((sum, table) => sum + table[of], 0);
    const seconds = (performance.now() - begun) / 1000;
    return {
      folder: path,
      format: job.format,
      span,
      shard,
      tables,
      rows: total('rows'),
      rowsInEveryShard,
      bytes: total('bytes'),
      seconds,
      alreadyThere,
    };
  };
  const folder = openExportFolder(path, shard, job.description);
  if ('written' in folder) {
    return report(listedRows(folder.written), true);
  }
  try {
    const written = await writeTables(folder.building, format, job);
    folder.publish(written);
    return report(written, false);
  } finally {
    folder.close();
  }
}

/** Only this package writes such lists, in one step: their content needs no validation. */
function listedRows(list: object): ExportedRows {
  return {
    tables: 'tables' in list && Array.isArray(list.tables) ? list.tables : [],
    rowsInEveryShard: 'rowsInEveryShard' in list ? Number(list.rowsInEveryShard) : 0,
  };
}

/** @param folder where all files are written */
async function writeTables<C>(folder: string, format: FileFormat, job: ExportJob<C>): Promise<ExportedRows> {
  const { source, shard } = job;
  const everywhere = shard.of === 1 ? [] : source.datasets.filter((dataset) => dataset.everywhere === true);
  let rowsInEveryShard = 0;
  const tasks = tasksOf(job);
  const files: WrittenFile[] = [];
  const shared = sharedRows(openFiles({ folder, format }, source), job);
  const progress = seedProgress(job.onProgress);
  progress.expect(tasks.units);
  const runners = [
    fileRunner(source, { folder, format }),
    ...Array.from({ length: job.threads.count }, () => threadRunner(folder, job.threads)),
  ];
  const inOrder = runners.map((runner): Runner => ({
    ...runner,
    async run(slice) {
      const written = await runner.run(slice);
      await shared.add(tasks.numberOf(slice), written.files?.shared ?? []);
      return written;
    },
  }));
  try {
    await runSlices(inOrder, tasks.slices(), (written) => {
      files.push(...(written.files?.written ?? []));
      rowsInEveryShard += everywhere.reduce((sum, { name }) => sum + (written.datasetRows[name] ?? 0), 0);
      progress.add(written);
    });
  } finally {
    await Promise.all(runners.map((runner) => runner.close()));
  }
  files.push(...(await shared.close()));
  return { tables: tablesOf(files), rowsInEveryShard };
}

/** All tasks in slices, which are numbered in the order in which they are made. */
function tasksOf<C>({ source, kinds, datasets: names, span, shard }: ExportJob<C>) {
  const stages = stagesOf(source.datasets, [...kinds.keys()], names).map((stage) => ({
    ...stage,
    datasets: stage.datasets.filter(({ isEmpty }) => isEmpty?.(span) !== true),
  }));
  const numbers = new WeakMap<readonly Task[], number>();
  const units = new Map<string, number>();
  for (const { per, datasets } of stages) {
    const indices = kinds.get(per)?.() ?? [];
    datasets.forEach((dataset) =>
      units.set(dataset.name, indices.filter((index) => isInShard(dataset, index, shard)).length),
    );
  }
  return {
    units,
    numberOf: (slice: readonly Task[]): number => numbers.get(slice) ?? 0,
    *slices(): Iterable<Task[]> {
      let number = 0;
      for (const { per, datasets } of stages) {
        const made = slicesOf(kinds.get(per)?.() ?? [], (index) =>
          datasets
            .filter((dataset) => isInShard(dataset, index, shard))
            .map(({ name }) => ({ dataset: name, index, span, pieces: null })),
        );
        for (const slice of made) {
          numbers.set(slice, number);
          number += 1;
          yield slice;
        }
      }
    },
  };
}

/** Writes the rows of slices into shared files in the order of the slices, whatever the order in which they are done. */
function sharedRows<C>(files: OpenFiles, { source, shard }: ExportJob<C>) {
  const everywhere = new Set(source.datasets.filter((each) => each.everywhere === true).map(({ name }) => name));
  const early = new Map<number, readonly SharedRows[]>();
  let next = 0;
  let writing = Promise.resolve();
  const writeNext = async (): Promise<void> => {
    for (let rows = early.get(next); rows !== undefined; rows = early.get(next)) {
      early.delete(next);
      next += 1;
      for (const { dataset, batch } of rows) {
        // Rows that all shards have are in a file of the same name in each.
        const isWhole = shard.of === 1 || everywhere.has(dataset);
        const name = isWhole ? 'rows' : `rows-${shard.number}-of-${shard.of}`;
        await files.write(batch, [`dataset=${dataset}`], name);
      }
    }
  };
  return {
    add(number: number, rows: readonly SharedRows[]): Promise<void> {
      early.set(number, rows);
      writing = writing.then(writeNext);
      return writing;
    },
    close: () => files.close(),
  };
}

function tablesOf(files: readonly WrittenFile[]): ExportedTable[] {
  const tables = new Map<string, ExportedTable>();
  for (const { table, rows, bytes } of files) {
    const sum = tables.get(table) ?? { table, rows: 0, files: 0, bytes: 0 };
    tables.set(table, { table, rows: sum.rows + rows, files: sum.files + 1, bytes: sum.bytes + bytes });
  }
  return [...tables.values()].toSorted((a, b) => (a.table < b.table ? -1 : 1));
}
