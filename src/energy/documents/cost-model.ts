import * as v from 'valibot';

import { NUMBER, objectOf } from './value-schemas.ts';

/** GBP of a size: a fixed part, each segment of the size up to `upper` at its own rate, and all beyond at the final rate. */
const PRICES = objectOf({
  fixed_cost: NUMBER,
  segments: v.exactOptional(
    v.pipe(
      v.array(objectOf({ upper: NUMBER, rate: NUMBER })),
      v.check((segments) => isAscending(segments.map(({ upper }) => upper)), 'does not ascend by upper'),
    ),
  ),
  final_rate: NUMBER,
});

export type PricesDocument = v.InferInput<typeof PRICES>;

/** Capital cost, GBP, by kW (boiler, grid, heat pump, inverter), kWh (battery) or kWp (panels). */
export const CAPEX_MODEL = objectOf({
  dhw_prices: v.exactOptional(PRICES),
  gas_heater_prices: PRICES,
  grid_prices: PRICES,
  heatpump_prices: PRICES,
  ess_pcs_prices: PRICES,
  ess_enclosure_prices: PRICES,
  ess_enclosure_disposal_prices: PRICES,
  pv_panel_prices: PRICES,
  pv_roof_prices: PRICES,
  pv_ground_prices: PRICES,
  pv_BoP_prices: PRICES,
});

export type CapexModelDocument = v.InferInput<typeof CAPEX_MODEL>;

/** Running cost, GBP a year, by the same units. */
export const OPEX_MODEL = objectOf({
  ess_pcs_prices: PRICES,
  ess_enclosure_prices: PRICES,
  gas_heater_prices: PRICES,
  heatpump_prices: PRICES,
  pv_prices: PRICES,
});

export type OpexModelDocument = v.InferInput<typeof OPEX_MODEL>;

function isAscending(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > (values[i - 1] ?? value));
}
