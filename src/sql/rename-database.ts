import { beginsText } from './effects/role-changes.ts';
import { quoteIdentifier } from './quote.ts';
import { sqlTokens, tokenName, type SqlToken } from './sql-tokens.ts';

/** SQL in which a database has another name. */
export interface RenamedSql {
  sql: string;
  /** The index in the original of a character of `sql`. */
  originalIndex(index: number): number;
}

/**
 * Writes another name where statements name a database as the object that they change: `ALTER DATABASE`, `COMMENT`,
 * `GRANT`, `REVOKE` and `SECURITY LABEL … ON DATABASE`, `ALTER ROLE … IN DATABASE`; also in DO blocks and the strings that
 * they may execute. What is kept, such as rows, comments and functions, stays as it is: it must be the same in every
 * database. Undefined if there is none.
 */
export function renameDatabase(sql: string, from: string, to: string): RenamedSql | undefined {
  const places = /\bdatabase\b/i.test(sql) && sql.toLowerCase().includes(from.toLowerCase()) ? namesOf(sql, from) : [];
  if (places.length === 0) {
    return undefined;
  }
  const written = /^[a-z_][a-z0-9_]*$/.test(to) ? to : quoteIdentifier(to);
  let renamed = '';
  let end = 0;
  for (const place of places) {
    renamed += sql.slice(end, place.start) + written;
    end = place.end;
  }
  return {
    sql: renamed + sql.slice(end),
    originalIndex(index) {
      let shift = 0;
      for (const { start, end: after } of places) {
        const at = start + shift;
        if (index < at) {
          break;
        }
        if (index < at + written.length) {
          return start;
        }
        shift += written.length - (after - start);
      }
      return index - shift;
    },
  };
}

interface Place {
  start: number;
  end: number;
}

function namesOf(sql: string, name: string, offset = 0, isExecuted = false): Place[] {
  const tokens = sqlTokens(sql);
  let isBlock = isExecuted;
  let holdsText = false;
  return tokens.flatMap((token, i): Place[] => {
    if (token.kind === 'string') {
      const inside = /^(?:\$[^$]*\$|[a-z&]*')/i.exec(token.text)?.[0].length ?? 0;
      const text = token.text.slice(inside, token.text.startsWith('$') ? -inside : -1);
      return isBlock && !holdsText ? namesOf(text, name, offset + token.start + inside, true) : [];
    }
    if (i === 0 || tokens[i - 1]?.text === ';') {
      isBlock = isExecuted || token.text.toLowerCase() === 'do';
      holdsText = false;
    }
    holdsText ||= beginsText(tokens, i);
    return tokenName(token) === name && isChangedDatabase(tokens, i)
      ? [{ start: offset + token.start, end: offset + token.end }]
      : [];
  });
}

/** Whether the token is the name of a database, alone or in a list, in a statement that changes it. */
function isChangedDatabase(tokens: readonly SqlToken[], at: number): boolean {
  if (tokens[at - 1]?.text === ',') {
    return isChangedDatabase(tokens, at - 2);
  }
  const [verb = '', object = ''] = tokens.slice(Math.max(0, at - 2), at).map(({ text }) => text.toLowerCase());
  return object === 'database' && ['alter', 'on', 'in'].includes(verb);
}
