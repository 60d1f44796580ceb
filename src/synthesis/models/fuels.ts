/** Where power comes from, in the order of the columns of `grid_co2`. */
export const FUELS = ['gas', 'coal', 'biomass', 'nuclear', 'hydro', 'imports', 'other', 'wind', 'solar'] as const;

export type Fuel = (typeof FUELS)[number];

/** A number for each fuel. */
export type ByFuel<Value> = Readonly<Record<Fuel, Value>>;

/** g of CO2 for each kWh generated: the factors of NESO's carbon intensity methodology; imports are a mean of the neighbours. */
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

/** Steps of a share: they add up to one, whatever is rounded. */
const STEPS = 10_000;

/** Shares of the fuels by half-hours, and the carbon intensity that follows from them, g/kWh to the gram. */
export interface FuelShares {
  readonly shares: ByFuel<Float64Array>;
  readonly intensity: Float64Array;
}

/** The shares of what each fuel gives, to 0.0001; the greatest takes what rounding leaves. */
export function sharesOf(power: ByFuel<Float64Array>): FuelShares {
  const { length } = power.gas;
  const shares = byFuel(() => new Float64Array(length));
  const intensity = new Float64Array(length);
  for (let i = 0; i < length; i += 1) {
    const total = FUELS.reduce((sum, fuel) => sum + (power[fuel][i] ?? 0), 0);
    let left = STEPS;
    let greatest: Fuel = 'gas';
    for (const fuel of FUELS) {
      const share = Math.round((STEPS * (power[fuel][i] ?? 0)) / total);
      shares[fuel][i] = share;
      left -= share;
      if (share > (shares[greatest][i] ?? 0)) {
        greatest = fuel;
      }
    }
    shares[greatest][i] = (shares[greatest][i] ?? 0) + left;
    let grams = 0;
    for (const fuel of FUELS) {
      const share = (shares[fuel][i] ?? 0) / STEPS;
      shares[fuel][i] = share;
      grams += share * CARBON_FACTORS[fuel];
    }
    intensity[i] = Math.round(grams);
  }
  return { shares, intensity };
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
