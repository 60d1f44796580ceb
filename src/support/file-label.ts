import { basename, dirname } from 'node:path';

/**
 * The name of a migration's file in messages and stored lists, without its folder; for `up.sql` and `down.sql`, of which
 * each migration's folder has one, with the name of that folder.
 */
export function fileLabel(path: string): string {
  const name = basename(path);
  return name === 'up.sql' || name === 'down.sql' ? `${basename(dirname(path))}/${name}` : name;
}
