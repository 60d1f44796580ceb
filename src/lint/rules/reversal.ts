export * from './reversal/cascade.ts';
export * from './reversal/down-definition-differs.ts';
export * from './reversal/down-leaves-rows.ts';
export * from './reversal/drop-has-dependents.ts';
export * from './reversal/empty-down.ts';
export * from './reversal/incomplete-down.ts';
export * from './reversal/recreate-instead-of-rename.ts';
export * from './reversal/undocumented-data-loss.ts';
