import type { Rule } from '../engine/rule.ts';
import * as files from './files.ts';
import * as transactions from './transactions.ts';
import * as idempotency from './idempotency.ts';
import * as reversal from './reversal.ts';
import * as destruction from './destruction.ts';
import * as newColumns from './new-columns.ts';
import * as locksAndRewrites from './locks-and-rewrites.ts';
import * as typesAndConventions from './types-and-conventions.ts';

/** Every rule that works on any database. A rule is exported by the file of its group. */
export const BUILT_IN_RULES: readonly Rule[] = [
  files,
  transactions,
  idempotency,
  reversal,
  destruction,
  newColumns,
  locksAndRewrites,
  typesAndConventions,
].flatMap((group) => Object.values<Rule>(group));
