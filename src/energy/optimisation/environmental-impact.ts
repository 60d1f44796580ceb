import { log } from '../../seeding/random/exact-math.ts';

export interface EnvironmentalImpact {
  /** Whole, about 1 to 100; more is better, and above 100 where more is given than taken. */
  readonly score: number;
  readonly grade: 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G';
}

const BANDS = [
  [92, 'A'],
  [81, 'B'],
  [69, 'C'],
  [55, 'D'],
  [39, 'E'],
  [21, 'F'],
] as const;

/**
 * The environmental impact rating of an Energy Performance Certificate.
 *
 * @see The Government's Standard Assessment Procedure for Energy Rating of Dwellings (SAP 2012), section 14
 * @param emissions kg CO2e a year
 * @param floorArea m2
 */
export function environmentalImpact(emissions: number, floorArea: number): EnvironmentalImpact {
  const factor = emissions / (floorArea + 45);
  const raw = factor >= 28.3 ? 200 - (95 * log(factor)) / Math.LN10 : 100 - 1.34 * factor;
  const score = Math.max(1, Math.round(raw));
  return { score, grade: BANDS.find(([least]) => score >= least)?.[1] ?? 'G' };
}
