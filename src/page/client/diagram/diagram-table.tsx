import type { JSX } from 'preact';

import { marksSign } from '../parts/marks.tsx';
import type { GraphTable } from './graph.ts';
import { HEADER_HEIGHT, ROW_HEIGHT, cutName, cutType, type Box } from './layout.ts';

interface DiagramTableProps {
  table: GraphTable;
  box: Box;
  /** `+`, `≠`, `−` or nothing. */
  sign: string;
  isChosen: boolean;
  /** Another table is chosen, and no foreign key joins the two. */
  isFaint: boolean;
  isFocusable: boolean;
  onChoose: (key: string) => void;
  onFocus: (key: string) => void;
}

export function DiagramTable(props: DiagramTableProps): JSX.Element {
  const { table, box, sign, isChosen, isFaint, isFocusable, onChoose, onFocus } = props;
  const { key, name, label, mark, rows } = table;
  return (
    <g
      class={`table ${mark}${isChosen ? ' chosen' : ''}${isFaint ? ' faint' : ''}`}
      transform={`translate(${box.x} ${box.y})`}
      role="button"
      tabIndex={isFocusable ? 0 : -1}
      aria-pressed={isChosen}
      data-key={key}
      onClick={() => onChoose(key)}
      onFocus={() => onFocus(key)}
    >
      <title>{`${name}${mark === 'same' ? '' : `, ${mark}`}`}</title>
      <rect class="body" width={box.width} height={box.height} rx="5" />
      <path class="head" d={headPath(box.width, rows.length === 0)} />
      <text class="name" x="8" y={HEADER_HEIGHT / 2}>
        {sign === '' ? '' : `${sign} `}
        {cutName(label)}
      </text>
      {rows.map((row, index) => {
        const y = HEADER_HEIGHT + (index + 0.5) * ROW_HEIGHT;
        return (
          <g key={row.name} class={`row ${row.mark}`}>
            <text x="8" y={y}>
              {row.mark === 'same' ? '' : `${marksSign(row.mark)} `}
              {cutName(row.name)}
              {row.keys === '' ? null : <tspan class="keys"> {row.keys}</tspan>}
            </text>
            <text class="type" x={box.width - 8} y={y}>
              {cutType(row.type)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** The head of a box, round at its upper corners, and at all where nothing stands below. */
function headPath(width: number, isAlone: boolean): string {
  const [w, h] = [width, HEADER_HEIGHT];
  const below = isAlone ? `V${h - 5} a5 5 0 0 1 -5 5 H5 a5 5 0 0 1 -5 -5` : `V${h} H0`;
  return `M0 5 a5 5 0 0 1 5 -5 H${w - 5} a5 5 0 0 1 5 5 ${below} Z`;
}
