/** Whether this code runs from its sources and not from the built package. */
export const FROM_SOURCES = import.meta.url.endsWith('.ts');

/** The folder of this package. This module, and the bundle that contains it, are two folders below. */
export const PACKAGE_FOLDER = new URL('../../', import.meta.url);

/** The folder of the modules: the sources, or the build. */
export const MODULES_FOLDER = new URL(FROM_SOURCES ? 'src/' : 'dist/', PACKAGE_FOLDER);
