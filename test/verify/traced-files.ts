import { traceMigration, type Trace } from '../../src/verify/trace-migration.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';

/** The trace of the second migration; the first makes the table t. */
export async function trace(up: string, down: string | undefined, first = 'CREATE TABLE t (n int)'): Promise<Trace> {
  await using folder = await migrationsFolder({
    '1_t.up.sql': first,
    '2_step.up.sql': up,
    ...(down === undefined ? {} : { '2_step.down.sql': down }),
  });
  return await traceMigration({ migrations: folder.path }, 2n);
}
