import type { JSX } from 'preact';

/** The heads of a table's columns. */
export function ColumnHeads({ titles }: { titles: readonly string[] }): JSX.Element {
  return (
    <thead>
      <tr>
        {titles.map((title) => (
          <th key={title} scope="col">
            {title}
          </th>
        ))}
      </tr>
    </thead>
  );
}
