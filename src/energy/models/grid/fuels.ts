/** Sources of power, in the order of the columns of `grid_co2`. */
export const FUELS = ['gas', 'coal', 'biomass', 'nuclear', 'hydro', 'imports', 'other', 'wind', 'solar'] as const;

export type Fuel = (typeof FUELS)[number];

/** A number for each fuel. */
export type ByFuel<Value> = Readonly<Record<Fuel, Value>>;

/**
 * g of CO2 for each kWh generated: the factors of NESO's carbon intensity methodology. Those of imports are a mean: they
 * change with what the neighboring countries generate.
 */
export const CARBON_FACTORS: ByFuel<number> = {
  gas: 394,
  coal: 937,
  biomass: 120,
  nuclear: 0,
  hydro: 0,
  imports: 140,
  other: 300,
  wind: 0,
  solar: 0,
};

/** g/kWh that imports have at least and at most: nuclear power of France to gas and coal of the Netherlands and Ireland. */
export const IMPORT_CARBON = { least: 30, most: 474 };

/** Shares are rounded to whole steps, so that they add up to exactly one. */
export const STEPS = 10_000;

/** Shares of the fuels by half-hours, and the carbon intensity that follows from them, g/kWh to the gram. */
export interface FuelShares {
  readonly shares: ByFuel<Float64Array>;
  readonly intensity: Float64Array;
}

/**
 * The share of each fuel, to 0.0001; the greatest share takes the rounding error.
 *
 * @param importCarbon of each half-hour, g/kWh
 */
export function sharesOf(power: ByFuel<Float64Array>, importCarbon: Float64Array): FuelShares {
  const { length } = power.gas;
  const total = new Float64Array(length);
  for (const fuel of FUELS) {
    const of = power[fuel];
    for (let i = 0; i < length; i += 1) {
      total[i] = (total[i] ?? 0) + (of[i] ?? 0);
    }
  }
  const left = new Float64Array(length).fill(STEPS);
  const greatest = new Uint8Array(length);
  const most = new Float64Array(length).fill(-1);
  const steps = FUELS.map((fuel, number) => {
    const of = power[fuel];
    const rounded = new Float64Array(length);
    for (let i = 0; i < length; i += 1) {
      const share = Math.round((STEPS * (of[i] ?? 0)) / (total[i] ?? 0));
      rounded[i] = share;
      left[i] = (left[i] ?? 0) - share;
      if (share > (most[i] ?? 0)) {
        most[i] = share;
        greatest[i] = number;
      }
    }
    return rounded;
  });
  const intensity = new Float64Array(length);
  for (const [number, fuel] of FUELS.entries()) {
    const shares = steps[number] ?? new Float64Array();
    const factor = CARBON_FACTORS[fuel];
    for (let i = 0; i < length; i += 1) {
      const share = ((shares[i] ?? 0) + (greatest[i] === number ? (left[i] ?? 0) : 0)) / STEPS;
      shares[i] = share;
      intensity[i] = (intensity[i] ?? 0) + share * (fuel === 'imports' ? (importCarbon[i] ?? 0) : factor);
    }
  }
  for (let i = 0; i < length; i += 1) {
    intensity[i] = Math.round(intensity[i] ?? 0);
  }
  return { shares: byFuel((fuel) => steps[FUELS.indexOf(fuel)] ?? new Float64Array()), intensity };
}

export function byFuel<Value>(make: (fuel: Fuel) => Value): ByFuel<Value> {
  return {
    gas: make('gas'),
    coal: make('coal'),
    biomass: make('biomass'),
    nuclear: make('nuclear'),
    hydro: make('hydro'),
    imports: make('imports'),
    other: make('other'),
    wind: make('wind'),
    solar: make('solar'),
  };
}
