import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { diff } from '../catalog/diff/diff.ts';
import { formatDiff } from '../catalog/diff/format-diff.ts';
import type { CatalogSnapshot } from '../catalog/snapshot/describe-schema.ts';
import { readContent } from '../databases/content.ts';
import type { PairContent } from '../migrations/pairs/create-migration.ts';
import { withConnection } from '../postgres/connect.ts';
import { ElementalError, UsageError } from '../support/errors.ts';
import { publishFolder, temporaryName } from '../support/publish.ts';
import { asOwnerOf, type CompareOptions } from './compare.ts';
import { guarded, inTransaction, runFile } from './derive-migration.ts';
import { emptyScratch, openSide, readScratch } from './open-side.ts';
import { sqlBetween } from './prove.ts';
import { seedStatements } from './seed-rows.ts';

export interface Squashed {
  /** How many pairs became one. */
  pairs: number;
  /** Paths of the pair that takes their place. */
  up: string;
  down: string;
}

/**
 * Writes a folder in which one pair takes the place of all migrations up to a version: it makes the same objects and the
 * same rows. The pairs behind it, and other files, are copied as they are. The pair has the number of the last one that it
 * replaces, so that golang-migrate's table of a migrated database means the same as before.
 *
 * The pair is tried first in throw-away databases: up, up, down, up, each compared, rows included.
 *
 * @throws UsageError `OUTPUT_EXISTS`, `UNKNOWN_VERSION`; ElementalError `NOT_SQUASHED` with the reason
 */
export async function squash(folder: string, to: bigint, out: string, given: CompareOptions): Promise<Squashed> {
  if (existsSync(out)) {
    throw new UsageError(`${out} exists`, { code: 'OUTPUT_EXISTS', hint: 'Name a folder that does not exist.' });
  }
  if (given.scratch.prelude !== undefined) {
    throw notSquashed('there is a prelude, whose objects would become part of the pair');
  }
  const { found } = await readContent({ migrations: folder, to, clientData: 'none' });
  const options = await asOwnerOf([], { ...given, rows: true });
  const pair = await squashedPair(folder, to, options);
  const replaced = new Set(found.migrations.flatMap(({ up, down }) => [up, down]).map((file) => basename(file ?? '')));
  const last = basename(found.migrations.at(-1)?.up ?? found.migrations.at(-1)?.down ?? '');
  const digits = /^\d+/.exec(last)?.[0] ?? String(to);
  const stem = `${digits}_squashed`;
  const building = temporaryName(out);
  try {
    mkdirSync(building);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isFile() && !replaced.has(entry.name)) {
        copyFileSync(join(folder, entry.name), join(building, entry.name));
      }
    }
    writeFileSync(join(building, `${stem}.up.sql`), pair.up, { flag: 'wx' });
    writeFileSync(join(building, `${stem}.down.sql`), pair.down, { flag: 'wx' });
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    throw error;
  }
  publishFolder(building, out);
  return { pairs: found.migrations.length, up: join(out, `${stem}.up.sql`), down: join(out, `${stem}.down.sql`) };
}

async function squashedPair(folder: string, to: bigint, options: CompareOptions): Promise<PairContent> {
  const { onProgress, scratch } = options;
  onProgress?.(`Applying the migrations up to ${to}`);
  await using migrated = await openSide({ kind: 'migrations', folder, to, label: folder }, options);
  const wanted = await migrated.read();
  await using empty = await emptyScratch(scratch);
  return await withConnection(
    empty.target,
    async (client) => {
      const read = async (): Promise<CatalogSnapshot> => (await readScratch(client, { rows: true })).snapshot;
      const blank = await readScratch(client, { rows: true });
      const role = scratch.user ?? '';
      const forward = sqlBetween({ ...blank, ignored: new Set() }, wanted.snapshot, role);
      const back = sqlBetween({ ...wanted, ignored: new Set() }, blank.snapshot, role);
      const missing = [...forward.underived, ...back.underived];
      if (missing.length > 0) {
        throw notSquashed(`no statement is derived for ${missing.join(', ')}`);
      }
      const seeds = await withConnection(migrated.scratch ?? '', (source) =>
        seedStatements(source, wanted.snapshot),
      ).catch((error: unknown) => {
        throw error instanceof TypeError ? notSquashed(error.message) : error;
      });
      const pair = {
        up: inTransaction(await Promise.all([...forward.statements, ...seeds].map(guarded))),
        down: inTransaction(
          back.statements.map((statement) => (statement.endsWith(';') ? statement : `${statement};`)),
        ),
      };
      onProgress?.('Trying the pair: up, up, down, up');
      for (const [name, sql, state] of [
        ['up', pair.up, wanted.snapshot],
        ['up, run again,', pair.up, wanted.snapshot],
        ['down', pair.down, blank.snapshot],
        ['up after the down', pair.up, wanted.snapshot],
      ] as const) {
        const failed = await runFile(client, name, sql);
        const line = failed ?? formatDiff({ ...diff(state, await read()), uncovered: [] })[0];
        if (line !== undefined) {
          throw notSquashed(failed ?? `the ${name} leaves a difference: ${line}`);
        }
      }
      return pair;
    },
    { limits: 'none' },
  );
}

function notSquashed(why: string): ElementalError {
  return new ElementalError(`the migrations cannot be squashed: ${why}`, {
    code: 'NOT_SQUASHED',
    kind: 'migration',
    hint: 'Nothing was written. Choose another version with --to.',
  });
}
