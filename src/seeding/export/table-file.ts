import type { Batch } from '../load/batch.ts';
import type { FileColumn } from './file-column.ts';

/** A file with rows of one table. Only what it has not written yet is in memory. */
export interface TableFile {
  /** @throws UsageError `VALUE_DOES_NOT_FIT` */
  write(batch: Batch): void | Promise<void>;
  /** Ends the file; returns its size in bytes. */
  close(): number | Promise<number>;
}

/** A format of files. */
export interface FileFormat {
  /** The end of the name of its files. */
  readonly extension: string;
  open(path: string, columns: readonly FileColumn[]): TableFile;
}
