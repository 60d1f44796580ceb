import { readSchemaVersion } from '../../client-data/load/scan-file.ts';

/** Rows of client data, on which the migrations after their version are tried. */
export interface ClientRows {
  file: string;
  /** The version that the file is for. */
  version: bigint;
  /** Identifies the bytes of the file. */
  key: string;
}

/** Undefined for a file that names no version: only `client-data dump` writes one. */
export async function readClientRows(file: string, key: string): Promise<ClientRows | undefined> {
  // Why a file cannot be read is said where it is loaded.
  const version = await readSchemaVersion(file).catch(() => undefined);
  return version === undefined ? undefined : { file, version, key };
}
