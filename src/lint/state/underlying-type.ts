import type { ColumnSpec } from '../../sql/statement/table-spec.ts';
import type { CatalogDomain } from './catalog-table.ts';
import type { SchemaState } from './schema-state.ts';

/** The type that a column has in the end if its type is a domain, or a domain over one, and whether one of them has constraints. */
export function underlyingType(
  column: ColumnSpec,
  schema: SchemaState,
): { column: ColumnSpec; isDomain: boolean; isConstrained: boolean } {
  let [current, isDomain, isConstrained] = [column, false, false];
  // A domain that a wrong file bases on itself ends the search.
  const seen = new Set<CatalogDomain>();
  for (;;) {
    const domain = domainOf(current, schema);
    if (domain === undefined || seen.has(domain)) {
      return { column: current, isDomain, isConstrained };
    }
    seen.add(domain);
    isDomain = true;
    isConstrained ||= domain.constraints > 0;
    current = domain.base;
  }
}

function domainOf({ type, typeSchema }: ColumnSpec, { objects }: SchemaState): CatalogDomain | undefined {
  const alike = [...objects.endingIn(type)].filter(
    ({ what, name }) =>
      what === 'type' && name.name === type && (typeSchema === undefined || name.schema === typeSchema),
  );
  return alike.length === 1 ? alike[0]?.domain : undefined;
}
