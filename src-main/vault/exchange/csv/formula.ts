/** What a spreadsheet would take for a formula, also with our own mark before it, so that the mark can be taken back. */
const risky = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const harmless = /^(?:-?\d+(?:\.\d+)?|\+?[0-9(][0-9 ()-]*)$/;

/**
 * Puts an apostrophe before a cell that a spreadsheet could run as a formula (OWASP, CSV injection). Plain numbers and
 * phone numbers stay as they are. `restoreDefused` gives back exactly what went in.
 */
export function defuseFormula(cell: string): string {
  return risky.test(cell) && !harmless.test(cell) ? `'${cell}` : cell;
}

/** Takes the apostrophe of `defuseFormula` away again. */
export function restoreDefused(cell: string): string {
  return cell.startsWith("'") && risky.test(cell) ? cell.slice(1) : cell;
}
