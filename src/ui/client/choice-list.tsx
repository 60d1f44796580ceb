import type { JSX } from 'preact';

interface ChoiceListProps {
  /** Such as `Places`. */
  title: string;
  /** What an empty choice means. */
  none: string;
  legend: string;
  /** All that can be chosen. */
  names: readonly string[];
  chosen: readonly string[];
  /** Gets the chosen names in the order of all. */
  onChange: (chosen: string[]) => void;
}

/** A part of the form that opens, with a box to check for each name. */
export function ChoiceList({ title, none, legend, names, chosen, onChange }: ChoiceListProps): JSX.Element {
  return (
    <details>
      <summary>
        {title}: {chosen.length === 0 ? none : chosen.join(', ')}
      </summary>
      <fieldset>
        <legend>{legend}</legend>
        {names.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={({ currentTarget: { checked } }) =>
                onChange(names.filter((each) => (each === name ? checked : chosen.includes(each))))
              }
            />{' '}
            {name}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
