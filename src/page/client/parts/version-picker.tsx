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
  const chosen = model.migrations[place - 1]?.version ?? START;
  return (
    <label class="field">
      <span>{label}</span>
      <select value={chosen} onChange={({ currentTarget }) => onPick(currentTarget.value)}>
        <option value={START}>before all migrations</option>
        {model.migrations.map((migration) => (
          <option key={migration.version} value={migration.version}>
            {migrationTitle(migration)}
          </option>
        ))}
      </select>
    </label>
  );
}
