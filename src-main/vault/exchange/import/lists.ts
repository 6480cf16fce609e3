/** A list within a cell: Google's ` ::: `, semicolons, Chinese commas, line breaks, commas. */
export function splitList(cell: string): string[] {
  const separator = cell.includes(' ::: ') ? ' ::: ' : /[;；\n]/.test(cell) ? /[;；\n]/ : /[、，,|]/;
  return cell
    .split(separator)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}
