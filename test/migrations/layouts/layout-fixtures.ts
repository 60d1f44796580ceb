import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { LAYOUT_NAMES, type OtherLayout } from '../../../src/configuration/layout.ts';

/** The layouts that have a folder of fixtures: all but golang-migrate's. */
export const OTHER_LAYOUTS: readonly OtherLayout[] = LAYOUT_NAMES.filter((name) => name !== 'golang-migrate');

/** The folder with the migrations of one layout. All make the same table, trigger and index. */
export function layoutFixture(layout: OtherLayout): string {
  return join(fileURLToPath(new URL('../../../fixtures/layouts', import.meta.url)), layout);
}
