/** `verifyMigrations` with the cache, in a process that has loaded its modules: prints milliseconds and verdicts taken over. */
import { verifyMigrations } from '../../src/verify/verify-migrations.ts';

const [, , migrations = '', prelude = '', pgBin = ''] = process.argv;

const begun = performance.now();
const { cached } = await verifyMigrations({
  migrations,
  clientData: 'none',
  prelude: prelude === '' ? undefined : prelude,
  pgBin: pgBin === '' ? undefined : pgBin,
});
process.stdout.write(`${performance.now() - begun} ${cached}\n`);
