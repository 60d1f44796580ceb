/** The words of DROP for each kind, by the parse tree's name for it. */
export function kindWords(type: string | undefined): string {
  return (
    KINDS[type ?? ''] ??
    (type ?? '')
      .replace(/^OBJECT_/, '')
      .replaceAll('_', ' ')
      .toLowerCase()
  );
}

const KINDS: Readonly<Record<string, string>> = {
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_FOREIGN_TABLE: 'table',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_DOMCONSTRAINT: 'domain constraint',
  OBJECT_ATTRIBUTE: 'column',
  OBJECT_PROCEDURE: 'function',
  OBJECT_ROUTINE: 'function',
  OBJECT_AGGREGATE: 'function',
  OBJECT_DOMAIN: 'type',
  OBJECT_STATISTIC_EXT: 'statistics',
};
