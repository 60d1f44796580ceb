import type { CompareOptions } from '../../../comparison/compare.ts';
import { findDrift } from '../../../comparison/drift.ts';
import { readForeignLedger } from '../../../comparison/open-side.ts';
import { formatDiff } from '../../../catalog/diff/format-diff.ts';
import type { FoundMigrations } from '../../../migrations/pairs/find-migrations.ts';
import { safeUrl } from '../../../postgres/safe-url.ts';
import { follows, partOfDifference } from '../../../report/comparison/comparison-report.ts';
import { ElementalError } from '../../../support/errors.ts';
import type { PageProduction } from '../../model.ts';

/**
 * What the ledger of a database says, which migrations it does not have yet, and how it differs from the migrations at its
 * version. Where it cannot be compared a note says why.
 *
 * @throws the errors of `readForeignLedger`
 */
export async function readProduction(
  url: string,
  found: FoundMigrations,
  options: CompareOptions,
): Promise<PageProduction> {
  const production: PageProduction = {
    source: safeUrl(url),
    version: null,
    dirty: false,
    pending: [],
    drift: null,
    notes: [],
  };
  if (found.layout !== undefined) {
    return {
      ...production,
      notes: [`The version is read from golang-migrate's table only, not from that of ${found.layout}.`],
    };
  }
  const { version, dirty } = await readForeignLedger(url);
  const pending = found.migrations.filter((migration) => version === null || migration.version > version);
  const known = {
    ...production,
    version: version === null ? null : String(version),
    dirty,
    pending: pending.map((migration) => String(migration.version)),
  };
  try {
    return { ...known, ...(await driftOf(url, found.folder, options)) };
  } catch (error) {
    if (!(error instanceof ElementalError) || error.kind === 'environment') {
      throw error;
    }
    return { ...known, notes: [`Not compared with the migrations: ${error.message}`] };
  }
}

async function driftOf(
  url: string,
  folder: string,
  options: CompareOptions,
): Promise<Pick<PageProduction, 'drift' | 'notes'>> {
  const { difference, places, notes } = await findDrift(url, folder, options);
  return {
    notes: [...notes],
    drift: difference.objects
      .filter((change) => !follows(change))
      .map(({ kind, name, change }) => {
        const object = `${kind} ${name}`;
        const place = places.get(object);
        return {
          object,
          change: change === 'added' || change === 'removed' ? change : 'changed',
          lines: formatDiff(partOfDifference(difference, object)),
          file: place?.file ?? null,
          line: place?.line ?? null,
        };
      }),
  };
}
