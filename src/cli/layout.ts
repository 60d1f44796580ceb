import { DEFAULT_MIGRATIONS } from '../configuration/defaults.ts';
import type { Configuration } from '../configuration/schema.ts';
import { detectLayout } from '../migrations/layouts/detect-layout.ts';
import type { Terminal } from './terminal.ts';

/**
 * The configuration with the layout that `auto` stands for; says which it is.
 *
 * @throws the errors of `detectLayout`
 */
export async function withLayout(terminal: Terminal, configuration: Configuration): Promise<Configuration> {
  const { layout: choice, migrations = DEFAULT_MIGRATIONS } = configuration;
  if (choice !== 'auto') {
    return configuration;
  }
  const { layout, file } = await detectLayout(migrations);
  terminal.say(`layout: ${layout}, by ${file}`);
  return { ...configuration, layout };
}
