import type { LayoutChoice } from '../../configuration/layout.ts';
import { UsageError } from '../../support/errors.ts';

/**
 * Refuses another layout than golang-migrate's, for what writes files or ledgers.
 *
 * @param action in messages, such as "migrate up"
 * @throws UsageError `LAYOUT_NOT_SUPPORTED`
 */
export function requireGolangMigrate(layout: LayoutChoice | undefined, action: string): void {
  if (layout !== undefined && layout !== 'golang-migrate') {
    throw new UsageError(`${action} works only with the layout golang-migrate, not with ${layout}`, {
      code: 'LAYOUT_NOT_SUPPORTED',
      hint: 'Use the tool that the migrations are written for.',
    });
  }
}
