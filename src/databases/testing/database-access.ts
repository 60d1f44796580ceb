import type { Cluster } from '../pool/cluster.ts';
import { giveLogin, urlAs } from '../role-login.ts';

/** How to connect to the databases of a server. */
export type DatabaseAccess = Pick<Cluster, 'connection' | 'url'>;

/** As the role that the migrations made and the user asked for, or as the cluster itself. @throws those of `giveLogin` */
export async function accessAs(cluster: Cluster, role: string | undefined): Promise<DatabaseAccess> {
  if (role === undefined) {
    return cluster;
  }
  const { url } = cluster.description;
  const { pathname, password } = new URL(url);
  const database = decodeURIComponent(pathname.slice(1));
  const login = await giveLogin(cluster.connection(database), decodeURIComponent(password), role);
  return {
    connection: (name) => {
      const target = cluster.connection(name);
      return typeof target === 'string' ? urlAs(target, login) : { ...target, ...login };
    },
    url: (name) => urlAs(cluster.url(name), login),
  };
}
