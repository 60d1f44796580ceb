import { bodyText } from '../plpgsql/body.ts';
import { sqlComments } from '../sql-tokens.ts';
import { positionFinder, type TextPosition } from '../text-position.ts';
import type { Action } from '../statement/action.ts';
import { parseScript, type Script, type Statement } from '../statement/script.ts';

/** A statement that changes more than the database it runs in. */
export interface ClusterWideEffect extends TextPosition {
  /** `CREATE ROLE`, `ALTER SYSTEM`, … */
  what: string;
}

/**
 * The statements of a script that change the whole server: roles and their memberships, tablespaces, parameters, other
 * databases. A DO block that puts SQL together while it runs, and a script that PostgreSQL's grammar refuses, are searched
 * for the words of such statements. What a function does that is only called is not seen.
 *
 * @param database a database whose own settings, privileges and comment are no such change
 */
export function clusterWideEffects(sql: string, database?: string): Promise<ClusterWideEffect[]> {
  return effectsOn(SHARED, sql, database);
}

/** The same and subscriptions, whose replication slots are on a server. */
export function serverEffects(sql: string): Promise<ClusterWideEffect[]> {
  return effectsOn(new Set([...SHARED, 'subscription']), sql, undefined);
}

async function effectsOn(
  kinds: ReadonlySet<string>,
  sql: string,
  database: string | undefined,
): Promise<ClusterWideEffect[]> {
  let script: Script;
  try {
    script = await parseScript(sql);
  } catch {
    const positionOf = positionFinder(sql);
    return wordsIn(sql).map(({ what, index }) => ({ what, ...positionOf(index) }));
  }
  const { statements, positionOf } = script;
  return statements.flatMap((statement) => {
    const { start, within, opaque } = statement;
    const block = within === undefined ? '' : ' in a DO block';
    const found = effectsOf(kinds, statement, database).map((what) => ({ what: what + block, ...positionOf(start) }));
    return opaque && within === undefined
      ? [
          ...found,
          ...wordsInBody(statement).map(({ what, index }) => ({
            what: `${what} in a DO block`,
            ...positionOf(start + index),
          })),
        ]
      : found;
  });
}

const SHARED: ReadonlySet<string> = new Set(['role', 'tablespace', 'database', 'parameter', 'system', 'owned']);

function effectsOf(kinds: ReadonlySet<string>, { actions }: Statement, database: string | undefined): string[] {
  const found = actions.flatMap((action) => {
    const isOwn = 'path' in action && action.what === 'database' && action.path[0] === database;
    return 'what' in action && kinds.has(action.what) && !isOwn ? [wordsOf(action)] : [];
  });
  return [...new Set(found)];
}

function wordsOf(action: Extract<Action, { what: string }>): string {
  const what = action.what.toUpperCase();
  switch (action.kind) {
    case 'create': {
      return `CREATE ${what}`;
    }
    case 'drop': {
      return `DROP ${what}`;
    }
    case 'rename': {
      return `ALTER ${what} … RENAME`;
    }
    case 'extension-member': {
      return 'ALTER EXTENSION';
    }
    case 'grant': {
      return what === 'ROLE' ? 'GRANT or REVOKE of a role' : `${action.revokes ? 'REVOKE' : 'GRANT'} … ON ${what}`;
    }
    case 'comment': {
      return `COMMENT ON ${what}`;
    }
    case 'other-change': {
      return `${action.verb} ${what}`;
    }
    case 'move': {
      return `ALTER ${what} … SET SCHEMA`;
    }
  }
}

const WORDS = new RegExp(
  [
    String.raw`\b(?:CREATE|ALTER|DROP)\s+(?:ROLE|USER(?!\s+MAPPING\b)|GROUP|TABLESPACE)\b`,
    String.raw`\bALTER\s+SYSTEM\b`,
    String.raw`\b(?:REASSIGN|DROP)\s+OWNED\b`,
    // Of roles: privileges are granted ON something.
    String.raw`\b(?:GRANT|REVOKE)\b(?:(?!\bON\b)[^;])*?\b(?:TO|FROM)\b`,
  ].join('|'),
  'gi',
);

/** The indices are within the statement: between dollar quotes the body stands as it is, between others quotes are doubled. */
function wordsInBody({ node, text }: Statement): { what: string; index: number }[] {
  const body = bodyText(node) ?? '';
  const at = text.indexOf(body);
  return wordsIn(body).map(({ what, index }) => ({ what, index: at === -1 ? 0 : at + index }));
}

/** Words of such statements, outside of comments. */
function wordsIn(sql: string): { what: string; index: number }[] {
  let blanked = sql;
  for (const { text, start } of sqlComments(sql)) {
    blanked = blanked.slice(0, start) + ' '.repeat(text.length) + blanked.slice(start + text.length);
  }
  return [...blanked.matchAll(WORDS)].map(({ 0: words, index }) => ({
    what: /^(?:GRANT|REVOKE)/i.test(words) ? 'GRANT or REVOKE of a role' : words.replaceAll(/\s+/g, ' ').toUpperCase(),
    index,
  }));
}
