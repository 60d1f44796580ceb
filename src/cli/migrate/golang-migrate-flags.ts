import type { Terminal } from '../terminal.ts';

/** Flags of golang-migrate that take a value. */
const WITH_VALUE = ['database', 'path', 'source', 'prefetch', 'lock-timeout', 'ext', 'dir', 'digits', 'format', 'tz'];

/** Flags of golang-migrate that take none. */
const SWITCHES = ['verbose', 'all', 'seq', 'help', 'version', 'f'];

/** What is written otherwise in ours. */
const NAMES: Readonly<Record<string, string>> = { database: '--database-url', path: '--migrations', f: '--force' };

/** golang-migrate's own commands, which print everything on stderr. */
const COMMANDS = new Set(['create', 'goto', 'up', 'down', 'drop', 'force', 'version']);

/**
 * Reads `migrate -database URL -path FOLDER up 2` as golang-migrate does: flags with one hyphen or two, with the value
 * after a space or `=`, and before the command. A script that uses them finds all output where golang-migrate prints it.
 */
export function withGolangMigrateFlags(
  args: readonly string[],
  terminal: Terminal,
): { args: readonly string[]; terminal: Terminal } {
  if (args[0] !== 'migrate') {
    return { args, terminal };
  }
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const leading: string[] = [];
  const others: string[] = [];
  let command: string | undefined;
  let isGolangMigrate = false;
  for (let at = 1; at < end; at++) {
    const arg = args[at] ?? '';
    const flag = flagOf(arg);
    if (flag === undefined) {
      command ??= arg.startsWith('-') ? undefined : arg;
      others.push(arg);
      continue;
    }
    const takesValue = WITH_VALUE.includes(flag.name);
    if (takesValue && flag.value === undefined && at + 1 < end) {
      flag.value = args[++at];
    }
    isGolangMigrate ||= !arg.startsWith('--') || flag.name in NAMES || command === undefined;
    (command === undefined ? leading : others).push(...inOurWords(flag, takesValue));
  }
  if (command === undefined && leading.includes('--version')) {
    return { args: ['--version'], terminal };
  }
  // Without a command the help is shown; `create` connects to no database.
  const usesLeading = (command !== undefined && command !== 'create') || leading.includes('--help');
  return {
    args: ['migrate', ...others.slice(0, 1), ...(usesLeading ? leading : []), ...others.slice(1), ...args.slice(end)],
    terminal: isGolangMigrate && COMMANDS.has(command ?? '') ? { ...terminal, out: terminal.say } : terminal,
  };
}

interface Flag {
  name: string;
  value: string | undefined;
}

function flagOf(arg: string): Flag | undefined {
  const [, name = '', value] = /^--?([a-z][a-z-]*)(?:=([^]*))?$/.exec(arg) ?? [];
  return [...WITH_VALUE, ...SWITCHES].includes(name) ? { name, value } : undefined;
}

function inOurWords({ name, value }: Flag, takesValue: boolean): string[] {
  if (takesValue) {
    const flag = NAMES[name] ?? `--${name}`;
    return value === undefined ? [flag] : [flag, value];
  }
  return value !== undefined && /^(?:0|f|false)$/i.test(value) ? [] : [NAMES[name] ?? `--${name}`];
}
