import type { Preparation } from '../preparation.ts';

/** Apart from what starts a container, so that our types need none of Testcontainers'. */
export interface DockerOptions {
  image?: string | undefined;
  user?: string | undefined;
  settings?: Readonly<Record<string, string>> | undefined;
  /** Whether the container outlives this process. */
  detached?: boolean | undefined;
  preparation?: Preparation;
  onProgress?: (step: string) => void;
}
