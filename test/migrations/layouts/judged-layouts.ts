import { expect, test } from 'vitest';

import type { Axis } from '../../../src/verify/report/verdict.ts';
import { verifyMigrations } from '../../../src/verify/verify-migrations.ts';
import { everyNth, type Part } from '../../suite-part.ts';
import { layoutFixture, OTHER_LAYOUTS } from './layout-fixtures.ts';

const FORWARD_ONLY = new Set<string>(['refinery', 'timestamps']);

/** Every second layout, or the others. */
export function testJudgedLayouts(part: Part): void {
  test.for(everyNth(part, 2, OTHER_LAYOUTS))('%s: verify judges ups, and downs where there are any', async (layout) => {
    const report = await verifyMigrations({ migrations: layoutFixture(layout), layout });
    const statuses = (axis: Axis): string[] => report.migrations.map(({ verdicts }) => verdicts[axis].status);
    expect(
      report.ok,
      JSON.stringify(
        report.migrations.map(({ verdicts }) => verdicts),
        undefined,
        1,
      ),
    ).toBe(true);
    expect(statuses('applies').every((status) => status === 'pass')).toBe(true);
    expect(statuses('idempotent').every((status) => status === 'pass')).toBe(true);
    const isForwardOnly = FORWARD_ONLY.has(layout);
    const lasting = layout === 'flyway' ? 1 : 0;
    expect(statuses('reversible').filter((status) => status === 'skipped').length).toBe(
      isForwardOnly ? report.migrations.length : lasting,
    );
    expect(report.notes.includes('the migrations have no downs: only the ups are judged')).toBe(isForwardOnly);
  });
}
