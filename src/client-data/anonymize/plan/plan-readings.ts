import type { DumpTable, FieldMasks } from '../../tables/dump-table.ts';
import { readingsOf, shiftMasks } from '../masks/readings.ts';
import { scaledExamples, scaleReadings, type ScaledReadings } from '../masks/scaled-readings.ts';
import type { PlanContext } from './decision.ts';
import type { PlanExample, PlannedReadings } from './plan-entry.ts';

/** What happens to the readings of all tables. */
export interface ReadingsPlan {
  changed: PlannedReadings[];
  /** By the `id` of the table. */
  masks: ReadonlyMap<string, FieldMasks>;
}

/** Plans how times of readings move and numbers of readings are multiplied. @throws the errors of `scaleReadings` */
export async function planReadings(context: PlanContext, key: string): Promise<ReadingsPlan> {
  const tables = [...new Set(context.columns.map(({ table }) => table))];
  const changed: PlannedReadings[] = [];
  const masks = new Map<string, FieldMasks>();
  for (const table of tables) {
    const readings = readingsOf(table, context.series.has(table.id), context.configuration);
    const columns = context.columns.filter((column) => column.table.id === table.id);
    const shifts = shiftMasks(columns, readings);
    const options = { readings, rules: context.configuration.columns, key };
    const scaled = await scaleReadings(context.client, table, tables, columns, options);
    if (shifts.size > 0 || scaled !== undefined) {
      masks.set(table.id, new Map([...shifts, ...(scaled?.masks ?? [])]));
      changed.push({
        table: table.id,
        shiftDays: readings === 'keep' || shifts.size === 0 ? 0 : (readings.shiftDays ?? 0),
        scaledBy: scaled?.by,
        columns: scaled?.columns ?? [],
        examples: scaled === undefined ? [] : await examplesOf(table, scaled, context),
      });
    }
  }
  return { changed, masks };
}

async function examplesOf(table: DumpTable, scaled: ScaledReadings, { client }: PlanContext): Promise<PlanExample[]> {
  const [column = ''] = scaled.columns;
  const { rows } = await client.query<(string | null)[]>({
    text: scaledExamples(table, column, scaled.needed),
    rowMode: 'array',
  });
  return rows.map(([before, ...owners]) => {
    const valueOf = (name: string): string | null => owners[scaled.needed.indexOf(name)] ?? null;
    return { before: before ?? '', after: scaled.masks.get(column)?.(before ?? '', valueOf) ?? '' };
  });
}
