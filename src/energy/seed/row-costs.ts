import type { FileFormatName } from '../../seeding/export/format-names.ts';

export interface RowCost {
  readonly bytes: number;
  readonly seconds: number;
}
export function rowCost(dataset: string, target: 'database' | FileFormatName): RowCost {
  return { bytes: 100, seconds: 2e-6 };
}
