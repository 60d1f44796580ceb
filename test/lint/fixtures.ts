import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as v from 'valibot';

import { ENERGY_RULESET } from '../../src/energy/lint-rules/energy-ruleset.ts';
import { lintLoaded, type LintOptions } from '../../src/lint/engine/lint-migrations.ts';
import type { LintReport } from '../../src/lint/engine/lint-report.ts';
import type { LintFile } from '../../src/lint/engine/lint-file.ts';
import { parseLintFile } from '../../src/lint/engine/parse-file.ts';
import { ruleRegistry } from '../../src/lint/engine/ruleset.ts';
import { readChain } from '../../src/lint/engine/read-chain.ts';
import type { ChangesSince } from '../../src/migrations/pairs/changes-since.ts';
import { findMigrations } from '../../src/migrations/pairs/find-migrations.ts';
import { pgParser } from '../../src/sql/pg-parser.ts';

/** All rules: the built-in ones and those of the energy domain. */
export const RULES = ruleRegistry([ENERGY_RULESET]);

/** Folder of the fixtures of a rule; without a rule, of all. */
export function fixturesOf(rule = ''): string {
  return join(fileURLToPath(new URL('../../fixtures/lint', import.meta.url)), rule);
}

/** Parses a text as the up of a migration, unless another path is given. */
export async function parsedFile(text: string, path = '1_a.up.sql'): Promise<LintFile> {
  return parseLintFile(path, path.endsWith('.down.sql') ? 'down' : 'up', text, await pgParser());
}

/** Lints a text as the up of a chain that has no other file. */
export async function lintText(text: string, options: Omit<LintOptions, 'migrations'> = {}): Promise<LintReport> {
  const up = '000001_case.up.sql';
  const migration = { version: 1n, name: 'case', up, down: undefined };
  const found = {
    folder: '.',
    migrations: [migration],
    clientData: undefined,
    notLoaded: [],
    unmatchedPattern: undefined,
    findings: [],
  };
  const pairs = [{ migration, up: await parsedFile(text, up), down: undefined }];
  return lintLoaded(
    { found, pairs, changes: undefined, clientDataTracked: false },
    { migrations: '.', rulesets: [ENERGY_RULESET], ...options },
  );
}

/** Lints a chain of texts, up and down of each migration: `000001_case.up.sql` and so on. */
export async function lintChain(
  texts: readonly (readonly [up: string, down?: string])[],
  options: Omit<LintOptions, 'migrations'> = {},
): Promise<LintReport> {
  const pairs = await Promise.all(
    texts.map(async ([up, down], i) => {
      const stem = `${String(i + 1).padStart(6, '0')}_case`;
      const paths = { up: `${stem}.up.sql`, down: down === undefined ? undefined : `${stem}.down.sql` };
      return {
        migration: { version: BigInt(i + 1), name: 'case', ...paths },
        up: await parsedFile(up, paths.up),
        down: down === undefined ? undefined : await parsedFile(down, `${stem}.down.sql`),
      };
    }),
  );
  const migrations = pairs.map(({ migration }) => migration);
  const found = {
    folder: '.',
    migrations,
    clientData: undefined,
    notLoaded: [],
    unmatchedPattern: undefined,
    findings: [],
  };
  return lintLoaded(
    { found, pairs, changes: undefined, clientDataTracked: false },
    { migrations: '.', rulesets: [ENERGY_RULESET], ...options },
  );
}

/** Lints `bad` or `good` of a rule: one file, or a folder. */
export async function lintFixture(
  rule: string,
  which: 'bad' | 'good',
  options: Omit<LintOptions, 'migrations'>,
): Promise<LintReport> {
  const file = join(fixturesOf(rule), `${which}.sql`);
  if (existsSync(file)) {
    return lintText(readFileSync(file, 'utf8'), options);
  }
  const folder = join(fixturesOf(rule), which);
  if (!existsSync(folder)) {
    throw noFixture(rule);
  }
  const found = await findMigrations(folder, { allowEmpty: true, willRead: true });
  // As if git kept all that is in `bad`.
  const clientDataTracked = which === 'bad' && found.clientData !== undefined;
  return lintLoaded(
    { found, pairs: readChain(found, await pgParser()), changes: changesIn(folder), clientDataTracked },
    { migrations: folder, rulesets: [ENERGY_RULESET], ...options },
  );
}

/** What git would say has changed, if the fixture has a word on it. */
function changesIn(folder: string): ChangesSince | undefined {
  const file = join(folder, 'changes.json');
  if (!existsSync(file)) {
    return undefined;
  }
  const { versions, edited, added, highest } = v.parse(CHANGES, JSON.parse(readFileSync(file, 'utf8')));
  return {
    versions: new Set(versions.map(BigInt)),
    edited: new Set(edited),
    added: new Set(added),
    highest: BigInt(highest),
    namesIn: () => Promise.resolve([]),
  };
}

const CHANGES = v.object({
  versions: v.array(v.number()),
  edited: v.array(v.string()),
  added: v.array(v.string()),
  highest: v.number(),
});

/** The lines that are marked with `-- here`, as `file:line`. */
export function markedLines(rule: string): string[] {
  const file = join(fixturesOf(rule), 'bad.sql');
  if (existsSync(file)) {
    return marksIn(readFileSync(file, 'utf8'), '000001_case.up.sql');
  }
  const folder = join(fixturesOf(rule), 'bad');
  if (!existsSync(folder)) {
    throw noFixture(rule);
  }
  return readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isFile())
    .flatMap((name) => marksIn(readFileSync(join(folder, name), 'utf8'), name));
}

function noFixture(rule: string): Error {
  return new Error(`the rule ${rule} has no fixtures: create fixtures/lint/${rule}/ with bad.sql and good.sql`);
}

function marksIn(text: string, name: string): string[] {
  return text.split('\n').flatMap((line, i) => (line.endsWith('-- here') ? [`${basename(name)}:${i + 1}`] : []));
}
