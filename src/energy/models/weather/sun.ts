import { cos, sin } from '../../../seeding/random/exact-math.ts';
import { DAY, HOUR, type HourlySpan } from '../calendar/utc-year.ts';
import { memoize } from '../memoize.ts';

/** W/m2 at the mean distance of the sun: G. Kopp and J. L. Lean, Geophysical Research Letters 38 (2011). */
const SOLAR_CONSTANT = 1361;

const RADIANS = Math.PI / 180;

/** The position of the sun in the middle of each hour of a span, seen from the center of the earth. */
export interface Ephemeris {
  readonly sinDeclination: Float64Array;
  readonly cosDeclination: Float64Array;
  /** Sine and cosine of the hour angle at longitude 0. */
  readonly sinHour: Float64Array;
  readonly cosHour: Float64Array;
  /** W/m2 on a plane that faces the sun, outside the atmosphere. */
  readonly extraterrestrial: Float64Array;
}

/**
 * Declination, equation of time and distance of the sun, as series in the angle of the day: J. W. Spencer, Search 2
 * (1971). Errors are below 0.0006 rad, 35 s and 0.0001.
 */
export const ephemeris = memoize(
  4,
  ({ from, hours }: HourlySpan) => `${from} ${hours}`,
  ({ from, hours }: HourlySpan): Ephemeris => {
    const made: Ephemeris = {
      sinDeclination: new Float64Array(hours),
      cosDeclination: new Float64Array(hours),
      sinHour: new Float64Array(hours),
      cosHour: new Float64Array(hours),
      extraterrestrial: new Float64Array(hours),
    };
    for (let i = 0; i < hours; i += 1) {
      const middle = from + (i + 0.5) * HOUR;
      const angle = (2 * Math.PI * (middle - Date.UTC(new Date(middle).getUTCFullYear(), 0, 1))) / DAY / 365.25;
      const [c1, s1, c2, s2] = [cos(angle), sin(angle), cos(2 * angle), sin(2 * angle)];
      const declination =
        0.006918 -
        0.399912 * c1 +
        0.070257 * s1 -
        0.006758 * c2 +
        0.000907 * s2 -
        0.002697 * cos(3 * angle) +
        0.00148 * sin(3 * angle);
      const equationOfTime = 0.000075 + 0.001868 * c1 - 0.032077 * s1 - 0.014615 * c2 - 0.040849 * s2;
      const hourAngle = 2 * Math.PI * ((middle % DAY) / DAY - 0.5) + equationOfTime;
      made.sinDeclination[i] = sin(declination);
      made.cosDeclination[i] = cos(declination);
      made.sinHour[i] = sin(hourAngle);
      made.cosHour[i] = cos(hourAngle);
      made.extraterrestrial[i] =
        SOLAR_CONSTANT * (1.00011 + 0.034221 * c1 + 0.00128 * s1 + 0.000719 * c2 + 0.000077 * s2);
    }
    return made;
  },
);

/**
 * The cosine of the angle between the sun and the normal of a plane, in the middle of each hour; of the sun's zenith
 * angle where the plane is level.
 *
 * Equation 1.6.2 of J. A. Duffie and W. A. Beckman, Solar Engineering of Thermal Processes (4th ed., 2013).
 *
 * @param tilt degrees from the horizontal
 * @param azimuth degrees clockwise from north
 */
export function cosIncidence(
  sun: Ephemeris,
  { latitude, longitude }: { readonly latitude: number; readonly longitude: number },
  tilt = 0,
  azimuth = 180,
): Float64Array {
  const [sinLatitude, cosLatitude] = [sin(latitude * RADIANS), cos(latitude * RADIANS)];
  const [sinTilt, cosTilt] = [sin(tilt * RADIANS), cos(tilt * RADIANS)];
  const [sinWest, cosWest] = [sin((azimuth - 180) * RADIANS), cos((azimuth - 180) * RADIANS)];
  const [sinLongitude, cosLongitude] = [sin(longitude * RADIANS), cos(longitude * RADIANS)];
  const polar = sinLatitude * cosTilt - cosLatitude * sinTilt * cosWest;
  const noon = cosLatitude * cosTilt + sinLatitude * sinTilt * cosWest;
  const evening = sinTilt * sinWest;
  // Rotated by the longitude, so that all places share the hour angle at longitude 0.
  const alongCos = noon * cosLongitude + evening * sinLongitude;
  const alongSin = evening * cosLongitude - noon * sinLongitude;
  return sun.sinDeclination.map(
    (sinDeclination, i) =>
      sinDeclination * polar +
      (sun.cosDeclination[i] ?? 0) * (alongCos * (sun.cosHour[i] ?? 0) + alongSin * (sun.sinHour[i] ?? 0)),
  );
}
