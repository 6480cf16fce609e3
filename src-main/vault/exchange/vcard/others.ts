/** Properties that become fields of the vault: under which heading, and how their values are put. */
import { splitValue, textValue, type Property } from './property.ts';
import { dayText, messengerText, parametersText } from './texts.ts';

/** What says something of the card or the program that wrote it, and nothing of the customer. */
const noise = new Set(
  (
    'BEGIN END VERSION PRODID REV UID PROFILE MAILER CLIENTPIDMAP CREATED X-ABUID X-ABADR X-IMAGETYPE X-IMAGEHASH ' +
    'X-ADDRESSING-GRAMMAR X-MS-OL-DESIGN X-MS-OL-DEFAULT-POSTAL-ADDRESS X-SHARED-PHOTO-DISPLAY-PREF'
  ).split(' '),
);

export function isNoise({ name }: Property): boolean {
  return noise.has(name);
}

const headings: Readonly<Record<string, string>> = {
  NICKNAME: 'Nickname',
  GENDER: 'Gender',
  'X-GENDER': 'Gender',
  'X-WAB-GENDER': 'Gender',
  TZ: 'Time zone',
  GEO: 'Coordinates',
  LANG: 'Language',
  KEY: 'Public key',
  'SORT-STRING': 'Sorted as',
  BIRTHPLACE: 'Place of birth',
  DEATHPLACE: 'Place of death',
  CLASS: 'Card class',
  NAME: 'Card name',
  SOURCE: 'Card source',
  XML: 'Card extension',
  KIND: 'Card kind',
  CALURI: 'Calendar',
  CALADRURI: 'Calendar requests',
  FBURL: 'Free and busy times',
  'X-ABDATE': 'Dates',
  'X-SOCIALPROFILE': 'Social profile',
  SOCIALPROFILE: 'Social profile',
};

const days: Readonly<Record<string, string>> = {
  BDAY: 'Birthday',
  ANNIVERSARY: 'Anniversary',
  'X-ANNIVERSARY': 'Anniversary',
  'X-EVOLUTION-ANNIVERSARY': 'Anniversary',
  'X-MS-ANNIVERSARY': 'Anniversary',
  'X-KADDRESSBOOK-ANNIVERSARY': 'Anniversary',
  'X-KADDRESSBOOK-X-ANNIVERSARY': 'Anniversary',
  DEATHDATE: 'Date of death',
};

const messengerHeading = 'Instant messaging';
/** Their services; one that IMPP or a social profile names stands in a parameter. */
const messengers: Readonly<Record<string, string>> = {
  IMPP: '',
  'X-IMPP': '',
  'X-MS-IMADDRESS': '',
  'X-AIM': 'AIM',
  'X-GADUGADU': 'Gadu-Gadu',
  'X-GOOGLE-TALK': 'Google Talk',
  'X-GROUPWISE': 'GroupWise',
  'X-GTALK': 'Google Talk',
  'X-ICQ': 'ICQ',
  'X-JABBER': 'Jabber',
  'X-LINE': 'LINE',
  'X-MATRIX': 'Matrix',
  'X-MSN': 'MSN',
  'X-QQ': 'QQ',
  'X-SIGNAL': 'Signal',
  'X-SIP': 'SIP',
  'X-SKYPE': 'Skype',
  'X-SKYPE-USERNAME': 'Skype',
  'X-TELEGRAM': 'Telegram',
  'X-TWITTER': 'Twitter',
  'X-WECHAT': 'WeChat',
  'X-WEIXIN': 'WeChat',
  'X-WHATSAPP': 'WhatsApp',
  'X-YAHOO': 'Yahoo',
};

/** `X-PHONETIC-FIRST-NAME` as Phonetic first name. */
function plainHeading(name: string): string {
  const words = name.replace(/^X-/, '').replaceAll('-', ' ').trim().toLowerCase();
  return words === '' ? '?' : `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

export interface Other {
  readonly heading: string;
  readonly value: string;
  /** The heading is of days: each has a field of its own. */
  readonly isDay: boolean;
}

const withLabel = (label: string, value: string): string => (label === '' ? value : `${label}: ${value}`);

/** `label`: what the card calls it. */
export function otherOf(property: Property, label: string): Other {
  const { name, raw, parameters } = property;
  const about = parametersText(property);
  const whole = (value: string): string => (about === '' ? value : `${value} (${about})`);
  const day = days[name];
  if (day !== undefined) return dayOf(day, property, label);
  if (name === 'X-ABDATE') {
    const date = dayText(property);
    if (date !== null && /^anniversary$/i.test(label))
      return { heading: 'Anniversary', value: date, isDay: true };
    return { heading: 'Dates', value: withLabel(label, date ?? textValue(raw).trim()), isDay: false };
  }
  const service = messengers[name];
  if (service !== undefined || name.endsWith('SOCIALPROFILE')) {
    const isProfile = service === undefined;
    const said = service ?? label;
    const named = parameters.get('X-SERVICE-TYPE') ?? parameters.get('SERVICE-TYPE');
    const text = messengerText(property, said);
    const isSaid = isProfile && named === undefined;
    return {
      heading: isProfile ? 'Social profile' : messengerHeading,
      value: whole(label === '' || isSaid ? text : `${label} ${text}`),
      isDay: false,
    };
  }
  const isOfParts = name === 'GENDER' || name === 'GEO';
  const value = isOfParts ? splitValue(raw, ';').filter(Boolean).join(', ') : textValue(raw).trim();
  return {
    heading: headings[name] ?? plainHeading(name),
    value: withLabel(label, whole(value)),
    isDay: false,
  };
}

/** What is no day of the calendar goes into a field beside, of the same class by its name. */
function dayOf(heading: string, property: Property, label: string): Other {
  const day = dayText(property);
  if (day !== null) return { heading, value: day, isDay: true };
  const text = withLabel(label, textValue(property.raw).trim());
  return { heading: `${heading} as written`, value: text, isDay: false };
}

/** `vnd.android.cursor.item/nickname;Jo;1;;;`: the property that others would have written, or none. */
export function androidProperty(property: Property): Property | null {
  const [kind = '', value = '', type = '', label = ''] = textValue(property.raw).split(';');
  const names: Readonly<Record<string, string>> = {
    nickname: 'NICKNAME',
    contact_event: type === '3' ? 'BDAY' : 'X-ABDATE',
    relation: 'RELATED',
  };
  const name = names[kind.replace(/^vnd\.android\.cursor\.item\//, '')];
  if (name === undefined || value === '') return null;
  const known = name === 'RELATED' ? relations[Number(type)] : type === '1' ? 'Anniversary' : '';
  const said = name === 'NICKNAME' ? '' : label || known || '';
  const parameters = new Map([...property.parameters, ['X-ABLABEL', said]]);
  return { ...property, name, parameters, raw: value.replace(/[\\,;]/g, '\\$&') };
}

/** Android's `Relation.TYPE_…`, by their numbers. */
const relations: readonly string[] = [
  '',
  'Assistant',
  'Brother',
  'Child',
  'Domestic partner',
  'Father',
  'Friend',
  'Manager',
  'Mother',
  'Parent',
  'Partner',
  'Referred by',
  'Relative',
  'Sister',
  'Spouse',
];
