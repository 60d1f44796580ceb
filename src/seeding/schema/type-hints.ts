import { addHints, noHints, type Hints } from '../constraints/check-hints.ts';
import type { Types, TypeShape } from './table-shape.ts';

export interface HintedType extends TypeShape {
  /** What the conditions of a domain say about its values. */
  hints: Hints | null;
}

/** Types that candidateRows for values are made for. */
export type HintedTypes = ReadonlyMap<string, HintedType>;

/** Adds to each domain what its conditions, and those of the domains below it, say about values. */
export async function withHints(shapes: Types): Promise<HintedTypes> {
  const types = new Map<string, HintedType>();
  for (const [name, shape] of shapes) {
    const checks = checksOf(shapes, name);
    const hints = checks.length === 0 ? null : noHints();
    for (const check of checks) {
      await addHints(check, () => hints ?? noHints());
    }
    types.set(name, { ...shape, hints });
  }
  return types;
}

/** The conditions of a domain and of the domains below it. */
export function checksOf(shapes: Types, name: string): readonly string[] {
  const shape = shapes.get(name);
  return shape?.kind === 'd' ? [...shape.checks, ...checksOf(shapes, shape.base ?? '')] : [];
}

/** The type below all domains, with its modifier. */
export function bareType<T extends TypeShape>(
  types: ReadonlyMap<string, T>,
  name: string,
  modifier: number,
): { type: T | undefined; modifier: number } {
  const type = types.get(name);
  return type?.kind === 'd' && type.base !== null ? bareType(types, type.base, type.baseModifier) : { type, modifier };
}

/** The type of a column below all domains, for values of any length: `character` and `bit` alone hold one character or bit. */
export function unlimitedType(types: HintedTypes, { type, modifier }: { type: string; modifier: number }): string {
  const name = bareType(types, type, modifier).type?.name ?? type;
  return name.replace(/^character(?=$|\[)/, 'bpchar').replace(/^bit(?=$|\[)/, '"bit"');
}

/** How many characters a text type holds: null for any number, undefined for other types. */
export function textLimit(bare: string, modifier: number): number | null | undefined {
  if (bare === 'text' || bare === 'citext') {
    return null;
  }
  return bare === 'varchar' || bare === 'bpchar' ? (modifier > 4 ? modifier - 4 : null) : undefined;
}
