/**
 * What a spreadsheet would take for a formula, also with our own mark before it, so that the mark can be taken back. Before a number an
 * apostrophe is a mark in the files of others as well.
 */
const risky = /^(?:'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|'+\d[\dXx .-]*$)/;
const harmless = /^(?:-?\d+(?:\.\d+)?|\+?[0-9(][0-9 ()-]*)$/;

/**
 * A formula behind a separator or a line break within a cell. A spreadsheet that parts cells by another sign does not see our quotes, and
 * begins a cell there. What begins with a sign is mostly a list or a number; only with a call in it can it do anything.
 */
const within = /(?<=[,;\t|\r\n])('*)(?=[=@\uff1d\uff20]|[+\-\uff0b\uff0d][^,;\t|\r\n]*[(!])/g;
const withinMarked = /(?<=[,;\t|\r\n])'('*)(?=[=@\uff1d\uff20]|[+\-\uff0b\uff0d][^,;\t|\r\n]*[(!])/g;

/**
 * Puts an apostrophe before what a spreadsheet could run as a formula (OWASP, CSV injection). Plain numbers and phone numbers stay
 * as they are. `restoreDefused` gives back exactly what went in.
 */
export function defuseFormula(cell: string): string {
  const inside = cell.replace(within, "'$1");
  return risky.test(cell) && !harmless.test(cell) ? `'${inside}` : inside;
}

/** Takes the apostrophes of `defuseFormula` away again. */
export function restoreDefused(cell: string): string {
  if (!cell.includes("'")) return cell;
  const inside = cell.replace(withinMarked, '$1');
  return inside.startsWith("'") && risky.test(inside) ? inside.slice(1) : inside;
}
