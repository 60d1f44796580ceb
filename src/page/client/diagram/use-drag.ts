import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';

/** Less than this many pixels is a click. */
const CLICK = 4;

interface Drag {
  onPointerDown: (event: PointerEvent) => void;
  onPointerMove: (event: PointerEvent) => void;
  onPointerUp: (event: PointerEvent) => void;
  onClickCapture: (event: MouseEvent) => void;
}

/** Moves what an element scrolls by dragging with the mouse. A finger scrolls it by itself. */
export function useDrag(frame: RefObject<HTMLElement | null>): Drag {
  const from = useRef<{ x: number; y: number; left: number; top: number } | undefined>(undefined);
  const moved = useRef(false);
  return {
    onPointerDown: ({ clientX, clientY, pointerType, button }) => {
      const element = frame.current;
      moved.current = false;
      if (element !== null && pointerType === 'mouse' && button === 0) {
        from.current = { x: clientX, y: clientY, left: element.scrollLeft, top: element.scrollTop };
      }
    },
    onPointerMove: ({ clientX, clientY, buttons }) => {
      const [element, start] = [frame.current, from.current];
      if (element === null || start === undefined || buttons === 0) {
        from.current = undefined;
        return;
      }
      const [x, y] = [clientX - start.x, clientY - start.y];
      if (moved.current || Math.hypot(x, y) > CLICK) {
        moved.current = true;
        element.scrollLeft = start.left - x;
        element.scrollTop = start.top - y;
      }
    },
    onPointerUp: () => {
      from.current = undefined;
    },
    onClickCapture: (event) => {
      if (moved.current) {
        event.stopPropagation();
        moved.current = false;
      }
    },
  };
}
