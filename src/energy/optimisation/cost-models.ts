import type { CapexModelDocument, OpexModelDocument, PricesDocument } from '../documents/cost-model.ts';

export interface CostModel {
  readonly name: string;
  /** GBP, once. */
  readonly capex: CapexModelDocument & { readonly dhw_prices: PricesDocument };
  /** GBP a year. */
  readonly opex: OpexModelDocument;
}

/** @param segments up to which size, at what rate */
function prices(fixed: number, final: number, ...segments: (readonly [number, number])[]): PricesDocument {
  return { fixed_cost: fixed, segments: segments.map(([upper, rate]) => ({ upper, rate })), final_rate: final };
}

/**
 * Prices in round numbers, about those of 2024: panels by DESNZ's costs of solar PV by size of installation; heat pumps so that one of
 * 7 kW is about 13,000 GBP before the grant (median of the Boiler Upgrade Scheme until June 2024: 13,095; mean of MCS in July 2024: 12,700); tanks (by liters), batteries and
 * connections by quotes for homes and for larger buildings.
 *
 * @see https://www.gov.uk/government/statistics/solar-pv-cost-data
 * @see https://www.gov.uk/government/collections/boiler-upgrade-scheme-statistics
 * @see https://datadashboard.mcscertified.com/
 */
export const COST_MODELS: readonly [CostModel, CostModel] = [
  {
    name: 'Present prices',
    capex: {
      dhw_prices: prices(900, 2, [300, 3.5]),
      gas_heater_prices: prices(1500, 70, [100, 90]),
      grid_prices: prices(2000, 110, [100, 150]),
      heatpump_prices: prices(6800, 600, [15, 890], [100, 700]),
      ess_pcs_prices: prices(500, 200, [50, 250]),
      ess_enclosure_prices: prices(1000, 280, [20, 425], [100, 330]),
      ess_enclosure_disposal_prices: prices(0, 30),
      pv_panel_prices: prices(0, 350, [10, 450], [50, 400]),
      pv_roof_prices: prices(700, 200, [10, 350], [50, 250]),
      pv_ground_prices: prices(1200, 180, [50, 240]),
      pv_BoP_prices: prices(800, 350, [10, 700], [50, 450]),
    },
    opex: {
      ess_pcs_prices: prices(0, 2),
      ess_enclosure_prices: prices(0, 5),
      gas_heater_prices: prices(90, 1, [100, 2]),
      heatpump_prices: prices(120, 4, [100, 5]),
      pv_prices: prices(60, 8, [50, 10]),
    },
  },
  {
    name: 'Prices as hoped for in some years',
    capex: {
      dhw_prices: prices(900, 2, [300, 3.5]),
      gas_heater_prices: prices(1500, 70, [100, 90]),
      grid_prices: prices(2000, 110, [100, 150]),
      heatpump_prices: prices(5500, 480, [15, 720], [100, 560]),
      ess_pcs_prices: prices(400, 140, [50, 180]),
      ess_enclosure_prices: prices(600, 190, [20, 310], [100, 230]),
      ess_enclosure_disposal_prices: prices(0, 20),
      pv_panel_prices: prices(0, 270, [10, 350], [50, 310]),
      pv_roof_prices: prices(600, 170, [10, 300], [50, 210]),
      pv_ground_prices: prices(1000, 150, [50, 200]),
      pv_BoP_prices: prices(600, 310, [10, 550], [50, 380]),
    },
    opex: {
      ess_pcs_prices: prices(0, 1.5),
      ess_enclosure_prices: prices(0, 3),
      gas_heater_prices: prices(90, 1, [100, 2]),
      heatpump_prices: prices(100, 3.5, [100, 4]),
      pv_prices: prices(50, 7, [50, 9]),
    },
  },
];

/** Cost of a size, GBP: a fixed part, and each segment of the size at its own rate; 0 for size 0. */
export function costOf({ fixed_cost: fixed, segments = [], final_rate: last }: PricesDocument, size: number): number {
  if (size <= 0) {
    return 0;
  }
  let [cost, from] = [fixed, 0];
  for (const { upper, rate } of [...segments, { upper: size, rate: last }]) {
    const to = Math.min(size, upper);
    cost += Math.max(0, to - from) * rate;
    from = Math.max(from, to);
  }
  return cost;
}
