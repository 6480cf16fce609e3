import * as days from '../../../../src-preload/contract/dates.ts';
import { kindOfName } from '../../fields/sensitive.ts';
import { remembered } from '../../remembered.ts';

/** Days of a file, which has most of them many times. */
const daysAtMost = 4000;
const readers = new Map<string, (text: string) => days.ReadDate | null>();

/** As the contract's, for the many cells of a file. Where nothing shows the order of day and month, one that could be either is none. */
export function readDate(text: string, rules: days.DateRules): days.ReadDate | null {
  const key = `${rules.order} ${rules.today} ${String(rules.isPast)}`;
  let reader = readers.get(key);
  if (reader === undefined) {
    reader = remembered(daysAtMost, (cell) => {
      const read = days.readDate(cell, rules);
      return read?.isEitherWay === true && rules.order === 'ymd' ? null : read;
    });
    readers.set(key, reader);
  }
  return reader(text);
}

/** Whether a column or a field of that name holds days that have been: birthdays and anniversaries. */
export function isOfPast(name: string): boolean {
  return kindOfName(name) === 'birth-date' || /anniversar|geburtstag|jubil|纪念日|周年|紀念日/i.test(name);
}

/** Whether a name says that dates are under it, so that what could be a number or a code is one. */
export function saysDate(name: string): boolean {
  return (
    isOfPast(name) ||
    /日期|时间|時間|期限|到期|截止|起始|\bdates?\b|\bday\b|\bon$|\bat$|since|until|expir|\bdue\b|deadline|datum|\btag\b|frist|fecha|\bdata\b/i.test(
      name,
    )
  );
}
