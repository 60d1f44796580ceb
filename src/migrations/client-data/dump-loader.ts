import type { Client } from 'pg';

import { type CopyIn, copyIn } from '../../postgres/copy-in.ts';
import { runScript } from '../../postgres/run-script.ts';
import type { DumpEvent } from '../../sql/dump/dump-reader.ts';
import { DumpScriptError } from '../../sql/dump/dump-script-error.ts';
import { dumpStatementKind } from '../../sql/dump/dump-statement-kind.ts';
import { nameParts } from '../../sql/sql-tokens.ts';
import type { LedgerName } from '../ledger/ledger.ts';
import { type DumpSource, type DumpStatement, explainCopyError, explainStatementError } from './explain-dump-error.ts';
import { isLedger } from './ledger-guard.ts';

/** Small statements are sent together up to this many characters, because a round trip costs more. */
const BATCH_CHARACTERS = 256 * 1024;

/** Settings at the top of a dump that the server may not support; any other unknown setting is an error. */
const OPTIONAL_SETTINGS = new Set([
  'default_table_access_method',
  'default_with_oids',
  'idle_in_transaction_session_timeout',
  'lock_timeout',
  'row_security',
  'statement_timeout',
  'transaction_timeout',
  'xmloption',
]);

/** Comments may stand before a statement. */
const REFRESH = /^(?:\s+|--.*\n)*REFRESH\s+MATERIALIZED\s+VIEW\s+(?:CONCURRENTLY\s+)?([^]*)/i;

/** `SELECT pg_catalog.set_config('search_path', '', false)`, which begins each dump, or SET. */
const EMPTY_SEARCH_PATH = /^[^;]{0,200}\bsearch_path\b'?\s*(?:,|=|to\b)\s*(?:''|"")/i;

interface RunningCopy {
  statement: DumpStatement;
  dataLine: number;
  /** Undefined if the rows are skipped. */
  copy: CopyIn | undefined;
}

/** Sends the events of a dump to the server, in the caller's transaction. */
export class DumpLoader {
  rows = 0;
  statements = 0;
  readonly notes: string[] = [];
  /** Materialized views that the file refreshes itself, after its last rows, as `schema.name`. */
  readonly refreshed = new Set<string>();
  readonly #client: Client;
  readonly #source: DumpSource;
  readonly #ledger: LedgerName;
  #batch: DumpStatement[] = [];
  #batchCharacters = 0;
  #copy: RunningCopy | undefined;
  #ledgerNoted = false;

  constructor(client: Client, file: string, ledger: LedgerName) {
    this.#client = client;
    this.#source = { file, emptiedSearchPath: false };
    this.#ledger = ledger;
  }

  /** @throws MigrationSqlError, DumpScriptError */
  async take(event: DumpEvent): Promise<void> {
    switch (event.kind) {
      case 'command':
        return;
      case 'statement':
        return this.#statement(event);
      case 'copy-start':
        return this.#copyStart(event);
      case 'copy-data':
        return this.#duringCopy((copy) => copy.write(event.bytes));
      case 'copy-end':
        await this.#duringCopy(async (copy) => {
          this.rows += await copy.finish();
        });
        this.#copy = undefined;
    }
  }

  /** Sends the collected statements. */
  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#batchCharacters = 0;
    if (batch.length === 0) {
      return;
    }
    // The last statement of a file may end in a comment, which must not hide the semicolon.
    const outcome = await runScript(this.#client, batch.map(({ text }) => text).join('\n;\n'));
    this.rows += outcome.inserted;
    if (!outcome.ok) {
      throw explainStatementError(this.#source, batch, outcome);
    }
  }

  /** Commits, which checks deferred constraints. */
  async commit(): Promise<void> {
    await this.flush();
    const outcome = await runScript(this.#client, 'COMMIT');
    if (!outcome.ok) {
      throw explainStatementError(this.#source, [], outcome);
    }
  }

  async #statement(statement: DumpStatement): Promise<void> {
    const kind = dumpStatementKind(statement.text);
    switch (kind.kind) {
      case 'transaction':
        return;
      case 'forbidden-transaction':
        throw this.#refuse(statement, 'transaction control is not allowed: the whole file is one transaction', {
          code: 'CLIENT_DATA_ROLLBACK',
          hint: 'Remove the statement.',
        });
      case 'set':
        return this.#set(statement, kind);
      case 'insert':
        if (isLedger(kind.table, this.#ledger)) {
          this.#noteLedger(statement);
          return;
        }
        this.refreshed.clear();
        return this.#add(statement);
      case 'copy':
      case 'other':
        return this.#add(statement);
    }
  }

  async #add(statement: DumpStatement): Promise<void> {
    const [, view] = REFRESH.exec(statement.text) ?? [];
    if (view !== undefined) {
      this.refreshed.add(nameParts(view).join('.'));
    }
    this.#source.emptiedSearchPath ||= EMPTY_SEARCH_PATH.test(statement.text);
    this.statements += 1;
    this.#batch.push(statement);
    this.#batchCharacters += statement.text.length;
    if (this.#batchCharacters >= BATCH_CHARACTERS) {
      await this.flush();
    }
  }

  async #set(statement: DumpStatement, { name, value }: { name: string; value: string }): Promise<void> {
    if (name === 'client_encoding' && !/^(?:utf-?8|unicode)$/i.test(value)) {
      throw this.#refuse(statement, `unsupported encoding: ${value}`, {
        code: 'CLIENT_DATA_ENCODING',
        hint: 'Create the dump with --encoding=UTF8.',
      });
    }
    if (OPTIONAL_SETTINGS.has(name) && !(await serverKnows(this.#client, name))) {
      this.notes.push(`line ${statement.line}: skipped SET ${name}, which this server does not support`);
      return;
    }
    await this.#add(statement);
    // The setting may change the meaning of the next statements.
    await this.flush();
  }

  async #copyStart(event: Extract<DumpEvent, { kind: 'copy-start' }>): Promise<void> {
    await this.flush();
    const kind = dumpStatementKind(event.text);
    const skipped = kind.kind === 'copy' && isLedger(kind.table, this.#ledger);
    if (skipped) {
      this.#noteLedger(event);
    } else {
      this.refreshed.clear();
      this.statements += 1;
    }
    this.#copy = {
      statement: { text: event.text, line: event.line },
      dataLine: event.dataLine,
      copy: skipped ? undefined : copyIn(this.#client, event.text),
    };
  }

  async #duringCopy(work: (copy: CopyIn) => Promise<void>): Promise<void> {
    if (this.#copy?.copy === undefined) {
      return;
    }
    const { copy, statement, dataLine } = this.#copy;
    try {
      await work(copy);
    } catch (error) {
      throw explainCopyError(this.#source, statement, dataLine, error);
    }
  }

  #noteLedger({ line }: DumpStatement): void {
    if (!this.#ledgerNoted) {
      this.#ledgerNoted = true;
      this.notes.push(`line ${line}: skipped the rows of ${this.#ledger.table}, which only migrations write`);
    }
  }

  #refuse(statement: DumpStatement, what: string, options: { code: string; hint: string }): DumpScriptError {
    return new DumpScriptError({ file: this.#source.file, line: statement.line }, what, options);
  }
}

/** Asks first, because a failed SET would abort the transaction. */
async function serverKnows(client: Client, setting: string): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM pg_catalog.pg_settings WHERE name = $1', [setting]);
  return rows.length > 0;
}
