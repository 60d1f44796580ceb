import type { Span } from '../datasets/dataset.ts';
import type { World } from '../world/world.ts';
import { LAYOUTS } from './all-layouts.ts';
import type { ClientMeter } from './client-meter.ts';
import { LAYOUT_NAMES, type LayoutName } from './layout-names.ts';

/** The layout of a meter, or why it has none. */
export type LayoutChoice = { readonly layout: LayoutName } | { readonly reason: string };

/**
 * One of the chosen layouts that suppliers use for such a meter, or else one that it can be written in. Meters of a kind take turns, so
 * that a small world has all layouts, and each client several.
 */
export function layoutOf(
  { options }: World,
  meter: ClientMeter,
  span: Span,
  chosen: readonly LayoutName[] | undefined,
): LayoutChoice {
  const layouts = chosen ?? LAYOUT_NAMES;
  const readable = layouts.filter((name) => coversYears(name, span) && LAYOUTS[name].count(meter, span) > 0);
  const takes = readable.filter((name) => LAYOUTS[name].takes(meter));
  const suits = takes.filter((name) => LAYOUTS[name].suits(meter));
  const candidates = suits.length > 0 ? suits : takes;
  const { length } = candidates;
  // Sites are dealt to clients in turn too: the order begins elsewhere in each round.
  const turn = meter.turn + Math.floor(meter.turn / length) + (options.seed % LAYOUT_NAMES.length);
  const layout = candidates[turn % length];
  return layout === undefined ? { reason: reasonOf(meter, span, layouts) } : { layout };
}

function coversYears(name: LayoutName, span: Span): boolean {
  const [first, last] = LAYOUTS[name].years;
  return new Date(span.from).getUTCFullYear() >= first && new Date(span.to - 1).getUTCFullYear() <= last;
}

function reasonOf(meter: ClientMeter, span: Span, layouts: readonly LayoutName[]): string {
  const taking = layouts.filter((name) => LAYOUTS[name].takes(meter));
  if (taking.length === 0) {
    const kind = meter.fuel === 'elec' ? 'electricity' : meter.fuel;
    return `no chosen layout has ${meter.isMonthly ? 'monthly' : 'half-hourly'} ${kind}`;
  }
  const inYears = taking.filter((name) => coversYears(name, span));
  return inYears.length === 0
    ? 'no chosen layout can tell the years of the span'
    : 'the span has no calendar month that they need';
}
