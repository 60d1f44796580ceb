export * from './new-columns/column-rewrites-table.ts';
export * from './new-columns/nullable-column-without-default.ts';
export * from './new-columns/required-column.ts';
export * from './new-columns/volatile-default.ts';
