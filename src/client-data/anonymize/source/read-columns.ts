import type { Client } from 'pg';

import type { DumpTable } from '../../tables/dump-table.ts';

/** What kind of values a column has, for anonymization. */
export type ValueKind =
  /** All character types, and domains over them. */
  | 'text'
  | 'json'
  | 'number'
  | 'float'
  | 'time'
  | 'date'
  | 'network'
  | 'bytes'
  /** `point`, and composite types of two numbers. */
  | 'pair'
  /** Says nothing of anybody, unless its name tells that it is a secret: boolean, uuid, enum, ranges of numbers and times and so on. */
  | 'harmless'
  /** Types that the toolkit cannot look into. */
  | 'unknown';

/** A column whose values may have to become pseudonyms. */
export interface SourceColumn {
  /** `schema.table.column`, unquoted. */
  id: string;
  table: DumpTable;
  name: string;
  comment: string | null;
  kind: ValueKind;
  /** Whether it is an array; `kind` and `baseType` then are those of its elements. */
  isArray: boolean;
  /** As SQL writes it, with its domain and modifier. */
  type: string;
  /** The type of a value; of an array, that of its elements. */
  elementType: string;
  /** Whether its type, or that of its elements, is a domain, which may have CHECKs. */
  isDomain: boolean;
  /** Without domain, modifier and brackets. */
  baseType: string;
  maxLength: number;
  isNullable: boolean;
  /** Whether a unique index has it, also among other columns, in an expression or with a condition. */
  isUnique: boolean;
  /** Conditions of CHECK constraints and bounds of partitions about this column alone, as SQL. */
  checks: readonly string[];
}

/** Follows domains down to their base type, then arrays to their element. */
const COLUMNS = `
  WITH RECURSIVE tables AS (
    SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname || '.' || c.relname = ANY ($1)),
  types AS (
    SELECT a.attrelid, a.attnum, a.atttypid AS type, a.atttypmod AS modifier
      FROM tables t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE a.attgenerated = ''
    UNION ALL
    SELECT x.attrelid, x.attnum, y.typbasetype, CASE WHEN y.typtypmod >= 0 THEN y.typtypmod ELSE x.modifier END
      FROM types x JOIN pg_catalog.pg_type y ON y.oid = x.type WHERE y.typtype = 'd'),
  bases AS (
    SELECT x.attrelid, x.attnum, x.modifier, coalesce(e.oid, y.oid) AS type, e.oid IS NOT NULL AS is_array
      FROM types x JOIN pg_catalog.pg_type y ON y.oid = x.type AND y.typtype <> 'd'
      LEFT JOIN pg_catalog.pg_type e ON e.oid = y.typelem AND y.typcategory = 'A')
  SELECT n.nspname || '.' || c.relname AS table, a.attname AS name,
         pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, b.is_array AS "isArray",
         y.typname AS "baseType", y.typtype AS "typeType", y.typcategory AS category, y.typnamespace = 'pg_catalog'::regnamespace AS "isBuiltIn",
         pg_catalog.format_type(coalesce(de.oid, a.atttypid), a.atttypmod) AS "elementType",
         'd' IN (d.typtype, de.typtype) AS "isDomain", b.modifier, NOT a.attnotnull AS "isNullable",
         (SELECT json_agg(f.atttypid::regtype::text ORDER BY f.attnum) FROM pg_catalog.pg_attribute f
           WHERE f.attrelid = y.typrelid AND y.typrelid <> 0 AND f.attnum > 0 AND NOT f.attisdropped) AS fields,
         EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisunique
                    AND (a.attnum = ANY (i.indkey::int2[])
                         OR i.indexprs IS NOT NULL AND pg_catalog.strpos(pg_catalog.pg_get_indexdef(i.indexrelid), a.attname) > 0)) AS "isUnique",
         (SELECT json_agg(pg_catalog.pg_get_expr(k.conbin, k.conrelid) ORDER BY k.conname) FROM pg_catalog.pg_constraint k
           WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]) AS checks,
         (SELECT string_agg('(' || pg_catalog.pg_get_partition_constraintdef(i.inhrelid) || ')', ' OR ')
            FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = i.inhparent
           WHERE i.inhparent = c.oid AND p.partstrat <> 'h' AND p.partnatts = 1 AND (p.partattrs::int2[])[0] = a.attnum) AS bounds
    FROM bases b
    JOIN pg_catalog.pg_class c ON c.oid = b.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = b.attrelid AND a.attnum = b.attnum
    JOIN pg_catalog.pg_type y ON y.oid = b.type
    JOIN pg_catalog.pg_type d ON d.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_type de ON de.oid = d.typelem AND d.typcategory = 'A'
   ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum`;

