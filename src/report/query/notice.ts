import type { ServerNotice } from '../../postgres/run-script.ts';
import type { Style } from '../style.ts';

/** A notice of the server, as psql prints it. */
export function formatNotice({ severity, message, detail, hint }: ServerNotice, style: Style): string[] {
  return [
    `${style.bold(`${severity}:`)} ${message}`,
    ...(detail === undefined ? [] : [`detail: ${detail}`]),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
  ];
}
