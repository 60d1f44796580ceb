import type { JSX } from 'preact';

import type { PageModel } from '../../model.ts';
import { migrationTitle, START } from '../state/versions.ts';

interface VersionPickerProps {
  model: PageModel;
  label: string;
  /** Place of the chosen version. */
  place: number;
  onPick: (version: string) => void;
}

/** Chooses a version, or the state before all migrations. */
export function VersionPicker({ model, label, place, onPick }: VersionPickerProps): JSX.Element {
  const migration = model.migrations[place - 1];
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={migration?.version ?? START}
        title={migration === undefined ? '' : migrationTitle(migration)}
        onChange={({ currentTarget }) => onPick(currentTarget.value)}
      >
        <option value={START}>before all migrations</option>
        {model.migrations.map((each) => (
          <option key={each.version} value={each.version}>
            {migrationTitle(each)}
          </option>
        ))}
      </select>
    </label>
  );
}
