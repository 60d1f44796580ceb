import { parseStatements, type SqlStatement } from '../../sql/parse-statements.ts';

/** Effects that no snapshot of the database shows: positions of sequences and maintenance, which are no part of the state. */
const WITHOUT_STATE = ['AlterSeqStmt', 'CheckPointStmt', 'ClusterStmt', 'ReindexStmt', 'RepackStmt', 'VacuumStmt'];

/** The same where something stays that verify does not compare, with its name. */
const WITH_STATE: Readonly<Record<string, string>> = {
  AlterSystemStmt: 'settings of the server (ALTER SYSTEM)',
  CreatedbStmt: 'other databases',
  DropdbStmt: 'other databases',
};

const SLOT = /\bpg_(?:create|copy|drop)\w*_replication_slot\b/i;

export function hasUnseenEffect({ node, text }: SqlStatement): boolean {
  return (
    [...WITHOUT_STATE, ...Object.keys(WITH_STATE)].some((kind) => kind in node) ||
    /\bsetval\b/i.test(text) ||
    SLOT.test(text)
  );
}

/** What the files change and no snapshot covers, so that nothing is proved about it. */
export async function uncoveredEffects(scripts: readonly (string | undefined)[]): Promise<string[]> {
  const text = scripts.join(';\n');
  const statements = /\b(?:system|database)\b/i.test(text)
    ? (await Promise.all(scripts.map((sql = '') => parseStatements(sql).catch(() => [])))).flat()
    : [];
  const kinds = Object.entries(WITH_STATE)
    .filter(([kind]) => statements.some(({ node }) => kind in node))
    .map(([, name]) => name);
  return [...new Set([...kinds, ...(SLOT.test(text) ? ['replication slots'] : [])])];
}
