/** What tells files of our own from those of other programs, by which they come back as they were. */

/** Of a longer text, so much is looked at: no name of a column is as long. */
const mostLookedAt = 500;

/** What is looked at of a heading, which the file may make as long as it likes. It is shown, and named after, whole. */
export function lookedAt(heading: string): string {
  return heading.length > mostLookedAt ? heading.slice(0, mostLookedAt) : heading;
}

/** A heading reduced to its letters and digits: `E-mail 1 - Value` and `email1value` are the same. */
export function headingKey(heading: string): string {
  return lookedAt(heading)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[（(【[].{0,200}?[)）\]】]/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Stands on a line of a cell that has several, where there is nothing to say: empty lines at its ends would get lost. */
export const nothingOnLine = '—';

const customerNumber = new Set(['本表客户序号', 'customernointhisfile']);
const contactNumber = new Set(['本表联系人序号', 'contactnointhisfile']);
/** Of columns that hold all of a customer's numbers or addresses. */
const allOfThem = /^(?:全部|all)(?:电话|邮箱|网址|地址|phones|emails|links|addresses)$/;
const moments = new Set(['添加时间', '修改时间', 'added', 'changed', 'created', 'updated']);

/** Where a file of our own numbers its customers and contacts: columns, or -1. The numbers count within the file only. */
export interface OwnFile {
  readonly customerNumber: number;
  readonly contactNumber: number;
}

/** `null` for a file of another program. */
export function ownFile(headings: readonly string[]): OwnFile | null {
  const keys = headings.map(headingKey);
  const found = {
    customerNumber: keys.findIndex((key) => customerNumber.has(key)),
    contactNumber: keys.findIndex((key) => contactNumber.has(key)),
  };
  return found.customerNumber >= 0 || keys.some((key) => allOfThem.test(key)) ? found : null;
}

/** A column that is no news to whoever made the file: its numbers, and when a customer came and changed. */
export function isOwnRemark(heading: string): boolean {
  const key = headingKey(heading);
  return customerNumber.has(key) || contactNumber.has(key) || moments.has(key);
}