interface ColumnRow {
  table: string;
  name: string;
  type: string;
  elementType: string;
  isDomain: boolean | null;
  isArray: boolean;
  baseType: string;
  typeType: string;
  category: string;
  isBuiltIn: boolean;
  modifier: number;
  isNullable: boolean;
  fields: string[] | null;
  isUnique: boolean;
  checks: string[] | null;
  bounds: string | null;
}

/** Reads all columns of the tables that a dump writes, in the order of tables and columns. */
export async function readColumns(client: Client, tables: readonly DumpTable[]): Promise<SourceColumn[]> {
  const { rows } = await client.query<ColumnRow>(COLUMNS, [tables.map(({ id }) => id)]);
  const byId = new Map(tables.map((table) => [table.id, table]));
  return rows.flatMap((row) => {
    const table = byId.get(row.table);
    return table === undefined ? [] : [toColumn(row, table)];
  });
}

function toColumn(row: ColumnRow, table: DumpTable): SourceColumn {
  const isText = TEXT_TYPES.has(row.baseType) || (row.category === 'S' && row.typeType === 'b');
  return {
    id: `${table.id}.${row.name}`,
    table,
    name: row.name,
    comment: table.columns.find(({ name }) => name === row.name)?.comment ?? null,
    kind: kindOf(row, isText),
    isArray: row.isArray,
    type: row.type,
    elementType: row.elementType,
    isDomain: row.isDomain === true,
    baseType: row.baseType,
    // The modifier of a character type is its length and four bytes.
    maxLength: isText && row.modifier > 4 ? row.modifier - 4 : Number.POSITIVE_INFINITY,
    isNullable: row.isNullable,
    isUnique: row.isUnique,
    checks: [...(row.checks ?? []), ...(row.bounds === null ? [] : [row.bounds])],
  };
}

const TEXT_TYPES = new Set(['text', 'varchar', 'bpchar', 'citext', 'char', 'name', 'xml', 'ltree']);

const KINDS: Readonly<Record<string, ValueKind>> = {
  json: 'json',
  jsonb: 'json',
  bytea: 'bytes',
  inet: 'network',
  cidr: 'network',
  macaddr: 'network',
  macaddr8: 'network',
  point: 'pair',
  date: 'date',
  timestamp: 'time',
  timestamptz: 'time',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  numeric: 'number',
  float4: 'float',
  float8: 'float',
  uuid: 'harmless',
  bool: 'harmless',
  bit: 'harmless',
  varbit: 'harmless',
  interval: 'harmless',
  time: 'harmless',
  timetz: 'harmless',
  money: 'harmless',
  oid: 'harmless',
  xid: 'harmless',
  pg_lsn: 'harmless',
};

function kindOf({ baseType, typeType, category, isBuiltIn, fields }: ColumnRow, isText: boolean): ValueKind {
  if (isText) {
    return baseType === 'xml' || baseType === 'ltree' ? 'unknown' : 'text';
  }
  if (typeType === 'c') {
    const areNumbers = (fields ?? []).every((field) =>
      /^(?:double precision|real|numeric|integer|bigint|smallint)$/.test(field),
    );
    return areNumbers && fields?.length === 2 ? 'pair' : 'unknown';
  }
  if (typeType === 'e' || (isBuiltIn && (typeType === 'r' || typeType === 'm'))) {
    return 'harmless';
  }
  // Types of extensions with these names are ordinary; category R: ranges.
  return KINDS[baseType] ?? (category === 'R' && isBuiltIn ? 'harmless' : 'unknown');
}
