import { startTestServer } from 'elementaldb/testing';

/** Workers are started after this, and find the server by the environment. */
export default async function setup() {
  globalThis.testServer = await startTestServer();
  Object.assign(process.env, globalThis.testServer.environment);
}
