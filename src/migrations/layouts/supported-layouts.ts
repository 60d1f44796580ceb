import type { LayoutChoice, NamedLayout } from '../../configuration/layout.ts';
import { UsageError } from '../../support/errors.ts';

/**
 * Refuses another layout than golang-migrate's, for what writes files or ledgers.
 *
 * @param action in messages, such as "migrate up"
 * @throws UsageError `LAYOUT_NOT_SUPPORTED`
 */
export function requireGolangMigrate(layout: LayoutChoice | undefined, action: string): void {
  if (layout !== undefined && layout !== 'golang-migrate') {
    const name = typeof layout === 'object' ? 'a command' : layout;
    throw new UsageError(`${action} works only with the layout golang-migrate, not with ${name}`, {
      code: 'LAYOUT_NOT_SUPPORTED',
      hint: 'Use the tool that the migrations are written for.',
    });
  }
}

/**
 * Refuses a command as the layout, for what reads the SQL of migrations.
 *
 * @throws UsageError `LAYOUT_NOT_SUPPORTED`
 */
export function requireFiles(layout: LayoutChoice | undefined, action: string): NamedLayout | undefined {
  if (typeof layout === 'object') {
    throw new UsageError(`${action} reads the SQL of migrations, but the layout is a command`, {
      code: 'LAYOUT_NOT_SUPPORTED',
      hint: 'A command serves start and test databases. For SQL files name their layout with --layout.',
    });
  }
  return layout;
}
