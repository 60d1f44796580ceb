import type { MigrationSource } from '../migration-source.ts';
import { finding, type Finding } from '../report/verdict.ts';
import { fileLabel } from '../../support/file-label.ts';

/** The finding for what comes after the migration that ended the chain. */
export function notReachedFinding({ migration }: MigrationSource, file: string | undefined): Finding {
  return finding({
    code: 'not-reached',
    status: 'fail',
    what: `not reached: ${migration.version}_${migration.name} ends the chain`,
    fix: `Correct ${fileLabel(migration.up ?? migration.down ?? '')} first; until then nothing is known about this file.`,
    file,
  });
}
