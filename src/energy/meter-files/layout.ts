import type { Random } from '../../seeding/random/random.ts';
import type { Span } from '../datasets/dataset.ts';
import type { ClientMeter, MeterSeries } from './client-meter.ts';

/** What a layout makes of a meter. */
export interface LaidOut {
  /** What the file holds. */
  readonly content: string | Uint8Array;
  /** How many values: half-hours, months or readings of a register. */
  readonly readings: number;
}

/** What a layout writes from. */
export interface LayoutInput {
  readonly meter: ClientMeter;
  readonly series: MeterSeries;
  /** What its register counts, also while readings are missing. */
  readonly register: () => MeterSeries;
  readonly span: Span;
  /** Decides headings, and which readings are estimated. */
  readonly random: Random;
}

/** A layout of files that suppliers send. */
export interface Layout {
  readonly extension: 'csv' | 'xlsx';
  /** Whether suppliers send such meters in it. */
  readonly suits: (meter: ClientMeter) => boolean;
  /** Whether such meters can be written in it: half-hours can be summed to months, and months not be divided. */
  readonly takes: (meter: ClientMeter) => boolean;
  /** Whether it has each reading by itself. Others sum them, over calendar months or from one reading of a register to the next. */
  readonly hasEachReading: boolean;
  /** The years that its dates can tell. */
  readonly years: readonly [first: number, last: number];
  /** The unit of its values, and half of their last digit in kWh: by this much a value may differ from the meter's. */
  readonly precision: (meter: ClientMeter) => { readonly unit: 'kWh' | 'm3'; readonly rounding: number };
  /** How many values it writes of a meter whose readings are complete. */
  readonly count: (meter: ClientMeter, span: Span) => number;
  readonly write: (input: LayoutInput) => LaidOut | Promise<LaidOut>;
}

/** Years of layouts that write dates in full. */
export const ANY_YEAR = [1900, 2199] as const;

/**
 * kWh in a cubic meter of gas as the services convert it: 38 MJ/m3, corrected for volume. The meters of a world burn gas of 39.5 MJ/m3, so
 * cubic meters in files differ from those of the database, and kWh do not.
 */
export const KWH_PER_CUBIC_METRE = (38 * 1.02264) / 3.6;
