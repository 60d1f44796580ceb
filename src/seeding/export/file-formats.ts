import { arrowFormat } from './arrow-file.ts';
import { CSV } from './csv-file.ts';
import type { FileFormatName } from './format-names.ts';
import { parquetFormat } from './parquet-file.ts';
import type { FileFormat } from './table-file.ts';

/** @throws UsageError `PACKAGE_MISSING` */
export async function fileFormat(name: FileFormatName): Promise<FileFormat> {
  switch (name) {
    case 'csv':
      return CSV;
    case 'parquet':
      return parquetFormat();
    default:
      return arrowFormat();
  }
}
