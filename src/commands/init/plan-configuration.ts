import { DEFAULT_MIGRATIONS } from '../../configuration/defaults.ts';
import { firstPath } from './inspect.ts';
import { presentStep, stepFor, type Situation, type Step } from './step.ts';

/** The configuration, if a setting differs from its default. */
export function planConfiguration({ repository, found, migrations }: Situation): Step[] {
  const why = 'names the folder of the migrations';
  const existing = firstPath(repository, /^elementaldb\.config\.(?:json|[mc]?[jt]s)$/);
  if (existing !== undefined) {
    const isNamed = migrations === DEFAULT_MIGRATIONS || repository.text(existing).includes(migrations);
    return [isNamed ? presentStep(existing, why) : { path: existing, why, action: 'add', content: line(migrations) }];
  }
  if (migrations === DEFAULT_MIGRATIONS) {
    return [];
  }
  // Only where npm installs the package into the repository is its schema a file.
  const schema =
    found.packageJson === undefined
      ? ''
      : '  "$schema": "./node_modules/elementaldb/docs/configuration.schema.json",\n';
  const content = `{\n${schema}  "migrations": ${JSON.stringify(migrations)}\n}\n`;
  return [stepFor(repository, { path: 'elementaldb.config.json', why, content })];
}

function line(migrations: string): string {
  return `"migrations": ${JSON.stringify(migrations)}\n`;
}
