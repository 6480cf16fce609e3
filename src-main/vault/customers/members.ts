/** The members of a JSON object as the texts they are written in: taking them apart costs a fraction of parsing them. */

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** @returns where the string that begins at `at` has its last quote; -1 where it has none */
function endOfString(json: string, at: number): number {
  for (let end = json.indexOf('"', at + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let before = end - 1;
    while (json.charCodeAt(before) === backslash) before -= 1;
    if ((end - 1 - before) % 2 === 0) return end;
  }
  return -1;
}

/** @returns where the value that begins at `at` is over; -1 where it is not in the form that this reads */
function endOfValue(json: string, at: number): number {
  let depth = 0;
  for (let i = at; i < json.length; i++) {
    const unit = json.charCodeAt(i);
    if (unit === quote) {
      i = endOfString(json, i);
      if (i < 0) return -1;
    } else if (unit === openBrace || unit === openBracket) depth += 1;
    else if (unit === closeBrace || unit === closeBracket) {
      if (depth === 0) return i;
      depth -= 1;
    } else if (unit === comma && depth === 0) return i;
    else if (unit <= 0x20) return -1;
  }
  return -1;
}

/**
 * The members of an object that `JSON.stringify` wrote, each with its value's text, in their order. `null` where the text
 * has white space between its parts or names that are not plain: whoever asked parses it.
 */
export function membersOf(json: string): [name: string, value: string][] | null {
  const members: [string, string][] = [];
  if (json === '{}') return members;
  if (json.charCodeAt(0) !== openBrace || json.charCodeAt(json.length - 1) !== closeBrace) return null;
  for (let at = 1; at < json.length;) {
    const end = json.charCodeAt(at) === quote ? endOfString(json, at) : -1;
    if (end < 0 || json.charCodeAt(end + 1) !== colon) return null;
    const name = json.slice(at + 1, end);
    if (name.includes('\\')) return null;
    const over = endOfValue(json, end + 2);
    if (over <= end + 2 || (json.charCodeAt(over) !== comma && over !== json.length - 1)) return null;
    members.push([name, json.slice(end + 2, over)]);
    at = over + 1;
  }
  return members;
}
