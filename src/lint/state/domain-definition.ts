import type { DomainConstraint } from '../../sql/statement/action.ts';

/** The definition of a domain, a line for each constraint that was added to it. Empty where it can no longer be told. */
export function constrained(definition: string, { does, name, guarded, shape }: DomainConstraint): string {
  if (definition === '' || name === undefined) {
    return '';
  }
  const own = `${JSON.stringify(name)} `;
  if (does === 'add') {
    return `${definition}\n${own}${shape()}`;
  }
  const lines = definition.split('\n');
  const others = lines.filter((line) => !line.startsWith(own));
  const mayBeGiven = /_(?:check|not_null)\d*$/.test(name) || definition.includes(`"conname":${JSON.stringify(name)}`);
  return others.length < lines.length || (guarded && !mayBeGiven) ? others.join('\n') : '';
}
