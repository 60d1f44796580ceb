import type { Found } from './inspect.ts';
import type { Repository } from './repository.ts';

/** One file that the repository should have: written if it is missing, never changed if it exists. */
export interface Step {
  /** Relative to the repository, with `/`. */
  path: string;
  /** What the file is for. */
  why: string;
  /** `write`: it is missing. `add`: it exists, `content` is to be added by hand. `present`: nothing to do. */
  action: 'write' | 'add' | 'present';
  content: string;
}

/** What the planning functions know. */
export interface Situation {
  repository: Repository;
  found: Found;
  /** The folder of migrations, relative to the repository, with `/`. */
  migrations: string;
}

/** A file for the repository: written if it is missing, else `add` is what the user adds to it. */
export function stepFor(
  repository: Repository,
  { path, why, content, add = content }: { path: string; why: string; content: string; add?: string },
): Step {
  if (!repository.paths.has(path)) {
    return { path, why, action: 'write', content };
  }
  return repository.text(path).includes('elementaldb')
    ? presentStep(path, why)
    : { path, why, action: 'add', content: add };
}

/** A file that names elementaldb already. */
export function presentStep(path: string, why: string): Step {
  return { path, why, action: 'present', content: '' };
}
