/** Numbers, addresses and links of a card. */
import { maxLabelLength } from '../../../../src-preload/contract/texts.ts';
import type { Ledger } from './ledger.ts';
import type { Property } from './property.ts';
import { emailText, parametersText, phoneText, saysAll } from './texts.ts';

export interface Labelled {
  readonly label: string;
  readonly value: string;
}

export interface CardAddress {
  readonly label: string;
  /** As it stands on an envelope, where the parts do not say all of it. */
  readonly whole: string;
  readonly poBox: string;
  readonly street: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
}

export interface CardPoints {
  readonly phones: readonly Labelled[];
  readonly emails: readonly Labelled[];
  readonly links: readonly Labelled[];
  readonly addresses: readonly CardAddress[];
}

type Remark = (text: string) => void;

/** `remark` takes what has no place in a label or beside a number. */
export function pointsOf(ledger: Ledger, remark: Remark): CardPoints {
  const labelOf = (property: Property, value: string): string => {
    const label = ledger.labelOf(property);
    const about = parametersText(property);
    if (about !== '') remark(`${value} (${about})`);
    if (label.length > maxLabelLength) remark(`${label}: ${value}`);
    return label.slice(0, maxLabelLength);
  };
  const labelled = (names: readonly string[], clean: (text: string) => string): Labelled[] => {
    const found = ledger.take(...names).flatMap((property) => {
      const text = ledger.textOf(property);
      const value = ledger.isOurs ? text : clean(text).trim();
      return value === '' ? [] : [{ label: labelOf(property, value), value }];
    });
    return ledger.isOurs ? found : withoutRepeats(found, remark);
  };
  return {
    phones: labelled(['TEL', 'X-MS-TEL'], phoneText),
    emails: labelled(['EMAIL'], emailText),
    links: labelled(['URL'], (text) => text),
    addresses: addressesOf(ledger, labelOf, remark),
  };
}

/** The same number twice is one number, called by both labels. */
function withoutRepeats(all: readonly Labelled[], remark: Remark): Labelled[] {
  const labels = new Map<string, string[]>();
  for (const { value, label } of all) {
    const known = labels.get(value) ?? [];
    if (label !== '' && !known.includes(label)) known.push(label);
    labels.set(value, known);
  }
  return [...labels].map(([value, known]) => {
    const label = known.join(', ');
    if (label.length > maxLabelLength) remark(`${label}: ${value}`);
    return { label: label.slice(0, maxLabelLength), value };
  });
}

function addressesOf(
  ledger: Ledger,
  labelOf: (property: Property, value: string) => string,
  remark: Remark,
): CardAddress[] {
  const addresses: CardAddress[] = [];
  for (const property of ledger.take('ADR')) {
    const parts = ledger.partsOf(property);
    const lines = ledger.isOurs ? parts : parts.map((part) => part.replace(/(?<!\s)\s*\n\s*/g, ', '));
    const [
      poBox = '',
      extended = '',
      street = '',
      city = '',
      region = '',
      postalCode = '',
      country = '',
      ...more
    ] = lines;
    const known = lines.slice(0, 7).join(' ');
    // Later versions say the street's parts once more by themselves.
    const others = more.filter((part) => !saysAll(known, [part]));
    const said = (property.parameters.get('LABEL') ?? '').replaceAll('\r', '');
    // Within quotes others write a line break as in the examples of RFC 6350, 6.3.1.
    const label = ledger.isOurs ? said : said.replace(/\\n/gi, '\n');
    const isMore = label.trim() !== '' && !saysAll(known, [label]);
    const isWhole = ledger.isOurs ? label !== '' : isMore && saysAll(label, lines.filter(Boolean));
    if (!ledger.isOurs && isMore && !isWhole) remark(label.trim());
    const whole = isWhole ? (ledger.isOurs ? label : label.trim().replace(/(?<!\s)\s*\n\s*/g, ', ')) : '';
    if (whole === '' && lines.every((part) => part === '')) continue;
    const isOneLine = ledger.isOurs && property.parameters.has('X-COFFER-WHOLE');
    const written = { ...property, parameters: withoutLabel(property.parameters) };
    addresses.push({
      label: labelOf(written, lines.filter(Boolean).join(', ') || whole),
      whole: isOneLine ? street : whole,
      poBox,
      street: isOneLine ? '' : [street, extended, ...others].filter(Boolean).join(', '),
      city,
      region,
      postalCode,
      country,
    });
  }
  for (const property of ledger.take('LABEL')) {
    const text = ledger.textOf(property);
    const isSaid = addresses.some(({ whole, ...parts }) =>
      saysAll(`${Object.values(parts).join(' ')} ${whole}`, [text]),
    );
    const label = labelOf(property, text);
    if (text === '' || isSaid) continue;
    const whole = text.replace(/(?<!\s)\s*\n\s*/g, ', ');
    if (addresses.length > 0) remark([label, text].filter(Boolean).join(': '));
    else
      addresses.push({
        label,
        whole,
        poBox: '',
        street: '',
        city: '',
        region: '',
        postalCode: '',
        country: '',
      });
  }
  return addresses;
}

function withoutLabel(parameters: Property['parameters']): Property['parameters'] {
  return new Map([...parameters].filter(([name]) => name !== 'LABEL'));
}
