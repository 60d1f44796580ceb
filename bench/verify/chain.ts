import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { readContent, type DatabaseContent } from '../../src/databases/content.ts';
import { readSources, type MigrationSource } from '../../src/verify/migration-source.ts';

/** A chain of migrations that the contenders are timed on. */
export interface Chain {
  folder: string;
  /** The file of the prelude. */
  prelude: string | undefined;
  content: DatabaseContent;
  sources: MigrationSource[];
}

/** Reads a chain; client data is left out, since no peer knows of it. */
export async function openChain(folder: string, prelude?: string): Promise<Chain> {
  const content = await readContent({ migrations: folder, clientData: 'none', prelude });
  return { folder, prelude, content, sources: await readSources(content.found.migrations) };
}

/** Copies the migrations from `from` up to, not including, `to` into a folder, and nothing else. */
export function copyMigrations({ sources }: Chain, folder: string, from: number, to: number): void {
  mkdirSync(folder, { recursive: true });
  for (const { migration } of sources.slice(from, to)) {
    for (const path of [migration.up, migration.down]) {
      if (path !== undefined) {
        copyFileSync(path, join(folder, basename(path)));
      }
    }
  }
}

/** The first `count` migrations of a chain, in a folder that holds nothing else. */
export async function cutChain(chain: Chain, count: number, folder: string): Promise<Chain> {
  copyMigrations(chain, folder, 0, count);
  return openChain(folder, chain.prelude);
}
