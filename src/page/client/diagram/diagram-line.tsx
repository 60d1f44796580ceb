import type { JSX } from 'preact';

import type { GraphLink } from './graph.ts';

interface DiagramLineProps {
  link: GraphLink;
  points: readonly { x: number; y: number }[];
  /** It joins the chosen table. */
  isNear: boolean;
}

/** A foreign key: many rows refer to one. */
export function DiagramLine({ link, points, isNear }: DiagramLineProps): JSX.Element {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ');
  return (
    <path d={path} class={`line ${link.mark}${isNear ? ' near' : ''}`} marker-start="url(#many)" marker-end="url(#one)">
      <title>{link.title}</title>
    </path>
  );
}
