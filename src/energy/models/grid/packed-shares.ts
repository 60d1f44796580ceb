import { byFuel, STEPS, type ByFuel, type FuelShares } from './fuels.ts';

/** The same as `FuelShares` in a quarter of the memory: shares in whole steps, and whole grams. */
export interface PackedShares {
  readonly steps: ByFuel<Uint16Array>;
  readonly grams: Uint16Array;
}

export function packedShares({ shares, intensity }: FuelShares): PackedShares {
  return {
    steps: byFuel((fuel) => Uint16Array.from(shares[fuel], (share) => Math.round(share * STEPS))),
    grams: Uint16Array.from(intensity),
  };
}

export function unpackedShares({ steps, grams }: PackedShares): FuelShares {
  return {
    shares: byFuel((fuel) => {
      const shares = Float64Array.from(steps[fuel]);
      for (let i = 0; i < shares.length; i += 1) {
        shares[i] = (shares[i] ?? 0) / STEPS;
      }
      return shares;
    }),
    intensity: Float64Array.from(grams),
  };
}
