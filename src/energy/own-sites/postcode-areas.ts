import { PLACES } from '../world/places.ts';
import type { Place } from '../world/site.ts';

/** The postcode areas of Great Britain and the place whose weather, grid and tariffs they have here: the nearest of their region. */
const AREAS = `
  London: BR CR DA E EC EN HA IG KT N NW SE SM SW TW UB W WC; Aberdeen: AB ZE; Watford: AL HP WD; Birmingham: B; Bath: BA; Preston: BB FY PR;
  Bradford: BD HD HX; Salisbury: BH DT SP; Bolton: BL WN; Brighton: BN; Bristol: BS; Carlisle: CA; Cambridge: CB; Cardiff: CF;
  Chester: CH CW; Chelmsford: CM RM SS; Colchester: CO; Canterbury: CT; Coventry: CV; Dundee: DD KY; Derby: DE; Dumfries: DG; Durham: DH;
  Darlington: DL; Doncaster: DN; Wolverhampton: DY WS WV; Edinburgh: EH; Exeter: EX TQ; Stirling: FK; Glasgow: G KA ML PA; Gloucester: GL;
  Guildford: GU; York: HG YO; Hereford: HR LD; Inverness: HS IV KW; Hull: HU; Ipswich: IP; Liverpool: L WA; Lancaster: LA;
  Leicester: LE; Wrexham: LL; Lincoln: LN; Leeds: LS WF; Luton: LU SG; Manchester: M OL SK; Maidstone: ME; Milton Keynes: MK;
  Newcastle upon Tyne: NE; Nottingham: NG; Northampton: NN; Newport: NP; Norwich: NR; Oxford: OX; Peterborough: PE; Perth: PH; Plymouth: PL;
  Southampton: PO SO; Reading: RG SL; Crawley: RH; Sheffield: S; Swansea: SA; Swindon: SN; Sunderland: SR; Stoke-on-Trent: ST;
  Shrewsbury: SY; Taunton: TA; Galashiels: TD; Telford: TF; Tunbridge Wells: TN; Truro: TR; Middlesbrough: TS; Worcester: WR`;

const PLACE_OF_AREA: ReadonlyMap<string, string> = new Map(
  AREAS.split(';').flatMap((entry) => {
    const [place = '', areas = ''] = entry.split(':').map((text) => text.trim());
    return areas.split(' ').map((area): [string, string] => [area, place]);
  }),
);

const POSTCODE = /^([A-Z]{1,2})\d[A-Z\d]? ?\d[A-Z]{2}$/;

/** A postcode with one blank within, in capitals; undefined if it is none. */
export function postcodeOf(text: string): string | undefined {
  const capitals = text.toUpperCase().replaceAll(/\s+/g, ' ');
  return POSTCODE.test(capitals) ? capitals.replace(/ ?(\d[A-Z]{2})$/, ' $1') : undefined;
}

/** The place for a postcode; undefined outside Great Britain. */
export function placeOfPostcode(postcode: string): Place | undefined {
  const name = PLACE_OF_AREA.get(POSTCODE.exec(postcode)?.[1] ?? '');
  return PLACES.find((place) => place.name === name);
}
