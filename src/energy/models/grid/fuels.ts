/** Sources of power, in the order of the columns of `grid_co2`. */
export const FUELS = ['gas', 'coal', 'biomass', 'nuclear', 'hydro', 'imports', 'other', 'wind', 'solar'] as const;

export type Fuel = (typeof FUELS)[number];

/** A number for each fuel. */
export type ByFuel<Value> = Readonly<Record<Fuel, Value>>;

/**
 * g of CO2 for each kWh generated: the factors of NESO's carbon intensity methodology; imports are a mean of the
 * neighboring countries.
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

/** Shares are rounded to whole steps, so that they add up to exactly one. */
const STEPS = 10_000;

/** Shares of the fuels by half-hours, and the carbon intensity that follows from them, g/kWh to the gram. */
export interface FuelShares {
  readonly shares: ByFuel<Float64Array>;
  readonly intensity: Float64Array;
}

/**
 * The share of each fuel, to 0.0001; the greatest share takes the rounding error.
 *
 * @param weights a factor for each fuel; 1 by default
 */
export function sharesOf(power: ByFuel<Float64Array>, weights: Partial<ByFuel<number>> = {}): FuelShares {
  const powers = FUELS.map((fuel) => power[fuel]);
  const factors = FUELS.map((fuel) => CARBON_FACTORS[fuel]);
  const counted = FUELS.map((fuel) => weights[fuel] ?? 1);
  const { length } = power.gas;
  const shares = powers.map(() => new Float64Array(length));
  const intensity = new Float64Array(length);
  const steps = new Float64Array(FUELS.length);
  for (let i = 0; i < length; i += 1) {
    let total = 0;
    for (let fuel = 0; fuel < steps.length; fuel += 1) {
      const weighted = (powers[fuel]?.[i] ?? 0) * (counted[fuel] ?? 1);
      steps[fuel] = weighted;
      total += weighted;
    }
    let left = STEPS;
    let greatest = 0;
    for (let fuel = 0; fuel < steps.length; fuel += 1) {
      const share = Math.round((STEPS * (steps[fuel] ?? 0)) / total);
      steps[fuel] = share;
      left -= share;
      greatest = share > (steps[greatest] ?? 0) ? fuel : greatest;
    }
    steps[greatest] = (steps[greatest] ?? 0) + left;
    let grams = 0;
    for (let fuel = 0; fuel < steps.length; fuel += 1) {
      const share = (steps[fuel] ?? 0) / STEPS;
      const ofFuel = shares[fuel];
      if (ofFuel !== undefined) {
        ofFuel[i] = share;
      }
      grams += share * (factors[fuel] ?? 0);
    }
    intensity[i] = Math.round(grams);
  }
  return { shares: byFuel((fuel) => shares[FUELS.indexOf(fuel)] ?? new Float64Array()), intensity };
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
