import type { MeterFilesReport } from '../../energy/meter-files/export-meter-files.ts';
import { LAYOUT_NAMES } from '../../energy/meter-files/layout-names.ts';
import { table, wrap } from '../layout.ts';
import type { Style } from '../style.ts';
import { count, duration, size } from '../units.ts';

/** The files of each layout, the meters without one, then a summary. */
export function formatMeterFiles(report: MeterFilesReport, style: Style, width: number): string[] {
  const { folder, files, leftOut, readings, bytes, seconds, alreadyThere } = report;
  const layouts = LAYOUT_NAMES.map((layout) => ({ layout, own: files.filter((file) => file.layout === layout) }));
  const sum = (own: typeof files, of: 'readings' | 'bytes'): number => own.reduce((total, file) => total + file[of], 0);
  return [
    ...table(
      [
        { title: 'layout', shrinks: true },
        { title: 'files', align: 'right' },
        { title: 'readings', align: 'right' },
        { title: 'size', align: 'right' },
      ],
      layouts
        .filter(({ own }) => own.length > 0)
        .map(({ layout, own }) => [layout, count(own.length), count(sum(own, 'readings')), size(sum(own, 'bytes'))]),
      width,
    ),
    '',
    ...leftOut.flatMap(({ reason, meters }) =>
      wrap(style.yellow(`Left out: ${count(meters)} ${meters === 1 ? 'meter' : 'meters'}, because ${reason}.`), width),
    ),
    ...wrap(
      `${style.green(count(files.length))} ${files.length === 1 ? 'file' : 'files'} with ${count(readings)} readings (${size(bytes)}) below ${folder}, ${
        alreadyThere ? 'there already' : duration(seconds * 1000)
      }; export.json lists them`,
      width,
    ),
  ];
}

/** The report for JSON output, with its span in ISO 8601. */
export function meterFilesJson({ span, ...report }: MeterFilesReport): object {
  return { ...report, span: { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() } };
}
