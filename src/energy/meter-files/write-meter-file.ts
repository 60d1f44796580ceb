import { randomOf } from '../../seeding/random/random.ts';
import { rounded } from '../models/round.ts';
import type { Span } from '../datasets/dataset.ts';
import { suffixOf } from '../datasets/meters/metered.ts';
import type { World } from '../world/world.ts';
import { LAYOUTS } from './all-layouts.ts';
import { meterSeries, registerSeries, type ClientMeter, type MeterDataset } from './client-meter.ts';
import type { LayoutName } from './layout-names.ts';

/** A file of a meter, as the list of files has it. */
export interface MeterFile {
  /** Below the folder, with `/`. */
  path: string;
  clientId: string;
  siteId: string;
  /** `client_meters.metadata.dataset_id` of the meter in a database with the same world. */
  datasetId: string;
  dataset: MeterDataset;
  /** What the services' upload needs to know; it refuses oil. */
  fuelType: 'elec' | 'gas' | 'oil';
  layout: LayoutName;
  unit: 'kWh' | 'm3';
  /** By how many kWh a value may differ from the meter's. */
  rounding: number;
  /** Values in the file. */
  readings: number;
  bytes: number;
}

/** Makes the file of a meter. */
export async function writeMeterFile(
  world: World,
  meter: ClientMeter,
  name: LayoutName,
  span: Span,
): Promise<MeterFile & { content: Uint8Array }> {
  const { site, dataset, datasetId, fuel, fuelType } = meter;
  const layout = LAYOUTS[name];
  const random = randomOf(world.options.seed, 'meter file', site.index, dataset, name, meter.meter);
  const { content, readings } = await layout.write({
    meter,
    series: meterSeries(world, meter, span),
    register: () => registerSeries(world, meter, span),
    span,
    random,
  });
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { unit, rounding } = layout.precision(meter);
  return {
    path: `${site.clientId}/${site.id}_${fuel === 'elec' ? 'electricity' : fuel}${suffixOf(meter.meter)}.${layout.extension}`,
    clientId: site.clientId,
    siteId: site.id,
    datasetId,
    dataset,
    fuelType,
    layout: name,
    unit,
    rounding: rounded(rounding, 1_000_000),
    readings,
    bytes: bytes.length,
    content: bytes,
  };
}
