import { eventually } from '../../servers/child.ts';
import { type Sandbox } from '../run-cli.ts';

/** Waits until neither a server nor its folder is there; its record is swept by the next command. */
export function nothingLeft(sandbox: Sandbox): Promise<void> {
  return eventually('nothing is left', () => sandbox.traces().every((trace) => trace.endsWith('.json')));
}
