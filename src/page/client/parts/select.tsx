import type { JSX } from 'preact';

interface SelectProps {
  label: string;
  value: string;
  options: readonly { value: string; text: string }[];
  onPick: (value: string) => void;
}

/** A labelled choice of a few. */
export function Select({ label, value, options, onPick }: SelectProps): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onPick(currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FilterProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
}

/** A field whose text limits a list. Escape empties it. */
export function Filter({ label, value, onInput }: FilterProps): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="search"
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.stopPropagation();
            onInput('');
          }
        }}
      />
    </label>
  );
}
