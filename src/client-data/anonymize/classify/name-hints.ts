/** What a name says of a column: one of the rules, that its values are codes which are kept, or nothing. */
export type NameHint =
  | 'email'
  | 'phone'
  | 'mpan'
  | 'mprn'
  | 'uprn'
  | 'postcode'
  | 'coordinates'
  | 'ip'
  | 'secret'
  | 'date'
  | 'url'
  | 'file-name'
  | 'first-name'
  | 'last-name'
  | 'person'
  | 'company'
  | 'address'
  | 'place'
  | 'identifier'
  | 'text'
  | 'label'
  | 'code'
  | undefined;

/** The first pattern that a column's name (words joined by spaces) matches decides. */
const COLUMN_NAMES: readonly (readonly [pattern: RegExp, hint: NameHint])[] = [
  [
    /\b(?:e ?mails?|mails?|mail address|email ?address(?:es)?)\b(?! (?:verified|confirmed|enabled|sent|status|type|count|template))/,
    'email',
  ],
  [
    /\b(?:(?:tele)?phones?(?: (?:no|nr|number))?|mobiles?|mob|tel|fax|msisdn|landline|phone ?number|whatsapp|contact number)$/,
    'phone',
  ],
  [/\b(?:mpan|mpans|mpan core|mpancore)\b/, 'mpan'],
  [/\b(?:mprn|mprns)\b/, 'mprn'],
  [/\b(?:uprn|uprns|usrn)\b/, 'uprn'],
  [/\b(?:post ?codes?|zip(?: ?code)?|postal code|postcode area|outcode)\b/, 'postcode'],
  [
    /\b(?:lat|latitude|lon|lng|long|longitude|easting|northing|coordinates?|coords?|lat ?lon|geo ?location|gps)\b/,
    'coordinates',
  ],
  [/\b(?:ip|ip ?addr(?:ess)?|remote addr|client ip|last ip|mac ?addr(?:ess)?|inet)\b/, 'ip'],
  [
    /\b(?:passwords?|passwd|pwd|secrets?|tokens?|api keys?|apikey|private key|salt|otp|pin|hash|digest|session key|credentials?|signature)\b/,
    'secret',
  ],
  [/\b(?:date of birth|dob|birth ?(?:day|date)|born(?: on)?|date of death)\b/, 'date'],
  [/\b(?:urls?|uri|website|web ?site|homepage|link|href|callback|webhook|avatar|picture|photo|image)\b/, 'url'],
  [/\b(?:file ?names?|file ?paths?|paths?|attachments?|files?|documents?|folder)$/, 'file-name'],
  [
    /\b(?:first|given|fore|christian|middle|preferred|nick) ?names?\b|\b(?:forename|firstname|givenname)\b/,
    'first-name',
  ],
  [/\b(?:last|family|sur|maiden) ?names?\b|\b(?:surname|lastname)\b/, 'last-name'],
  [
    /\b(?:full|display|contact|person|customer contact|employee|staff|owner|holder|author|user|patient|tenant|guest|reporter|assignee|manager|occupier|landlord|recipient|sender|attn|attention|signatory|account ?holder) ?names?\b|\bcontact(?: person)?$|\b(?:fullname|assigned to|reported by|created by|updated by|modified by|approved by|signed by|surveyor|engineer|installer|salesperson|account manager|author|operator|caller|surname and initials)\b/,
    'person',
  ],
  [
    /\b(?:company|client|customer|organi[sz]ation|org|business|supplier|vendor|employer|firm|trading|legal|registered|agency|provider|manufacturer|shipper|dno|retailer|brand|institution) ?(?:names?)?$|\b(?:trading as|companyname)\b/,
    'company',
  ],
  [
    /\b(?:address(?:es)?|addr|street|address ?line ?\d?|line ?[12]|house(?: (?:no|number|name))?|building (?:number|name)|premises|property)\b/,
    'address',
  ],
  [
    /\b(?:city|town|county|village|locality|region|region name|province|district|suburb|place|hometown|birthplace|location|state province|state or province)\b/,
    'place',
  ],
  [
    /\b(?:national insurance|nino|nhs(?: number)?|passport|licen[cs]e|iban|bic|sort code|account (?:no|number|nr|ref|reference)|acc no|card|card ?number|vat ?(?:no|number)?|company (?:no|number|registration)|tax|ssn|utr|customer (?:no|number|ref|reference)|serial(?: (?:no|number))?|registration|plate|vin|imei|sim|iccid|meter (?:no|number|serial)|lmk|epc|certificate|order (?:no|number)|invoice(?: (?:no|number))?|policy(?: (?:no|number))?|reference(?: number)?|staff number|login|user ?names?|handle|screen ?name)\b/,
    'identifier',
  ],
  [
    /\b(?:notes?|comments?|remarks?|description|descr|details?|message|msg|body|bio|biography|about|feedback|reason|complaint|subject|summary|content|text|memo|diary|history|instructions?|observations?|review|log|error|query|answer|reply|question|transcript|searchable)\b/,
    'text',
  ],
  [
    /\b(?:status|state|type|kind|category|class|level|priority|unit|units|currency|locale|language|lang|country|country ?code|timezone|time zone|tz|mode|format|version|grade|rating|gender|sex|role|color|colour|fuel|phase|frequency|period|method|scheme|source|channel|encoding|mime ?type|content ?type|severity|stage|group|direction|season|algorithm|symbol)\b/,
    'code',
  ],
];

