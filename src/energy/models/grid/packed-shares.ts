import { byFuel, STEPS, type ByFuel, type FuelShares } from './fuels.ts';

/** The same as `FuelShares` in a quarter of the memory: shares in whole steps, and whole grams. */
export interface PackedShares {
  readonly steps: ByFuel<Uint16Array>;
  readonly grams: Uint16Array;
}

export function packedShares({ shares, intensity }: FuelShares): PackedShares {
  return {
    steps: byFuel((fuel) => {
      const exact = shares[fuel];
      const steps = new Uint16Array(exact.length);
      for (let i = 0; i < steps.length; i += 1) {
        steps[i] = Math.round((exact[i] ?? 0) * STEPS);
      }
      return steps;
    }),
    grams: new Uint16Array(intensity),
  };
}

export function unpackedShares({ steps, grams }: PackedShares): FuelShares {
  return {
    shares: byFuel((fuel) => {
      const packed = steps[fuel];
      const shares = new Float64Array(packed.length);
      for (let i = 0; i < shares.length; i += 1) {
        shares[i] = (packed[i] ?? 0) / STEPS;
      }
      return shares;
    }),
    intensity: new Float64Array(grams),
  };
}
