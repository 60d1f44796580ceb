/**
 * What a site lives on in one year, by half-hours in UTC: entry 0 is the half-hour that begins with the year. The very
 * numbers that the site's datasets hold, rounding included, but for what `noise` adds to meters.
 */
export interface SiteYear {
  readonly year: number;
  /** Its beginning, milliseconds since 1970. */
  readonly from: number;
  /** 17,520, or 17,568 in a leap year. */
  readonly halfHours: number;
  /** What everything but heating and hot water takes, kWh. */
  readonly electricity: Float64Array;
  /** Heat for rooms as the building is, kWh thermal. */
  readonly heating: Float64Array;
  /** Heat for hot water, kWh thermal. */
  readonly dhw: Float64Array;
  /** At the beginning of the half-hour, degC. */
  readonly airTemperature: Float64Array;
  /** kW/kWp, one for each of the site's arrays; both half-hours of an hour are alike. */
  readonly solar: readonly Float64Array[];
  /** kW/kW of the site's turbine. */
  readonly wind: Float64Array | null;
  /** Of the grid in the site's region, g/kWh. */
  readonly carbon: Float64Array;
  /** p/kWh, one for each of `TARIFF_PRODUCTS`, in their order. */
  readonly tariffs: readonly Float64Array[];
}
