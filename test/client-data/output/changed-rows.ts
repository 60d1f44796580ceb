import { describe, expect, test } from 'vitest';

import { loadClientData } from '../../../src/client-data/load/load-client-data.ts';
import { everyNth, type Part } from '../../suite-part.ts';
import { contents, sourceDatabase } from '../source-database.ts';

export const KIND = 'CREATE TABLE kind (id int PRIMARY KEY, name text UNIQUE, parent int REFERENCES kind);';
export const ROWS = `INSERT INTO kind VALUES (1, 'one'), (2, 'two'), (3, 'three');`;

/** Every third of the changes, or the others. */
export function testChangedRows(part: Part): void {
  describe('rows that the migrations insert are after a load as they are in the source:', () => {
    test.for(
      everyNth(part, 3, [
        ['changed', KIND + ROWS, `UPDATE kind SET name = 'uno' WHERE id = 1`],
        ['deleted', KIND + ROWS, 'DELETE FROM kind WHERE id = 1'],
        [
          'deleted and made again with another key',
          KIND + ROWS,
          `DELETE FROM kind WHERE id = 1; INSERT INTO kind VALUES (9, 'one')`,
        ],
        [
          'changed, with their name given to a new row',
          KIND + ROWS,
          `UPDATE kind SET name = 'old' WHERE id = 3; INSERT INTO kind VALUES (0, 'three')`,
        ],
        [
          'with a name that another one had before',
          KIND + ROWS,
          `UPDATE kind SET name = 'x' WHERE id = 1; UPDATE kind SET name = 'one' WHERE id = 2; UPDATE kind SET name = 'two' WHERE id = 3`,
        ],
        [
          'with the name of a deleted one',
          KIND + ROWS,
          `DELETE FROM kind WHERE id = 3; UPDATE kind SET name = 'three' WHERE id = 1`,
        ],
        [
          'with exchanged names',
          KIND + ROWS,
          `UPDATE kind SET name = 'x' WHERE id = 1; UPDATE kind SET name = 'one' WHERE id = 2; UPDATE kind SET name = 'two' WHERE id = 1`,
        ],
        [
          'referring to new rows of their table',
          KIND + ROWS,
          `INSERT INTO kind VALUES (9, 'new'); UPDATE kind SET parent = 9, name = 'uno' WHERE id = 1`,
        ],
        [
          'deleted with what refers to them',
          `${KIND}${ROWS} CREATE TABLE used (kind int REFERENCES kind PRIMARY KEY); INSERT INTO used VALUES (1), (2);`,
          'DELETE FROM used WHERE kind = 1; DELETE FROM kind WHERE id = 1; UPDATE kind SET parent = 3 WHERE id = 2',
        ],
        [
          'made again with another identity',
          `CREATE TABLE kind (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text UNIQUE); INSERT INTO kind (name) VALUES ('one'), ('two');`,
          `DELETE FROM kind WHERE name = 'one'; INSERT INTO kind (name) VALUES ('one')`,
        ],
        [
          'twice, without a key',
          'CREATE TABLE kind (id int, name text); CREATE TABLE used (id int); INSERT INTO kind VALUES (1), (1), (2);',
          `INSERT INTO kind VALUES (1, 'one')`,
        ],
      ] as const),
    )('%s', async ([, schema, changes]) => {
      await using source = await sourceDatabase(schema, changes);
      const { file } = await source.dump();
      await using target = await source.migrated();
      await loadClientData(target.url, file);
      const tables = ['kind', ...(schema.includes('TABLE used') ? ['used'] : [])];
      expect(await contents(target, tables)).toEqual(await contents(source.database, tables));
    });
  });
}
