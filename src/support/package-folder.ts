/** Whether this code runs from its sources rather than as the package has it. */
export const FROM_SOURCES = import.meta.url.endsWith('.ts');

/** The folder of this package; this module, and the bundle of the commands that it becomes part of, lie two folders down. */
export const PACKAGE_FOLDER = new URL('../../', import.meta.url);

/** The folder of the modules, one file each: the sources, or what is built of them. */
export const MODULES_FOLDER = new URL(FROM_SOURCES ? 'src/' : 'dist/', PACKAGE_FOLDER);
