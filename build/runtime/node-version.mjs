/** The first with what the app's code and the ready-made native modules (Node-API 10) want. */
const [oldestMajor, oldestMinor] = [22, 14];

/**
 * @param {string} command that runs the same in the Node of this project
 * @param {string} version of the Node that runs
 * @returns {string | null} why that Node cannot run the app's code; `null` where it can
 */
export function tooOldFor(command, version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return null;
  return `this is Node ${version}, and ${oldestMajor}.${oldestMinor} is needed; \`${command}\` brings its own where there is one`;
}
