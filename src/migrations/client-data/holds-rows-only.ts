import { DumpReader } from '../../sql/dump/dump-reader.ts';
import { DumpScriptError } from '../../sql/dump/dump-script-error.ts';
import { dumpStatementKind } from '../../sql/dump/dump-statement-kind.ts';
import { openDump } from './dump-file.ts';

/** More than this of a file is not read: what its first megabytes hold, the rest holds too. */
const ENOUGH_BYTES = 8 * 1_048_576;

/** Statements beside INSERT and COPY that change rows at most, and those with which dumps prepare a load and end it. */
const ABOUT_ROWS =
  /^(?:select|with|values|update|delete|truncate|lock|analyze|reset|set\s+constraints|alter\s+table\b.*\b(?:(?:dis|en)able\s+trigger|alter\s+constraint)\b)/is;

/**
 * Whether a script adds rows and changes nothing else: INSERT or COPY, and what stands around them in dumps. A file that
 * cannot be read as a script is none.
 *
 * @throws EnvironmentError `CLIENT_DATA_UNREADABLE`
 */
export async function holdsRowsOnly(file: string): Promise<boolean> {
  const dump = await openDump(file);
  const reader = new DumpReader(file);
  let hasRows = false;
  /** Whether all statements read so far are about rows. */
  const accepts = (events: ReturnType<DumpReader['end']>): boolean => {
    for (const event of events) {
      if (event.kind === 'statement') {
        const { kind } = dumpStatementKind(event.text);
        if (kind === 'forbidden-transaction' || (kind === 'other' && !ABOUT_ROWS.test(event.text))) {
          return false;
        }
        hasRows ||= kind === 'insert';
      }
      hasRows ||= event.kind === 'copy-start';
    }
    return true;
  };
  try {
    for await (const chunk of dump.chunks) {
      if (!accepts(reader.push(chunk))) {
        return false;
      }
      if (dump.bytesRead() >= ENOUGH_BYTES) {
        return hasRows;
      }
    }
    return accepts(reader.end()) && hasRows;
  } catch (error) {
    if (error instanceof DumpScriptError) {
      return false;
    }
    throw error;
  } finally {
    dump.close();
  }
}
