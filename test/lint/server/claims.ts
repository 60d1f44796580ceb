import { lintChain } from '../fixtures.ts';
import { BASE } from './base.ts';
import type { Form } from './form.ts';

/** What lint says about a statement. */
export interface Claims {
  rewrites: boolean;
  /** It reads or writes all rows of a table that nobody else can write meanwhile. */
  slow: boolean;
  /** It takes ACCESS EXCLUSIVE on a table. */
  exclusive: boolean;
  refused: boolean;
  /** The rules that say so. */
  rules: readonly string[];
}

type Claim = 'rewrites' | 'scans' | 'locks' | 'refused';

/** What a finding of each rule claims. */
const CLAIMS: Readonly<Record<string, (what: string) => readonly Claim[]>> = {
  'check-validated': () => ['scans'],
  'column-rewrites-table': () => ['rewrites'],
  'concurrently-refused': () => ['refused'],
  'detach-blocks': () => ['locks'],
  'domain-constraint': (what) => (what.includes('are read') ? ['scans'] : []),
  'foreign-key-validated': () => ['scans'],
  'index-blocks-writes': () => ['scans'],
  'index-drop-blocks': () => ['locks'],
  'lock-without-timeout': () => ['locks'],
  'long-work-under-lock': () => ['scans'],
  'maintenance-blocks': (what) =>
    /^(?:VACUUM FULL|CLUSTER|REFRESH)/.test(what) ? ['rewrites', 'locks'] : what.startsWith('REINDEX') ? ['scans'] : [],
  'not-valid-then-validate': () => ['scans'],
  'partition-scanned': () => ['scans'],
  'primary-key-over-nulls': () => ['scans'],
  'set-not-null': () => ['scans'],
  'table-rewritten': () => ['rewrites'],
  'type-rewrites-table': (what) => (what.includes('rewrites') ? ['rewrites'] : ['scans']),
  'unique-blocks': () => ['scans'],
  'volatile-default': () => ['rewrites'],
};

/** What lint says about the last of three migrations: the base schema, what was done before, and the statement. */
export async function claimsAbout({ sql, before = '' }: Form): Promise<Claims> {
  const { findings } = await lintChain([[BASE], [before], [sql]], { preset: 'strict', only: Object.keys(CLAIMS) });
  const own = findings.filter(({ file }) => file.startsWith('000003'));
  const claims = new Set(own.flatMap(({ code, what }) => CLAIMS[code]?.(what) ?? []));
  return {
    rewrites: claims.has('rewrites'),
    slow: claims.has('rewrites') || claims.has('scans'),
    exclusive: claims.has('locks'),
    refused: claims.has('refused'),
    rules: [...new Set(own.map(({ code }) => code))].toSorted(),
  };
}
