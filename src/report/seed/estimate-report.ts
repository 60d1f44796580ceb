import type { WorldEstimate } from '../../energy/seed/estimate-world.ts';
import { table, wrap } from '../layout.ts';
import type { Style } from '../style.ts';
import { count, duration, size } from '../units.ts';

/** Rows, bytes and time of each dataset, then a summary and what the estimates come from. */
export function formatEstimate(estimate: WorldEstimate, style: Style, width: number): string[] {
  const { target, datasets, rows, bytes, seconds } = estimate;
  const where = target === 'database' ? 'in a new database' : `in files (${target})`;
  const shared = estimate.rowsInEveryShard;
  const measured = target === 'database' ? 'Size (tables and indexes) and time' : 'Size and time';
  return [
    ...table(
      [
        { title: 'dataset', shrinks: true },
        { title: target === 'meter-files' ? 'readings' : 'rows', align: 'right' },
        { title: 'size', align: 'right' },
        { title: 'time', align: 'right' },
      ],
      datasets.map((each) => [each.dataset, count(each.rows), size(each.bytes), duration(each.seconds * 1000)]),
      width,
    ),
    '',
    ...wrap(
      `${style.green(count(rows))} ${target === 'meter-files' ? 'readings' : 'rows'}, about ${size(bytes)} and ${duration(seconds * 1000)} ${where}. Nothing was written.`,
      width,
    ),
    ...(shared === 0 ? [] : wrap(inEveryShard(shared), width)),
    ...wrap(
      `${target === 'meter-files' ? 'Readings' : 'Rows'} are exact. ${measured} are estimated from what rows of each dataset take on two cores.`,
      width,
    ),
  ];
}

/** What part of a shard is not its own. */
export function inEveryShard(rows: number): string {
  return `${count(rows)} of the rows are in every shard.`;
}

/** The estimate for JSON output, with its span in ISO 8601. */
export function estimateJson({ span, ...estimate }: WorldEstimate): object {
  return { ...estimate, span: { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString() } };
}
