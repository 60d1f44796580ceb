import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface MigrationsFolder extends AsyncDisposable {
  path: string;
  /** Writes or replaces files; a name may lead through subfolders. */
  write(files: Record<string, string | Uint8Array>): Promise<void>;
  remove(file: string): Promise<void>;
}

/** A folder for one test, gone when it goes out of scope. */
export async function migrationsFolder(files: Record<string, string | Uint8Array> = {}): Promise<MigrationsFolder> {
  const path = await mkdtemp(join(tmpdir(), 'migrations-'));
  const folder: MigrationsFolder = {
    path,
    async write(written) {
      for (const [name, content] of Object.entries(written)) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        await writeFile(join(path, name), content);
      }
    },
    remove: (file) => rm(join(path, file)),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
  await folder.write(files);
  return folder;
}

/** `count` pairs, each of which makes a table `t1`, `t2`, ... */
export function tablePairs(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  for (let number = 1; number <= count; number += 1) {
    const stem = `${String(number).padStart(6, '0')}_t${number}`;
    files[`${stem}.up.sql`] = `BEGIN;\nCREATE TABLE t${number} (id int PRIMARY KEY);\nEND;\n`;
    files[`${stem}.down.sql`] = `BEGIN;\nDROP TABLE t${number};\nEND;\n`;
  }
  return files;
}
