import type { SiteSeries } from '../models/site-year.ts';
import type { Scenario } from './scenario.ts';

/** kWh of a kW in half an hour. */
const STEP = 0.5;

/** How the plants of a scenario meet a site's heat, by half-hours and in sum, kWh. */
export interface HeatSupply {
  /** All electricity that the site asks for, with that of its plants. */
  readonly load: Float64Array;
  /** Heat of the plant that is used last, and the fuel and the electricity that each kWh of it takes. */
  readonly last: Float64Array;
  readonly lastFuel: Float64Array;
  readonly lastElectricity: Float64Array;
  readonly fuel: number;
  readonly rooms: number;
  readonly water: number;
  readonly roomsLacking: number;
  readonly waterLacking: number;
}

/**
 * A heat pump goes first, a boiler gives what it cannot, then electric heaters; hot water is served before rooms.
 *
 * @param perHeat electricity that a heat pump takes for a kWh, by half-hours
 * @param kept of the space heat, what the fabric of the scenario leaves
 */
export function heatSupply(
  { halfHours, electricity, heating, dhw }: SiteSeries,
  { heatPump, boiler, electricHeat }: Scenario,
  perHeat: Float64Array,
  kept: number,
): HeatSupply {
  const pumpStep = (heatPump?.power ?? 0) * STEP;
  const boilerStep = (boiler?.power ?? 0) * STEP;
  const electricStep = electricHeat * STEP;
  const perBurnt = 1 / (boiler?.efficiency ?? 1);
  const [load, last] = [new Float64Array(halfHours), new Float64Array(halfHours)];
  const [lastFuel, lastElectricity] = [new Float64Array(halfHours), new Float64Array(halfHours)];
  let [burntInAll, rooms, water, roomsLacking, waterLacking] = [0, 0, 0, 0, 0];
  for (let i = 0; i < halfHours; i += 1) {
    const forRooms = (heating[i] ?? 0) * kept;
    const forWater = dhw[i] ?? 0;
    const heat = forRooms + forWater;
    const pumped = Math.min(heat, pumpStep);
    const burnt = Math.min(heat - pumped, boilerStep);
    const direct = Math.min(heat - pumped - burnt, electricStep);
    const cold = heat - pumped - burnt - direct;
    const coldRooms = Math.min(cold, forRooms);
    const perPumped = perHeat[i] ?? 0;
    load[i] = (electricity[i] ?? 0) + pumped * perPumped + direct;
    if (direct > 0) {
      last[i] = direct;
      lastElectricity[i] = 1;
    } else if (burnt > 0) {
      last[i] = burnt;
      lastFuel[i] = perBurnt;
    } else {
      last[i] = pumped;
      lastElectricity[i] = perPumped;
    }
    burntInAll += burnt;
    rooms += forRooms;
    water += forWater;
    roomsLacking += coldRooms;
    waterLacking += cold - coldRooms;
  }
  return {
    load,
    last,
    lastFuel,
    lastElectricity,
    fuel: burntInAll * perBurnt,
    rooms,
    water,
    roomsLacking,
    waterLacking,
  };
}
