/**
 * Numbers that Ofcom keeps free for drama, each without its last three digits: eleven cities, London, Tyneside, Northern
 * Ireland, Cardiff, no area, mobile. https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
 */
const FREE_NUMBERS = [
  '+447700900',
  '+441632960',
  '+442079460',
  '+442920180',
  '+442896496',
  '+441914980',
  ...['113', '114', '115', '116', '117', '118', '121', '131', '141', '151', '161'].map((area) => `+44${area}4960`),
];

/** A telephone number that nobody has. */
export function freePhoneNumber(cell: number): string {
  const number = cell % (FREE_NUMBERS.length * 1000);
  return `${FREE_NUMBERS[Math.floor(number / 1000)]}${String(number % 1000).padStart(3, '0')}`;
}

/** The first two digits of an MPAN name its distributor; no distributor has these. */
const NO_DISTRIBUTOR = '99';

const MPAN_WEIGHTS = [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43];

/** An electricity meter point (MPAN core, 13 digits) with a right check digit, of no distributor. */
export function mpan(cell: number): string {
  const digits = NO_DISTRIBUTOR + String(cell).padStart(10, '0').slice(-10);
  return digits + mpanCheckDigit(digits);
}

/** The last digit of an MPAN core, from the twelve before it. */
export function mpanCheckDigit(digits: string): string {
  const sum = MPAN_WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return String((sum % 11) % 10);
}

/** A gas meter point (MPRN, 10 digits) with right check digits. */
export function mprn(cell: number): string {
  const digits = String(cell).padStart(8, '0').slice(-8);
  return digits + mprnCheckDigits(digits);
}

/** The last two digits of an MPRN, from those before them. */
export function mprnCheckDigits(digits: string): string {
  const sum = digits.split('').reduce((total, digit, at) => total + (digits.length - at) * Number(digit), 0);
  return String(sum % 11).padStart(2, '0');
}
