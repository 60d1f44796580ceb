import type { Batch } from '../../../seeding/load/batch.ts';
import { fuelMeters, KWH_PER_CUBIC_METRE } from '../../models/demand/metered-fuel.ts';
import { totalCost, unitPrice, type PricedFuel } from '../../models/demand/meter-prices.ts';
import { monthlySum, monthsOf, type Month } from '../../models/calendar/utc-year.ts';
import { rounded } from '../../models/round.ts';
import type { Site } from '../../world/site.ts';
import type { World } from '../../world/world.ts';
import { createdAt, datasetId } from '../identity.ts';
import { rowBatch, type Dataset, type Span } from '../dataset.ts';
import { suffixOf } from './metered.ts';
import { meterBatches } from './meter-batch.ts';
import { halfHourlyParts, halfHoursIn } from '../year-parts.ts';

const TABLE = ['client_meters', 'gas_meters'] as const;

/** Where the services' reader of meters looks for the readings of any fuel but gas. */
const OTHER_TABLE = ['client_meters', 'electricity_meters'] as const;

/**
 * The fuel of each kind of boiler: by its price, by its name in the metadata, which have LPG as gas, and by the table of
 * its readings.
 */
const FUELS = {
  gas_boiler: { fuel: 'gas', type: 'gas', table: TABLE },
  oil_boiler: { fuel: 'oil', type: 'oil', table: OTHER_TABLE },
  lpg_boiler: { fuel: 'lpg', type: 'gas', table: TABLE },
} as const;

/** What a site's meters for fuel measure, how many there are and how often they are read; undefined for a site without one. */
export function fuelMetersOf({ index, heating: { kind }, meters }: Site) {
  if (kind === 'heat_pump' || kind === 'electric' || meters.fuel === 0) {
    return undefined;
  }
  const fuel = FUELS[kind];
  return { ...fuel, count: meters.fuel, isMonthly: fuel.fuel !== 'gas' || isGasMonthly(index) };
}

/**
 * Readings of a site's fuel, if it has a boiler: of gas half-hourly, or monthly at every third site; of oil and LPG, whose tanks are
 * read by hand, monthly and without cubic meters. A month belongs to the span in which it begins, and is never cut.
 */
export const gasDataset: Dataset = {
  name: 'gas',
  tables: [['client_meters', 'metadata'], OTHER_TABLE, TABLE],
  per: 'site',
  needs: ['sites'],
  countRows(world, index, span) {
    const meters = fuelMetersOf(world.site(index));
    if (meters === undefined) {
      return {};
    }
    if (!meters.isMonthly && world.options.noise !== 'none') {
      return undefined;
    }
    return {
      'client_meters.metadata': meters.count,
      [meters.table.join('.')]: meters.count * (meters.isMonthly ? monthsBegunIn(span).length : halfHoursIn(span)),
    };
  },
  *batches(world, index, span) {
    const site = world.site(index);
    const meters = fuelMetersOf(site);
    if (meters === undefined) {
      return;
    }
    const { fuel, type, table, isMonthly } = meters;
    for (let meter = 0; meter < meters.count; meter += 1) {
      yield rowBatch(['client_meters', 'metadata'], {
        dataset_id: datasetId(world, 'gas', index, meter),
        created_at: createdAt(world, 'gas', index, span, meter),
        site_id: site.id,
        fuel_type: type,
        reading_type: isMonthly ? 'manual' : 'halfhourly',
        filename: `${site.id}_${fuel}${suffixOf(meter)}.csv`,
        is_synthesised: false,
      });
    }
    if (isMonthly) {
      yield* monthlyBatches(world, index, span, { fuel, table });
      return;
    }
    for (const part of halfHourlyParts(span)) {
      for (const [meter, consumption] of fuelMeters(world.options.seed, site, part.year).entries()) {
        yield* meterBatches(world, index, part, {
          table: TABLE,
          id: datasetId(world, 'gas', index, meter),
          fuel: 'gas',
          meter,
          consumption,
          others: { consumption_m3: cubicMetres },
        });
      }
    }
  },
};

/**
 * Whether all gas of a site is that of one meter, which has a reading in a span: one that is read by the month has none in a few days.
 * Services take the readings of a bundle for those of the site.
 */
export function hasGasReadings({ index, heating, meters }: Site, span: Span): boolean {
  return heating.kind === 'gas_boiler' && meters.fuel === 1 && (!isGasMonthly(index) || nextMonth(span.from) < span.to);
}

/** The months that begin in a span. */
function monthsBegunIn(span: Span): Month[] {
  const first = new Date(span.from).getUTCFullYear();
  const years = Array.from({ length: new Date(span.to - 1).getUTCFullYear() - first + 1 }, (_, i) => first + i);
  return years.flatMap((year) => monthsOf(year)).filter(({ from }) => from >= span.from && from < span.to);
}

/** The beginning of the first calendar month that does not begin before an instant. */
function nextMonth(instant: number): number {
  const date = new Date(instant - 1);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/** Whether a site's gas is read by the month. */
function isGasMonthly(siteIndex: number): boolean {
  return siteIndex % 3 === 1;
}

/** A fuel that is read by the month. */
interface FuelMeter {
  readonly fuel: PricedFuel;
  readonly table: Batch['table'];
}

function* monthlyBatches(world: World, index: number, span: Span, { fuel, table }: FuelMeter): Iterable<Batch> {
  const { seed } = world.options;
  const last = new Date(span.to - 1).getUTCFullYear();
  for (let year = new Date(span.from).getUTCFullYear(); year <= last; year += 1) {
    const months = monthsOf(year).filter(({ from }) => from >= span.from && from < span.to);
    if (months.length > 0) {
      const price = unitPrice(seed, index, fuel, year);
      for (const [meter, burnt] of fuelMeters(seed, world.site(index), year).entries()) {
        const values = Float64Array.from(months, (month) => rounded(monthlySum(burnt, month), 1000));
        yield {
          table,
          rows: months.length,
          columns: {
            dataset_id: { kind: 'same', value: datasetId(world, 'gas', index, meter) },
            start_ts: { kind: 'instants', values: Float64Array.from(months, ({ from }) => from) },
            end_ts: { kind: 'instants', values: Float64Array.from(months, ({ to }) => to) },
            consumption_kwh: { kind: 'numbers', values },
            ...(fuel === 'gas' && { consumption_m3: { kind: 'numbers' as const, values: values.map(cubicMetres) } }),
            unit_cost: { kind: 'numbers', values: new Float64Array(months.length).fill(price) },
            total_cost: { kind: 'numbers', values: values.map((kwh) => totalCost(kwh, price)) },
          },
        };
      }
    }
  }
}

/** To a millionth, so that the kWh can be computed from it exactly. */
function cubicMetres(kwh: number): number {
  return rounded(kwh / KWH_PER_CUBIC_METRE, 1_000_000);
}
