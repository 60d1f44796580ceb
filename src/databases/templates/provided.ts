import { InvalidOptionError } from '../../support/errors.ts';
import type { UserTemplate } from './define-template.ts';

const provided = new Map<string, () => UserTemplate>();

/** Makes a template available by its name alone. A layer above calls it, because it knows how to build the template. */
export function provideTemplate(name: 'seeded', make: () => UserTemplate): void {
  provided.set(name, make);
}

/** The template that was provided under a name. @throws InvalidOptionError for `template` */
export function providedTemplate(name: 'seeded'): UserTemplate {
  const make = provided.get(name);
  if (make === undefined) {
    throw new InvalidOptionError('template', {
      message: `nothing provides the template "${name}"`,
      hint: 'Import elementaldb, elementaldb/vitest or elementaldb/energy.',
    });
  }
  return make();
}
