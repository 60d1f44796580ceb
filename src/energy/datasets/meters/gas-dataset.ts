import type { Batch } from '../../../seeding/load/batch.ts';
import { KWH_PER_CUBIC_METRE, meteredGas } from '../../models/demand/metered-gas.ts';
import { totalCost, unitPrice } from '../../models/demand/meter-prices.ts';
import { monthlySum, monthsOf } from '../../models/calendar/utc-year.ts';
import { rounded } from '../../models/round.ts';
import type { World } from '../../world/world.ts';
import { createdAt } from '../identity.ts';
import { datasetId } from '../identity.ts';
import type { Dataset, Span } from '../dataset.ts';
import { meterBatch } from './meter-batch.ts';
import { rowBatch } from '../dataset.ts';
import { halfHourlyParts } from '../year-parts.ts';

const TABLE = ['client_meters', 'gas_meters'] as const;

/**
 * Readings of a site's gas meter, if it has a gas boiler: half-hourly, or monthly at every third site. A month belongs to the
 * span in which it begins, and is never cut.
 */
export const gasDataset: Dataset = {
  name: 'gas',
  tables: [['client_meters', 'metadata'], TABLE],
  per: 'site',
  needs: ['sites'],
  *batches(world, index, span) {
    const site = world.site(index);
    if (site.heating.kind !== 'gas_boiler') {
      return;
    }
    const id = datasetId(world, 'gas', index);
    const isMonthly = isGasMonthly(index);
    yield rowBatch(['client_meters', 'metadata'], {
      dataset_id: id,
      created_at: createdAt(world, 'gas', index),
      site_id: site.id,
      fuel_type: 'gas',
      reading_type: isMonthly ? 'manual' : 'halfhourly',
      filename: `${site.id}_gas.csv`,
      is_synthesised: false,
    });
    if (isMonthly) {
      yield* monthlyBatches(world, index, span, id);
      return;
    }
    for (const part of halfHourlyParts(span)) {
      yield meterBatch(world, index, part, {
        table: TABLE,
        id,
        fuel: 'gas',
        consumption: meteredGas(world.options.seed, site, part.year),
        others: { consumption_m3: cubicMetres },
      });
    }
  },
};

/** Whether a site's gas is read by the month. */
function isGasMonthly(siteIndex: number): boolean {
  return siteIndex % 3 === 1;
}

function* monthlyBatches(world: World, index: number, span: Span, id: string): Iterable<Batch> {
  const { seed } = world.options;
  const last = new Date(span.to - 1).getUTCFullYear();
  for (let year = new Date(span.from).getUTCFullYear(); year <= last; year += 1) {
    const months = monthsOf(year).filter(({ from }) => from >= span.from && from < span.to);
    if (months.length > 0) {
      const burnt = meteredGas(seed, world.site(index), year);
      const price = unitPrice(seed, index, 'gas', year);
      const values = Float64Array.from(months, (month) => rounded(monthlySum(burnt, month), 1000));
      yield {
        table: TABLE,
        rows: months.length,
        columns: {
          dataset_id: { kind: 'same', value: id },
          start_ts: { kind: 'instants', values: Float64Array.from(months, ({ from }) => from) },
          end_ts: { kind: 'instants', values: Float64Array.from(months, ({ to }) => to) },
          consumption_kwh: { kind: 'numbers', values },
          consumption_m3: { kind: 'numbers', values: values.map(cubicMetres) },
          unit_cost: { kind: 'numbers', values: new Float64Array(months.length).fill(price) },
          total_cost: { kind: 'numbers', values: values.map((kwh) => totalCost(kwh, price)) },
        },
      };
    }
  }
}

/** To a millionth, so that the kWh can be computed from it exactly. */
function cubicMetres(kwh: number): number {
  return rounded(kwh / KWH_PER_CUBIC_METRE, 1_000_000);
}
