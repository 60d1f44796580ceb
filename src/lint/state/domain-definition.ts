import { textOf } from '../../sql/lazy-text.ts';
import type { DomainConstraint } from '../../sql/statement/action.ts';

/** The definition of a domain, with one line for each added constraint; empty if it is no longer known. */
export function alteredDomain(definition: string, { does, name, guarded, shape }: DomainConstraint): string {
  if (definition === '' || name === undefined) {
    return '';
  }
  const prefix = `${JSON.stringify(name)} `;
  if (does === 'add') {
    return `${definition}\n${prefix}${textOf(shape)}`;
  }
  const lines = definition.split('\n');
  const others = lines.filter((line) => !line.startsWith(prefix));
  const mayBeDefault = /_(?:check|not_null)\d*$/.test(name) || definition.includes(`"conname":${JSON.stringify(name)}`);
  return others.length < lines.length || (guarded && !mayBeDefault) ? others.join('\n') : '';
}
