import { type Said, type Sandbox } from '../run-cli.ts';

/** Lines that were broken to fit the terminal, whole again. */
export function unwrapped(text: string): string {
  return text.replaceAll(/\n {8}/g, ' ').replaceAll('  ', ' ');
}

/** The versions in the table. */
export function versionsIn({ stdout }: Said): string[] {
  return [...stdout.matchAll(/^ +(\d+) {2}\w+ .*(?:ok|FAIL|-)$/gm)].map(([, version = '']) => version);
}

/** The line that ends the report. */
export function closing({ stdout }: Said): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

/** Two pairs of which the second is wrong, in `migrations`, that no other test has. */
export function writeChain(sandbox: Sandbox): void {
  sandbox.write({
    'migrations/1_a.up.sql': `-- ${Math.random()}\nCREATE TABLE IF NOT EXISTS a (n int);`,
    'migrations/1_a.down.sql': 'DROP TABLE IF EXISTS a;',
    'migrations/2_b.up.sql': 'CREATE TABLE IF NOT EXISTS b (n int);',
    'migrations/2_b.down.sql': '-- forgotten',
  });
}
