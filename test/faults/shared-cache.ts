import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { makePlace } from './place.ts';
import { newRow, remark, type FaultRow } from './table.ts';

/** Starts many processes at once on one empty cache. All must succeed, and every state must be there once. */
export async function buildOneCache(processes: number, rounds: number): Promise<FaultRow> {
  const row = newRow('processes build one cache', `${processes} times start --once`);
  for (let round = 0; round < rounds; round += 1) {
    const place = makePlace();
    try {
      const ended = await Promise.all(
        Array.from({ length: processes }, (_, n) => place.run(['start', '--once', '--name', `s${n}`])),
      );
      row.tried += 1;
      const failed = ended.filter(({ exitCode }) => exitCode !== 0);
      if (failed.length === 0) {
        row.survived += 1;
      }
      failed.forEach(({ exitCode, output }) => remark(row, `exit code ${exitCode}: ${output}`));
      const entries = readdirSync(join(place.cache, 'data')).filter((name) => name.endsWith('.tar'));
      if (entries.length !== 2) {
        row.lost += 1;
        remark(row, `entries of the cache: ${entries.join(' ')}`);
      }
      const left = await place.leftInTheEnd();
      if (left.length > 0) {
        row.left += 1;
        remark(row, `left ${left.join('; ')}`);
      }
    } finally {
      await place.dispose();
    }
  }
  return row;
}
