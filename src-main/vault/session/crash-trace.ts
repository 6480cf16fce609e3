/** What the last opening on this device leaves in the folder when it did not come to its end. */
import { hasParts } from '../../files/replace-file.ts';
import { isLeasedBy } from './lease.ts';

/** Whether work of this device in the folder was cut off. Anybody who can write there can make it look so. */
export async function wasCutOff(
  folder: string,
  { deviceId }: { readonly deviceId: string },
): Promise<boolean> {
  return isLeasedBy(folder, deviceId) || (await hasParts(folder));
}
