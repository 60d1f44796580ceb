import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { withConnection } from '../../postgres/connect.ts';
import { SQLSTATE } from '../../postgres/sqlstate.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { codeOf, EnvironmentError } from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import { copyProperties, EMPTY_TEMPLATE } from '../database-properties.ts';
import { commentOnDatabase, renameDatabase, sealDatabase } from '../database-statements.ts';
import { terminateSessions, forceDropDatabase } from '../force-drop.ts';
import { readNotCopied } from '../not-copied.ts';
import { tryShareLease, releaseSharedLease } from '../lease.ts';
import { verifiedOwnership, readOid, unfinishedName, type Ownership } from '../ownership.ts';
import type { Cluster, Template } from '../pool/cluster.ts';
import { readTemplateContent, type TemplateContent } from '../pool/template-content.ts';
import type { Layer } from './layer.ts';

/** How often to look whether another process has finished a template, in milliseconds. */
const POLL_MS = 10;

/** How long to wait for it: an hour, because client data may be large. A killed builder is noticed at once. */
const TIMEOUT_MS = 3_600_000;

const PREFIX = 'elementaldb_template_';

/**
 * Finds the template of a layer on the server, or makes it and those below it. One process makes it, all others wait. It
 * is made under a temporary name and gets its own in the transaction that seals it, so that a template whose builder
 * failed or was killed never looks finished. From then on this process holds a share of its lease: nobody drops it.
 *
 * @throws the errors of the layer's `build`; EnvironmentError `TEMPLATE_NAME_TAKEN`, `TEMPLATE_TIMEOUT`
 */
export function ensureTemplate(cluster: Cluster, layer: Layer): Promise<Template> {
  const name = templateName(cluster, layer);
  // Callers in this process share a session, which can take its own locks twice: so they share the promise.
  const known = cluster.templates.get(name);
  if (known !== undefined) {
    return known;
  }
  const making = findOrBuild(cluster, layer, name);
  cluster.templates.set(name, making);
  making.catch(() => cluster.templates.delete(name));
  return making;
}

/** Makes a database that has the state of a layer the layer's template. Nobody else may use it meanwhile. */
export async function makeTemplateOf(cluster: Cluster, layer: Layer, database: string): Promise<void> {
  const content = await withConnection(cluster.connection(database), readTemplateContent);
  const name = templateName(cluster, layer);
  await cluster.withMakerSession((client) => seal(client, cluster, { unfinished: database, name, content }));
}

/** A role owns the copies it makes and what is in them, so each role has its own templates. */
function templateName({ version, role }: Cluster, layer: Layer): string {
  return `${PREFIX}${contentHash([String(version), role, layer.key])}`;
}

async function findOrBuild(cluster: Cluster, layer: Layer, name: string): Promise<Template> {
  await createInitFile(cluster, name);
  for (const begun = Date.now(); ; await sleep(POLL_MS)) {
    const found = await cluster.withLeaseSession((client) => shareSealed(client, cluster.identifier, name));
    if (found !== undefined) {
      return found;
    }
    if (await cluster.tryLease(name)) {
      try {
        // Another process may have finished it since it was looked up.
        if ((await cluster.withLeaseSession((client) => readSealed(client, cluster.identifier, name))) === undefined) {
          await build(cluster, layer, name);
        }
      } finally {
        await cluster.releaseLease(name);
      }
    } else if (Date.now() - begun > TIMEOUT_MS) {
      throw new EnvironmentError(`another process has not finished the template "${layer.label}" within an hour`, {
        code: 'TEMPLATE_TIMEOUT',
        hint: 'End that process and try again.',
      });
    }
  }
}

/** The template if it is sealed, with a share of its lease; undefined when it is not, or another process is dropping it. */
async function shareSealed(client: Client, cluster: string, name: string): Promise<Template | undefined> {
  if ((await readSealed(client, cluster, name)) === undefined || !(await tryShareLease(client, name))) {
    return undefined;
  }
  // From here on nobody drops it, but somebody may have done so before the share was taken.
  const ownership = await readSealed(client, cluster, name);
  if (ownership === undefined) {
    await releaseSharedLease(client, name);
    return undefined;
  }
  const { rows } = await client.query<{ bytes: string }>('SELECT pg_database_size($1::name) AS bytes', [name]);
  const { sequences = '', filled = '', statistics = '' } = ownership;
  warnOfNotCopied(await readNotCopied(client, name));
  return { name, bytes: Number(rows[0]?.bytes), resetStatements: new Map(), sequences, filled, statistics };
}

/** Tests would look in vain for what their migrations have made. */
function warnOfNotCopied(missing: readonly string[]): void {
  if (missing.length > 0) {
    const what = `test databases are copies of a migrated one and lack ${missing.join(', ')}`;
    process.emitWarning(`${what}: PostgreSQL keeps that beside the database`, {
      type: 'elementaldb',
      code: 'NOT_COPIED',
    });
  }
}

