/** GBP of one unit of size, up to a size; the last holds beyond all. */
export interface Piece {
  /** In the unit of the component; null for no limit. */
  readonly up_to: number | null;
  readonly rate: number;
}

/** What a component costs: a fixed part once there is any of it, and each piece of its size at its own rate. */
export interface PiecewiseCost {
  readonly unit: 'kWp' | 'kWh' | 'kW';
  readonly fixed: number;
  readonly pieces: readonly Piece[];
}

export const PRICED = ['solar_panels', 'energy_storage_system', 'heat_pump', 'grid'] as const;

export type PricedComponent = (typeof PRICED)[number];

export interface CostModel {
  readonly name: string;
  /** GBP, once. */
  readonly capex: Readonly<Record<PricedComponent, PiecewiseCost>>;
  /** GBP a year. */
  readonly opex: Readonly<Record<PricedComponent, PiecewiseCost>>;
}

function piecewise(
  unit: PiecewiseCost['unit'],
  fixed: number,
  ...pieces: (readonly [number | null, number])[]
): PiecewiseCost {
  return { unit, fixed, pieces: pieces.map(([upTo, rate]) => ({ up_to: upTo, rate })) };
}

/**
 * Prices in round numbers, about those of 2024: panels by DESNZ's costs of solar PV by size of installation, batteries, heat
 * pumps and connections by quotes for homes and for larger buildings.
 *
 * @see https://www.gov.uk/government/statistics/solar-pv-cost-data
 */
export const COST_MODELS: readonly [CostModel, CostModel] = [
  {
    name: 'Prices of 2024',
    capex: {
      solar_panels: piecewise('kWp', 1500, [10, 1500], [50, 1100], [null, 900]),
      energy_storage_system: piecewise('kWh', 1500, [20, 550], [100, 450], [null, 380]),
      heat_pump: piecewise('kW', 4000, [15, 700], [100, 600], [null, 520]),
      grid: piecewise('kW', 2000, [100, 150], [null, 110]),
    },
    opex: {
      solar_panels: piecewise('kWp', 60, [50, 10], [null, 8]),
      energy_storage_system: piecewise('kWh', 0, [null, 6]),
      heat_pump: piecewise('kW', 120, [100, 5], [null, 4]),
      grid: piecewise('kW', 0),
    },
  },
  {
    name: 'Prices as hoped for in 2030',
    capex: {
      solar_panels: piecewise('kWp', 1200, [10, 1200], [50, 900], [null, 750]),
      energy_storage_system: piecewise('kWh', 1000, [20, 400], [100, 320], [null, 260]),
      heat_pump: piecewise('kW', 3500, [15, 550], [100, 480], [null, 430]),
      grid: piecewise('kW', 2000, [100, 150], [null, 110]),
    },
    opex: {
      solar_panels: piecewise('kWp', 50, [50, 9], [null, 7]),
      energy_storage_system: piecewise('kWh', 0, [null, 4]),
      heat_pump: piecewise('kW', 100, [100, 4], [null, 3.5]),
      grid: piecewise('kW', 0),
    },
  },
];

/** GBP of a size; 0 of nothing. */
export function costOf({ fixed, pieces }: PiecewiseCost, size: number): number {
  if (size <= 0) {
    return 0;
  }
  let [cost, from] = [fixed, 0];
  for (const { up_to: upTo, rate } of pieces) {
    const to = Math.min(size, upTo ?? size);
    cost += Math.max(0, to - from) * rate;
    from = Math.max(from, to);
  }
  return cost;
}
