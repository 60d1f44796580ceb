import type { Preparation } from '../server.ts';

/** In a separate file, so that our public types do not import those of Testcontainers. */
export interface DockerOptions {
  image?: string | undefined;
  user?: string | undefined;
  settings?: Readonly<Record<string, string>> | undefined;
  /** Whether the container keeps running after this process ends. */
  detached?: boolean | undefined;
  preparation?: Preparation;
  onProgress?: (step: string) => void;
}

/** Options that no user of the package has. */
export interface InternalDockerOptions extends DockerOptions {
  /** Settings that do not affect what `preparation` builds, so that its cached state serves with others. */
  runtimeSettings?: Readonly<Record<string, string>> | undefined;
}
