import type { Client } from 'pg';

import type { AnonymizeConfiguration } from '../../../configuration/anonymize-schema.ts';
import { fieldsOf } from '../../output/copy-lines.ts';
import type { DumpTable } from '../../tables/dump-table.ts';
import type { AnonymizationRule } from '../rules/rule.ts';
import { planAnonymization } from './plan.ts';
import type { AnonymizationPlan } from './plan-entry.ts';

/** How client data is anonymized, as users choose it. */
export interface AnonymizeOptions {
  /** The secret of the pseudonyms; see `readAnonymizationKey`. */
  key: string;
  /** The reviewed plan. */
  configuration?: AnonymizeConfiguration | undefined;
  /** Custom rules; see `readRules`. */
  rules?: Readonly<Record<string, AnonymizationRule>> | undefined;
}

/**
 * Plans the anonymization of the tables of a dump. Values of rows that the migrations insert stay.
 *
 * @param migrated these rows, as COPY writes them, by the `id` of their table
 */
export async function planTables(
  client: Client,
  tables: readonly DumpTable[],
  migrated: ReadonlyMap<string, readonly string[]>,
  { key, configuration = {}, rules = {} }: AnonymizeOptions,
  onProgress: (step: string) => void,
): Promise<AnonymizationPlan> {
  return planAnonymization(client, tables, { key, configuration, rules, open: openValues(migrated), onProgress });
}

function openValues(migrated: ReadonlyMap<string, readonly string[]>): Set<string> {
  const open = new Set<string>();
  for (const line of [...migrated.values()].flat()) {
    for (const value of fieldsOf(line)) {
      if (value !== null && /\p{L}/u.test(value)) {
        open.add(value);
      }
    }
  }
  return open;
}
