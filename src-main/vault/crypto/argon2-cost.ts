/** What guessing a passphrase costs; docs/file-format.md, section 4. */

export interface KdfParameters {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** No slot is ever made with less, and none with less is opened. */
export const kdfFloor: KdfParameters = { memoryKiB: 64 * 1024, passes: 3, lanes: 4 };

/** How long an unlock should take on the machine that makes the slot. */
export const targetMs = 1000;
