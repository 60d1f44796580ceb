import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { TEMPLATES } from './generated-migrations.ts';

/**
 * Writes a chain of `count` migrations into a new folder: the same each time, idempotent and reversible. Every twenty of
 * them are one more part of the application, so that the schema grows with the chain, as real ones do.
 */
export function generateChain(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index += 1) {
    const made = TEMPLATES[index % TEMPLATES.length]?.(Math.floor(index / TEMPLATES.length));
    if (made !== undefined) {
      const path = join(folder, `${String(index + 1).padStart(6, '0')}_${made.name}`);
      writeFileSync(`${path}.up.sql`, inTransaction(made.up));
      writeFileSync(`${path}.down.sql`, inTransaction(made.down));
    }
  }
}

function inTransaction(sql: string): string {
  return `BEGIN;\n\n${sql.trim()}\n\nCOMMIT;\n`;
}
