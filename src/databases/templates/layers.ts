import { InvalidOptionError, UsageError } from '../../support/errors.ts';
import { contentHash } from '../../support/hash.ts';
import { loadClientData, applyMigrations } from '../apply-content.ts';
import { refuseClusterWide } from '../cluster-wide.ts';
import type { DatabaseContent } from '../content.ts';
import { BUILT_IN_TEMPLATES, type TemplateChoice } from './define-template.ts';
import type { Layer } from './layer.ts';
import { providedTemplate } from './provided.ts';

/** Increase it when templates change, so that those of an older version are not found. */
const TEMPLATE_FORMAT = '4';

/** The empty database that `initdb` makes. */
const EMPTY: Layer = { label: 'empty', key: TEMPLATE_FORMAT, parent: undefined, build: () => Promise.resolve() };

export interface LayersOptions {
  /** Undefined for a template that needs no files. */
  content: DatabaseContent | undefined;
  /** Refuses files that would change more than their database, as on an existing server. */
  refuseClusterWide: boolean;
  onProgress?: ((step: string) => void) | undefined;
}

/**
 * The top layer of a template. Default: the client data if there are any, else all migrations.
 *
 * @throws InvalidOptionError for `template`; UsageError `NO_CLIENT_DATA`; the errors of reading a template's files
 */
export async function layersFor(choice: TemplateChoice | undefined, options: LayersOptions): Promise<Layer> {
  const { content } = options;
  const template = choice ?? (content?.clientData === undefined ? 'migrated' : 'client-data');
  if (typeof template === 'object') {
    if (typeof template.layerOn !== 'function') {
      throw unknownTemplate(template);
    }
    return template.layerOn(await layersFor(template.from, options));
  }
  if (template === 'empty' || content === undefined) {
    return EMPTY;
  }
  switch (template) {
    case 'seeded': {
      const { from, layerOn } = providedTemplate('seeded');
      return layerOn(await layersFor(from, options));
    }
    case 'migrated':
      return migrated(content, options);
    case 'client-data':
      if (content.clientData === undefined) {
        throw new UsageError('no client data for the template "client-data"', {
          code: 'NO_CLIENT_DATA',
          hint: 'Put a dump beside the migrations as 999999_client_data.up.sql, name one by clientData, or use the template "migrated".',
        });
      }
      return withClientData(content, options);
    default:
      throw unknownTemplate(template);
  }
}

function unknownTemplate(template: unknown): InvalidOptionError {
  const names = BUILT_IN_TEMPLATES.map((name) => `"${name}"`).join(', ');
  return new InvalidOptionError('template', {
    message: `unknown template ${JSON.stringify(template)}`,
    hint: `Use ${names}, or what defineTemplate(name, build) returns.`,
  });
}

function migrated(content: DatabaseContent, { refuseClusterWide: refuse, onProgress }: LayersOptions): Layer {
  return {
    label: 'migrated',
    key: contentHash([TEMPLATE_FORMAT, content.migrationsKey]),
    content: { ...content, clientData: undefined, key: content.migrationsKey },
    parent: undefined,
    build: async (target) => {
      if (refuse) {
        await refuseClusterWide({ ...content, clientData: undefined }, { downs: false });
      }
      await applyMigrations(target, content, onProgress);
    },
  };
}

function withClientData(content: DatabaseContent, options: LayersOptions): Layer {
  return {
    label: 'client-data',
    key: contentHash([TEMPLATE_FORMAT, content.key]),
    content,
    parent: migrated(content, options),
    build: async ({ connection }) => {
      if (options.refuseClusterWide) {
        await refuseClusterWide({ ...content, prelude: undefined, ups: [], command: undefined }, { downs: false });
      }
      await loadClientData(connection, content, options.onProgress);
    },
  };
}