/** One query: between two, another process could drop the template. */
async function readSealed(client: Client, cluster: string, name: string): Promise<Ownership | undefined> {
  const { rows } = await client.query<{ oid: string; open: boolean; comment: string | null }>(
    `SELECT oid::text, datallowconn AS open, shobj_description(oid, 'pg_database') AS comment
       FROM pg_database WHERE datname = $1`,
    [name],
  );
  const [row] = rows;
  if (row === undefined) {
    return undefined;
  }
  const ownership = verifiedOwnership({ oid: row.oid, name, cluster }, row.comment ?? '');
  if (ownership?.use !== 'template' || row.open) {
    throw new EnvironmentError(`the database "${name}" is not the template that its name says`, {
      code: 'TEMPLATE_NAME_TAKEN',
      hint: 'Somebody has opened or created it. Rename or drop it.',
    });
  }
  return ownership;
}

/**
 * Whether a template lacks the file `pg_internal.init`. Without it the first connection to each copy takes twice as long.
 * A starting server removes the file, so data directories from the cache have none. False where the role may not look.
 */
async function lacksInitFile(client: Client, name: string): Promise<boolean> {
  try {
    const { rows } = await client.query<{ cold: boolean }>(
      `SELECT (pg_stat_file('base/' || d.oid || '/pg_internal.init', true)).size IS NULL AS cold
         FROM pg_database d JOIN pg_tablespace s ON s.oid = dattablespace
        WHERE datname = $1 AND spcname = 'pg_default'`,
      [name],
    );
    return rows[0]?.cold === true;
  } catch (error) {
    if (codeOf(error) === SQLSTATE.insufficientPrivilege) {
      return false;
    }
    throw error;
  }
}

/**
 * Creates the file that a template lacks, by connecting to it. Meanwhile the template is open and has a temporary name: if
 * this process is killed, the next one drops it and makes the template again.
 */
async function createInitFile(cluster: Cluster, name: string): Promise<void> {
  if (!(await cluster.withLeaseSession((client) => lacksInitFile(client, name))) || !(await cluster.tryLease(name))) {
    return;
  }
  try {
    const ownership = await cluster.withLeaseSession((client) => readSealed(client, cluster.identifier, name));
    if (ownership === undefined) {
      return;
    }
    const { sequences = '', filled = '', statistics = '' } = ownership;
    await withUnfinishedDatabase(cluster, async (unfinished) => {
      await cluster.withMakerSession((client) =>
        client.query(
          [renameDatabase(name, unfinished), commentOnDatabase(unfinished, ''), sealDatabase(unfinished, false)].join(
            ';',
          ),
        ),
      );
      await withConnection(cluster.connection(unfinished), () => Promise.resolve());
      await cluster.withMakerSession((client) =>
        seal(client, cluster, { unfinished, name, content: { sequences, filled, statistics } }),
      );
    });
  } finally {
    await cluster.releaseLease(name);
  }
}

/** Provides a temporary name for a database that is being made. If that fails, the database is dropped. */
async function withUnfinishedDatabase(cluster: Cluster, work: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = unfinishedName();
  await cluster.tryLease(unfinished);
  try {
    await work(unfinished);
  } catch (error) {
    // The first error explains. What is left here is recognized by its name and dropped later.
    await cluster.withMakerSession((client) => forceDropDatabase(client, unfinished)).catch(() => undefined);
    throw error;
  } finally {
    await cluster.releaseLease(unfinished);
  }
}

async function build(cluster: Cluster, layer: Layer, name: string): Promise<void> {
  const parent = layer.parent === undefined ? EMPTY_TEMPLATE : (await ensureTemplate(cluster, layer.parent)).name;
  await withUnfinishedDatabase(cluster, async (unfinished) => {
    await cluster.withMakerSession(async (client) => {
      await client.query(
        `CREATE DATABASE ${quoteIdentifier(unfinished)} TEMPLATE ${quoteIdentifier(parent)} ${cluster.strategy}`,
      );
      await copyProperties(client, parent, unfinished);
    });
    const connection = cluster.connection(unfinished);
    await layer.build({ connection, url: cluster.url(unfinished) });
    // A new session creates `pg_internal.init`, which speeds up the first connection to each copy.
    const content = await withConnection(connection, readTemplateContent);
    await cluster.withMakerSession((client) => seal(client, cluster, { unfinished, name, content }));
  });
}

/** In one transaction: other processes see all of it or nothing. */
async function seal(
  client: Client,
  { identifier, description }: Cluster,
  { unfinished, name, content }: { unfinished: string; name: string; content: TemplateContent },
): Promise<void> {
  const oid = (await readOid(client, unfinished)) ?? '';
  await terminateSessions(client, oid);
  const ownership: Ownership = {
    madeBy: 'elementaldb',
    oid,
    name,
    cluster: identifier,
    claim: description.claim,
    detached: false,
    use: 'template',
    ...content,
  };
  await client.query(
    [renameDatabase(unfinished, name), commentOnDatabase(name, JSON.stringify(ownership)), sealDatabase(name)].join(
      ';',
    ),
  );
}
