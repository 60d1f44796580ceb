import { UsageError } from '../support/errors.ts';

/** Refuses `--json` beside another form; `--json --format json` says one thing twice. */
export function refuseTwoForms({ json, format }: { json?: boolean; format?: string }): void {
  if (json === true && format !== undefined && format !== 'json') {
    throw new UsageError(`--json and --format ${format} contradict each other: a report has one form`, {
      code: 'BAD_FLAGS',
      hint: 'Leave out one of the two.',
    });
  }
}

/** Refuses a folder that is named twice: by the argument, and by the flag that means the same. */
export function refuseTwoFolders(folder: string | undefined, { migrations }: { migrations?: string }): void {
  if (folder !== undefined && migrations !== undefined) {
    throw new UsageError(`${folder} and --migrations ${migrations} both name the folder of the migrations`, {
      code: 'BAD_FLAGS',
      hint: 'Leave out one of the two.',
    });
  }
}
