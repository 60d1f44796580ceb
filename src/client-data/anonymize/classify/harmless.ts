import type { Vocabulary } from '../vocabulary.ts';
import { shapeOf } from './value-shapes.ts';

/** Words of programs, data and energy that the English lists lack. */
const TERMS = new Set(
  `admin ceiling cavity void roof flat replacement joists glazing loft external solid sloping rafters between annual api app active inactive archive attachment attachments contract contracts document documents report reports home folder
  files image images invoice invoices download downloads upload uploads login logout search settings profile dashboard page
  data dark theme enabled pump gas biomass battery boiler charger chargers import imports export exports output outputs input inputs
  survey surveys scan scans photo photos north south east west low high medium new old open closed yes total weekly quarterly manual
  year month week day hour minute second years months weeks days hours minutes seconds spring summer autumn winter peak
  success failure failed warning info trace fatal pending approved rejected draft sent received refunded refund async auto automatic avg backend batch boolean bool building buildings bulk cache calculated cancelled carbon
  celsius chp client clients cloud cold cooling cop cpu created csv custom daily dataset datasets db debug default degc
  deleted demand dhw disabled discharge district domestic dual dynamic elec electric electrical electricity email enabled
  energy ended epc error ev export exported external failed false fixed flat float forecast fuel gas gbp gbr generated
  generation gid grid gsp half halfhourly heat heating hh hourly hvac hybrid id imported info input insulation int integer
  internal inverter io json kg kva kwh kwp kw lat lighting live load log lon lpg machine max mean med meter meters min
  monthly mwh mw na nan nighttime no none null num offpeak offline ok oil online output paid panel panels pence pending percent phase
  pm photovoltaic postgres pounds predicted private processed prod production public pv queued rated read reading readings
  renewable renewables roof running seasonal sap server series simulated site sites sms smart solar sql ssd staging standard
  started status storage synthetic synthesised tariff tariffs task tasks temp test text thermal time timestamp total tou true
  unit units unknown updated url user users intensity baseline baselines weather ashp gshp phpp retrofit fabric elementaldb utc uuid uploaded v1 v2 v3 validated variable vat version wall walls wind windows xml yearly yes`.split(
    /\s+/,
  ),
);

const NUMBER = /^[-+]?(?:\d{1,5}|\d{0,5}[.,]\d{1,12})(?:e[-+]?\d{1,3})?(?:\s?([a-z%°£€$/²³]{1,8}))?$/i;

/** What stands behind a number; other letters there may be a name: "3 Patel". */
const UNITS = new Set(
  `% ° °c °f a ah amp amps b bar bit bits c cm co2 d day days f ft g gb gbp gj gw gwh h hour hours hr hrs hz in j k kb kbit kg khz kib
  km kpa kva kvar kvarh kw kwh kwp kwth l lb lm m ma mb mbit mg mhz mib min mins minute minutes mj ml mm month months mph ms mv mva mw mwh mwp n nd
  ns p p/kwh pa pct pence ph pt px rad rd rpm s sec secs second seconds sq st t tb th twh us v va w wh wk week weeks x y year years yr yrs
  m² m³ m2 m3 w/m² £ € $ £/kwh £/mwh £/kw €/mwh kwh/m² kg/kwh g/kwh m/s`.split(/\s+/),
);
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:Z|[-+]\d{2}(?::?\d{2})?)?)?$/;
const TIME = /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;
const DURATION = /^P(?:\d+[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?$/;
const UUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;
const VERSION = /^v?\d{1,4}(?:\.\d{1,5}){1,3}(?:[-+][a-z]+[.\d]*)?$/i;
const MIME = /^(?:application|audio|font|image|text|video)\/[a-z0-9.+-]+$/;
const TIME_ZONE = /^(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)\/[A-Za-z_/+-]+\d?$/;
const LOCALE = /^[a-z]{2}(?:[-_][A-Z]{2})?$/;
const COLOR = /^#[0-9a-f]{3,8}$/i;
const CRON = /^(?:[\d*/,-]+ ){4}[\d*/,-]+$/;
const CURRENCY = /^(?:GBP|EUR|USD|CHF|JPY|AUD|CAD|SEK|NOK|DKK|PLN)$/;

/**
 * Whether a value says nothing of a person or a company by its form: a number of at most five digits, a time, a UUID, a
 * version and the like, or English and technical words in lower case. In doubt it does not: `81.187.44.23` is an address
 * before it is a version, and "14 Mill Lane" one before it is plain words.
 */
export function isHarmlessValue(value: string, vocabulary: Vocabulary): boolean {
  const text = value.trim();
  if (text === '' || /^[\p{P}\p{S}\s]+$/u.test(text) || text.length === 1) {
    return true;
  }
  if (!isReadableShape(shapeOf(text))) {
    return false;
  }
  const number = NUMBER.exec(text);
  if (number !== null && (number[1] === undefined || UNITS.has(number[1].toLowerCase()))) {
    return true;
  }
  if (
    [DATE, TIME, DURATION, UUID, VERSION, MIME, TIME_ZONE, LOCALE, COLOR, CRON, CURRENCY].some((form) =>
      form.test(text),
    )
  ) {
    return true;
  }
  return text.length <= 100 && !/[@:]/.test(text) && areHarmlessWords(text, vocabulary);
}

/** Whether a form leaves the decision to the words: names of files are made of words, anything else is personal. */
function isReadableShape(shape: ReturnType<typeof shapeOf>): boolean {
  return shape === undefined || shape === 'file-name';
}

/** `half_hourly`, `readyToRun`, `ERROR`, "Heat pump". A word with a capital is harmless if it is a name of nobody. */
function areHarmlessWords(text: string, vocabulary: Vocabulary): boolean {
  const words = text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return words.length <= 12 && words.every((word) => isHarmlessWord(word, vocabulary));
}

/** A word of the lists, a number of at most four digits, or both (`phase2`). A given or family name is not. */
export function isHarmlessWord(word: string, vocabulary: Vocabulary): boolean {
  const lower = word.toLowerCase();
  if (/^\d{0,4}$/.test(lower)) {
    return true;
  }
  const letters = lower.replace(/\d{1,2}$/, '');
  const isName = vocabulary.names.has(letters);
  return TERMS.has(lower) || (!isName && (vocabulary.common.has(letters) || TERMS.has(letters)));
}
