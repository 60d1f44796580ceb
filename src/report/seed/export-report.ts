import type { ExportReport } from '../../seeding/export/run-export-job.ts';
import { table, wrap } from '../layout.ts';
import type { Style } from '../style.ts';
import { count, duration, size } from '../units.ts';
import { inEveryShard } from './estimate-report.ts';

/** The rows, files and bytes of each table, then a summary. */
export function formatExportReport(report: ExportReport, style: Style, width: number): string[] {
  const { folder, format, tables, rows, rowsInEveryShard, bytes, seconds, alreadyThere } = report;
  const files = tables.reduce((sum, each) => sum + each.files, 0);
  return [
    ...table(
      [
        { title: 'table', shrinks: true },
        { title: 'rows', align: 'right' },
        { title: 'files', align: 'right' },
        { title: 'size', align: 'right' },
      ],
      tables.map((each) => [each.table, count(each.rows), count(each.files), size(each.bytes)]),
      width,
    ),
    '',
    `${style.green(count(rows))} rows in ${count(files)} files (${format}, ${size(bytes)}) below ${folder}, ${alreadyThere ? 'there already' : duration(seconds * 1000)}`,
    ...(rowsInEveryShard === 0 ? [] : wrap(inEveryShard(rowsInEveryShard), width)),
  ];
}

/** The report for JSON output, with its span in ISO 8601. */
export function exportJson({ span, ...report }: ExportReport): object {
  return { ...report, span: { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() } };
}
