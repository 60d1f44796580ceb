import type { Repository } from '../../../src/commands/init/repository.ts';

/** A repository with these files, by path. */
export function repositoryOf(files: Readonly<Record<string, string>>, rootAbove?: string): Repository {
  return { paths: new Set(Object.keys(files).toSorted()), text: (path) => files[path] ?? '', rootAbove };
}
