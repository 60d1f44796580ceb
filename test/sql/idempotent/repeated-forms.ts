import { expect, test } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { describeSchema, type CatalogSnapshot } from '../../../src/catalog/snapshot/describe-schema.ts';
import { majorVersion, scratchRole } from '../../catalog/scratch.ts';
import { scratchDatabase } from '../../database.ts';
import { partOf, type Part } from '../../suite-part.ts';
import { formOf } from './form-of.ts';
import { forms, type Form } from './idempotent-forms.ts';

/** Roles belong to the whole cluster, so those of other tests come and go meanwhile. */
const OPTIONS = { clusterWide: false };

/** Runs each statement of the part as it is, and its form twice: the results are the same. */
export function testForms(part: Part): void {
  test.for(partOf(part, forms, ({ statement }) => statement.split(' ')[0]?.toUpperCase() ?? ''))(
    '$statement',
    { concurrent: true },
    async ({ given = '', statement, form, since = 0 }: Form, context) => {
      await using once = await scratchDatabase('idempotent');
      await using twice = await scratchDatabase('idempotent');
      context.skip((await majorVersion(once.client)) < since, `from PostgreSQL ${since}`);
      await using role = await scratchRole(once.client);
      const named = (text: string): string => text.replaceAll('some_role', role.name);
      const found = await formOf(statement);
      expect(found).toBe(form);
      if (found === undefined) {
        return;
      }

      await once.client.query(named(`${given};`));
      await once.client.query(named(statement));
      const wanted = await describeSchema(once.client, OPTIONS);

      const states: CatalogSnapshot[] = [];
      await twice.client.query(named(`${given};`));
      for (let run = 0; run < 2; run += 1) {
        await twice.client.query(named(found));
        states.push(await describeSchema(twice.client, OPTIONS));
      }
      const [first = wanted, second = wanted] = states;
      expect(diff(wanted, first).objects).toEqual([]);
      expect(diff(wanted, first).rows).toEqual([]);
      expect(diff(first, second).grade).toBe('equal');
    },
  );
}
