import type { ELK, ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api.js';

import type { Graph, GraphLink, GraphTable } from './graph.ts';

export const HEADER_HEIGHT = 28;
export const ROW_HEIGHT = 20;
/** Of a character of the diagram's fixed-width font, in pixels. */
const CHARACTER_WIDTH = 7.3;
/** Longer names are cut. */
const MOST_CHARACTERS = 34;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A diagram with all places, in pixels from its upper left corner. */
export interface Layout {
  width: number;
  height: number;
  boxes: Map<string, Box>;
  /** The points of each foreign key's line, by its id. */
  lines: Map<string, { x: number; y: number }[]>;
}

/** Options of ELK's layered algorithm: https://eclipse.dev/elk/reference/algorithms/org-eclipse-elk-layered.html */
const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.aspectRatio': '1.5',
  'elk.padding': '[top=16,left=16,bottom=16,right=16]',
  'elk.spacing.nodeNode': '24',
  'elk.spacing.componentComponent': '28',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.layered.spacing.edgeNodeBetweenLayers': '20',
};

/** Lays a graph out by ELK. */
export async function layOut(engine: ELK, graph: Graph): Promise<Layout> {
  const ports = portsOf(graph);
  const laid = await engine.layout<ElkNode>({
    id: 'diagram',
    layoutOptions: OPTIONS,
    children: graph.tables.map((table) => nodeOf(table, ports.get(table.key) ?? new Map<string, ElkPort>())),
    edges: graph.links.map(edgeOf),
  });
  const boxes = (laid.children ?? []).map(({ id, x = 0, y = 0, width = 0, height = 0 }): [string, Box] => [
    id,
    { x, y, width, height },
  ]);
  return {
    width: laid.width ?? 0,
    height: laid.height ?? 0,
    boxes: new Map(boxes),
    lines: new Map((laid.edges ?? []).map((edge) => [edge.id, pointsOf(edge)])),
  };
}

function pointsOf({ sections = [] }: ElkExtendedEdge): { x: number; y: number }[] {
  return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
}

/** The size of a table's box by the lengths of its texts. */
function sizeOf({ label, rows }: GraphTable): { width: number; height: number } {
  const lengths = rows.map(({ name, type, keys }) => cutName(name).length + cutType(type).length + keys.length + 4);
  const longest = Math.max(cutName(label).length + 3, ...lengths);
  return { width: Math.ceil(longest * CHARACTER_WIDTH) + 16, height: HEADER_HEIGHT + rows.length * ROW_HEIGHT };
}

export function cutName(name: string): string {
  return cut(name, MOST_CHARACTERS);
}

export function cutType(type: string): string {
  return cut(type, 24);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** Where lines begin and end: at the right of the referring column, at the left of the referenced one. */
function portsOf({ tables, links }: Graph): Map<string, Map<string, ElkPort>> {
  const sizes = new Map(tables.map((table) => [table.key, sizeOf(table)]));
  const ports = new Map<string, Map<string, ElkPort>>();
  const add = (table: string, row: number | undefined, side: 'EAST' | 'WEST'): void => {
    const { width = 0 } = sizes.get(table) ?? {};
    const id = portId(table, row, side);
    const y = row === undefined ? HEADER_HEIGHT / 2 : HEADER_HEIGHT + (row + 0.5) * ROW_HEIGHT;
    const port = { id, x: side === 'EAST' ? width : 0, y, layoutOptions: { 'elk.port.side': side } };
    ports.set(table, (ports.get(table) ?? new Map<string, ElkPort>()).set(id, port));
  };
  for (const { from, fromRow, to, toRow } of links) {
    add(from, fromRow, 'EAST');
    add(to, toRow, 'WEST');
  }
  return ports;
}

function portId(table: string, row: number | undefined, side: 'EAST' | 'WEST'): string {
  return JSON.stringify([side, row ?? -1, table]);
}

function nodeOf(table: GraphTable, ports: ReadonlyMap<string, ElkPort>): ElkNode {
  return {
    id: table.key,
    ...sizeOf(table),
    ports: [...ports.values()],
    layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
  };
}

function edgeOf({ id, from, fromRow, to, toRow }: GraphLink): ElkExtendedEdge {
  return { id, sources: [portId(from, fromRow, 'EAST')], targets: [portId(to, toRow, 'WEST')] };
}
