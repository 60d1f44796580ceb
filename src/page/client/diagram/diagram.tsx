import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';

import { marksSign } from '../parts/marks.tsx';
import type { Graph } from './graph.ts';
import { useDrag } from './use-drag.ts';
import { useLayout, type LaidOut } from './use-layout.ts';
import { DiagramLine } from './diagram-line.tsx';
import { DiagramTable } from './diagram-table.tsx';
import { nextTable } from './next-table.ts';

const ZOOM_STEP = 1.25;
const LEAST_ZOOM = 0.1;
const MOST_ZOOM = 3;
/** A larger diagram is shown in part at first. */
const LEAST_READABLE = 0.65;

export interface DiagramProps {
  graph: Graph;
  /** Key of the table that is shown in detail. */
  chosen: string | undefined;
  onChoose: (key: string) => void;
}

/** The tables as boxes and their foreign keys as lines. Drag or scroll to move, + and - to zoom, arrows to walk. */
export function Diagram({ graph, chosen, onChoose }: DiagramProps): JSX.Element {
  const { shown, isWorking, error } = useLayout(graph);
  if (error !== undefined) {
    return (
      <p class="note warn" role="status">
        The diagram cannot be drawn: {error}. The list of tables shows the same.
      </p>
    );
  }
  if (shown === undefined || (isWorking && shown.graph.tables.length === 0)) {
    return (
      <p class="note" role="status">
        Laying out {graph.tables.length} tables…
      </p>
    );
  }
  return shown.graph.tables.length === 0 ? (
    <p class="note">No table to draw.</p>
  ) : (
    <Drawing shown={shown} isWorking={isWorking} chosen={chosen} onChoose={onChoose} />
  );
}

interface DrawingProps extends Omit<DiagramProps, 'graph'> {
  shown: LaidOut;
  isWorking: boolean;
}

function Drawing({ shown: { graph, layout }, isWorking, chosen, onChoose }: DrawingProps): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const [focused, setFocused] = useState<string | undefined>(undefined);
  const drag = useDrag(frame);
  const first = focused !== undefined && layout.boxes.has(focused) ? focused : graph.tables[0]?.key;
  const fitting = (): number => fittingZoom(frame.current, layout.width, layout.height);
  const zoomBy = (factor: number): void => setZoom((now) => clamp(now * factor, LEAST_ZOOM, MOST_ZOOM));
  const center = useMemo(() => chosen ?? mostLinked(graph), [graph, chosen]);
  useEffect(() => setZoom(Math.max(LEAST_READABLE, fitting())), [layout]);
  useEffect(() => showBox(frame.current, center), [center, layout, zoom]);
  const near = useMemo(() => neighborsIn(graph, chosen), [graph, chosen]);

  const onKey = (event: KeyboardEvent): void => {
    const next = first === undefined ? undefined : nextTable(layout, first, event.key);
    if (next !== undefined) {
      event.preventDefault();
      setFocused(next);
      focusBox(frame.current, next);
    } else if ((event.key === 'Enter' || event.key === ' ') && first !== undefined) {
      event.preventDefault();
      onChoose(first);
    } else if (event.key === '+' || event.key === '=') {
      zoomBy(ZOOM_STEP);
    } else if (event.key === '-') {
      zoomBy(1 / ZOOM_STEP);
    } else if (event.key === '0') {
      setZoom(fitting());
    }
  };
  const onWheel = (event: WheelEvent): void => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1);
    }
  };

  return (
    <div class={`diagram${isWorking ? ' working' : ''}`}>
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" aria-label="Zoom out" onClick={() => zoomBy(1 / ZOOM_STEP)}>
          −
        </button>
        <output aria-label="Zoom level">{Math.round(zoom * 100)}%</output>
        <button type="button" aria-label="Zoom in" onClick={() => zoomBy(ZOOM_STEP)}>
          +
        </button>
        <button type="button" onClick={() => setZoom(fitting())}>
          Fit
        </button>
      </div>
      <div class="frame" ref={frame} onKeyDown={onKey} onWheel={onWheel} {...drag}>
        <svg
          width={layout.width * zoom}
          height={layout.height * zoom}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="group"
          aria-label={`Diagram of ${graph.tables.length} tables`}
        >
          <Markers />
          {graph.links.map((link) => (
            <DiagramLine
              key={link.id}
              link={link}
              points={layout.lines.get(link.id) ?? []}
              isNear={chosen !== undefined && (link.from === chosen || link.to === chosen)}
            />
          ))}
          {graph.tables.map((table) => {
            const box = layout.boxes.get(table.key);
            return box === undefined ? null : (
              <DiagramTable
                key={table.key}
                table={table}
                box={box}
                sign={marksSign(table.mark)}
                isChosen={table.key === chosen}
                isFaint={near.size > 0 && !near.has(table.key)}
                isFocusable={table.key === first}
                onChoose={onChoose}
                onFocus={setFocused}
              />
            );
          })}
        </svg>
      </div>
    </div>
  );
}

/** The ends of a line: many rows at the one, one row at the other. */
function Markers(): JSX.Element {
  return (
    <defs>
      <marker id="many" viewBox="0 0 12 12" refX="0" refY="6" markerWidth="12" markerHeight="12" orient="auto">
        <path d="M0 1 L11 6 L0 11 M0 6 L11 6" class="end" />
      </marker>
      <marker id="one" viewBox="0 0 12 12" refX="12" refY="6" markerWidth="12" markerHeight="12" orient="auto">
        <path d="M6 1 L6 11 M0 6 L12 6" class="end" />
      </marker>
    </defs>
  );
}

/** The chosen table and those that a foreign key joins to it; empty if none is chosen. */
function neighborsIn({ tables, links }: Graph, chosen: string | undefined): Set<string> {
  if (chosen === undefined || !tables.some(({ key }) => key === chosen)) {
    return new Set();
  }
  const joined = links.filter(({ from, to }) => from === chosen || to === chosen);
  return new Set([chosen, ...joined.flatMap(({ from, to }) => [from, to])]);
}

function boxOf(frame: HTMLElement | null, key: string): SVGElement | undefined {
  const boxes = [...(frame?.querySelectorAll<SVGElement>('[data-key]') ?? [])];
  return boxes.find((box) => box.dataset['key'] === key);
}

function focusBox(frame: HTMLElement | null, key: string): void {
  boxOf(frame, key)?.focus();
}

function showBox(frame: HTMLElement | null, key: string | undefined): void {
  if (key !== undefined) {
    scrollToCenter(frame, boxOf(frame, key));
  }
}

/** Scrolls the frame alone: the page around it stays. */
function scrollToCenter(frame: HTMLElement | null, box: SVGElement | undefined): void {
  if (frame !== null && box !== undefined) {
    const [outer, inner] = [frame.getBoundingClientRect(), box.getBoundingClientRect()];
    frame.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2);
    frame.scrollTop += inner.top + inner.height / 2 - (outer.top + outer.height / 2);
  }
}

/** Key of the table with the most foreign keys from and to it; undefined if there is no foreign key. */
function mostLinked({ links }: Graph): string | undefined {
  const counts = new Map<string, number>();
  for (const key of links.flatMap(({ from, to }) => [from, to])) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

function fittingZoom(frame: HTMLElement | null, width: number, height: number): number {
  if (frame === null || width === 0 || height === 0) {
    return 1;
  }
  return clamp(Math.min(frame.clientWidth / width, frame.clientHeight / height), LEAST_ZOOM, 1);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
