import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows rendered above and below what is seen. */
const SPARE = 8;

interface VirtualListProps<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  /** Key of the chosen item. */
  chosen: string | undefined;
  onChoose: (item: T) => void;
  /** Of each row, in pixels. */
  rowHeight: number;
  render: (item: T) => ComponentChildren;
}

/** A list of which only the rows in sight are rendered. Arrows, Home, End and the page keys choose. */
export function VirtualList<T>(props: VirtualListProps<T>): JSX.Element {
  const { label, items, keyOf, chosen, onChoose, rowHeight, render } = props;
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(800);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }
    const watch = new ResizeObserver(() => setHeight(element.clientHeight));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const place = items.findIndex((item) => keyOf(item) === chosen);
  useEffect(() => showRow(box.current, place, rowHeight), [place, items]);

  const from = Math.max(0, Math.floor(top / rowHeight) - SPARE);
  const until = Math.min(items.length, Math.ceil((top + height) / rowHeight) + SPARE);
  const rows = items.slice(from, until);
  const isShown = place >= from && place < until;

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextPlace(event.key, place, items.length, Math.max(1, Math.floor(height / rowHeight) - 1));
    const item = next === undefined ? undefined : items[next];
    if (item !== undefined) {
      event.preventDefault();
      onChoose(item);
    }
  };

  return (
    <div
      class="list"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      ref={box}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      {...(isShown ? { 'aria-activedescendant': idOf(label, place) } : {})}
    >
      <div role="presentation" style={{ height: `${items.length * rowHeight}px`, position: 'relative' }}>
        {rows.map((item, index) => {
          const at = from + index;
          return (
            <div
              key={keyOf(item)}
              id={idOf(label, at)}
              class="item"
              role="option"
              aria-selected={at === place}
              aria-setsize={items.length}
              aria-posinset={at + 1}
              style={{ top: `${at * rowHeight}px`, height: `${rowHeight}px` }}
              onClick={() => onChoose(item)}
            >
              {render(item)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function idOf(label: string, place: number): string {
  return `${label.replaceAll(/\W/g, '-')}-${place}`;
}

function nextPlace(key: string, place: number, count: number, page: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + page,
    PageUp: place - page,
    Home: 0,
    End: count - 1,
  };
  const next = moves[key];
  return next === undefined || count === 0 ? undefined : Math.min(count - 1, Math.max(0, next));
}

function showRow(box: HTMLElement | null, place: number, rowHeight: number): void {
  if (box === null || place < 0) {
    return;
  }
  const [top, bottom] = [place * rowHeight, (place + 1) * rowHeight];
  if (top < box.scrollTop) {
    box.scrollTop = top;
  } else if (bottom > box.scrollTop + box.clientHeight) {
    box.scrollTop = bottom - box.clientHeight;
  }
}