/** Names of people, companies and things: what a plain "name" or "title" is, by the name of its table. */
const TABLES: readonly (readonly [pattern: RegExp, hint: NameHint])[] = [
  [
    /\b(?:users?|persons?|people|contacts?|employees?|staff|owners?|tenants?|residents?|members?|patients?|authors?|actors?|customers?|guests?|occupiers?|landlords?|subscribers?|visitors?|students?|teachers?|drivers?|engineers?|players?)$/,
    'person',
  ],
  [
    /\b(?:clients?|compan(?:y|ies)|organi[sz]ations?|orgs?|suppliers?|vendors?|accounts?|partners?|business(?:es)?|employers?|shippers?|manufacturers?|providers?|agenc(?:y|ies)|brands?)$/,
    'company',
  ],
  [/\b(?:cit(?:y|ies)|towns?|count(?:y|ies)|localit(?:y|ies)|places?|districts?)$/, 'place'],
];

/** "company_id" is not the name of a company. */
const OF_ID = /\b(?:id|ids|uuid|guid|key|slug)$/;
const HINTS_OF_IDS: ReadonlySet<NameHint> = new Set([
  'email',
  'phone',
  'mpan',
  'mprn',
  'uprn',
  'ip',
  'secret',
  'identifier',
]);

/** The words of a name: `customerFullName2` and `customer_full_name` become "customer full name". */
export function nameWords(name: string): string {
  return name
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.replace(/^(\p{L}+)\d+$/u, '$1'))
    .filter((word) => word !== '')
    .join(' ');
}

/** What a column's name says, in its table; of a path in JSON, `column` is its last key. */
export function hintOfName(column: string, table: string): NameHint {
  const words = nameWords(column);
  const [, hint] = COLUMN_NAMES.find(([pattern]) => pattern.test(words)) ?? [];
  if (hint !== undefined) {
    return OF_ID.test(words) && !HINTS_OF_IDS.has(hint) ? undefined : hint;
  }
  if (/\b(?:name|title|label|caption)s?$/.test(words) || words === 'display') {
    const owner = `${nameWords(table)} ${words}`.replace(/ (?:name|title|label|caption)s?$/, '');
    if (words.endsWith('title')) {
      return 'label';
    }
    const [, byTable] = TABLES.find(([pattern]) => pattern.test(owner) || pattern.test(nameWords(table))) ?? [];
    return byTable ?? 'label';
  }
  return undefined;
}

const TOLD_BY_COMMENTS: ReadonlySet<NameHint> = new Set([
  'email',
  'phone',
  'mpan',
  'mprn',
  'uprn',
  'postcode',
  'coordinates',
  'first-name',
  'last-name',
  'person',
  'date',
  'ip',
]);

/** What a comment says. Only what it names in so many words counts: comments also tell of other columns. */
export function hintOfComment(comment: string): NameHint {
  const words = nameWords(comment);
  const [, hint] = COLUMN_NAMES.find(([pattern, each]) => TOLD_BY_COMMENTS.has(each) && pattern.test(words)) ?? [];
  return (
    hint ??
    (/\bnames? of (?:the )?(?:person|people|customer|tenant|contact|owner|occupier)/.test(words) ? 'person' : undefined)
  );
}
