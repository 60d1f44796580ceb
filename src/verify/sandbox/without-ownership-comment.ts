import type { CatalogSnapshot } from '../../catalog/snapshot/describe-schema.ts';
import { isOwnershipComment } from '../../databases/ownership.ts';

/** On a server that we did not start the database's comment marks it as ours and holds its name, which differs each time. */
export function withoutOwnershipComment(snapshot: CatalogSnapshot): CatalogSnapshot {
  const objects = snapshot.objects.map((object) => {
    const { comment, ...definition } = object.definition;
    const ours = object.kind === 'database' && typeof comment === 'string' && isOwnershipComment(comment);
    return ours ? { ...object, definition } : object;
  });
  return { ...snapshot, objects };
}
