/** Names of PostgreSQL's own types, as `format_type` writes them and as files may. */
export const BUILT_IN_TYPES: ReadonlySet<string> = new Set(
  [
    'smallint integer bigint numeric real double|precision money boolean text character character|varying name char',
    'bytea date time|without|time|zone time|with|time|zone timestamp|without|time|zone timestamp|with|time|zone interval',
    'uuid json jsonb jsonpath xml bit bit|varying inet cidr macaddr macaddr8 point line lseg box path polygon circle',
    'tsvector tsquery gtsvector oid xid xid8 cid tid regclass regproc regprocedure regoper regoperator regtype regrole',
    'regnamespace regconfig regdictionary regcollation pg_lsn pg_snapshot txid_snapshot int4range int8range numrange',
    'tsrange tstzrange daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange',
    'aclitem oidvector int2vector refcursor record trigger event_trigger void internal cstring',
  ].flatMap((line) => line.split(' ').map((each) => each.replaceAll('|', ' '))),
);

/** Types whose values can be compared with each other, so that a foreign key may join them. */
const FAMILIES: readonly (readonly string[])[] = [
  ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'],
  ['text', 'character varying', 'character', 'name', 'citext'],
  ['date', 'timestamp without time zone', 'timestamp with time zone'],
  ['uuid'],
  ['boolean'],
  ['bytea'],
  ['jsonb'],
];

/** Whether PostgreSQL has no operator that compares the two; false where that is not known. */
export function areIncomparable(a: string, b: string): boolean {
  return familyOf(a) !== undefined && familyOf(b) !== undefined && familyOf(a) !== familyOf(b);
}

function familyOf(type: string): readonly string[] | undefined {
  return FAMILIES.find((each) => each.includes(type));
}
