import type { Plan } from '../../../src/verify/plan.ts';

/** A plan whose versions count from 1. */
export function planOf(length: number, selected: readonly number[]): Plan {
  return {
    chain: Array.from({ length }, (_, at) => ({
      migration: { version: BigInt(at + 1), name: 'step', up: `${at + 1}_step.up.sql`, down: undefined },
      up: '',
      down: undefined,
    })),
    selected: new Set(selected.map(BigInt)),
    preludes: [],
    clientData: 'data.sql',
    clientRows: undefined,
    populated: true,
    userRows: new Map(),
    ignoreRows: [],
    databaseName: 'elementaldb',
  };
}
