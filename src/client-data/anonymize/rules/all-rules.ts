import { email, ip, phone, url } from './contacts.ts';
import { identifier, mpan, mprn, secret, uprn } from './identifiers.ts';
import { company, firstName, key, label, lastName, person } from './names.ts';
import { address, coordinates, place, postcode } from './places.ts';
import type { AnonymizationRule } from './rule.ts';
import { byForm, bytes, date, fileName, text } from './texts.ts';

/** The rules by name, in the order in which a value that occurs under several rules is recognized. */
export const RULES = {
  key,
  person,
  'first-name': firstName,
  'last-name': lastName,
  company,
  email,
  phone,
  mpan,
  mprn,
  uprn,
  postcode,
  address,
  place,
  coordinates,
  label,
  identifier,
  url,
  ip,
  'file-name': fileName,
  secret,
  text,
  bytes,
  date,
  'by-form': byForm,
} as const satisfies Record<string, AnonymizationRule>;
