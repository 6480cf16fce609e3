/** The contract's calls about time stamps: queries that a person carries away, answers that come back. */
import type { ErrorCode, Handlers } from '../../../src-preload/contract/index.ts';
import type { timeStampCalls } from '../../../src-preload/contract/time-stamp.ts';
import { readFile } from '../../files/open-file.ts';
import type { OpenVault } from '../context.ts';
import { fromFileError, VaultError } from '../errors.ts';
import { writeNewFile } from '../new-file.ts';
import { mostAnswerBytes } from './answer.ts';
import { certificatesIn } from './certificate.ts';
import { dropQuery, keepAnswer, listStamps, newQuery } from './stamps.ts';

/** A small file that a person chose. @throws VaultError the given code for one that is too long */
async function readSmall(path: string, tooLong: ErrorCode): Promise<Buffer> {
  try {
    const bytes = await readFile(path, mostAnswerBytes, 'followed');
    if (bytes === null) throw new VaultError(tooLong);
    return bytes;
  } catch (error) {
    throw fromFileError(error, 'outside');
  }
}

export function timeStampHandlers(vault: OpenVault): Handlers<typeof timeStampCalls> {
  return {
    'time-stamp/list': () => listStamps(vault),
    'time-stamp/ask': async ({ save }) => {
      const path = vault.resolveTicket(save);
      const { id, size, query } = newQuery(vault);
      try {
        await writeNewFile(path, (file) => file.writeFile(query));
      } catch (error) {
        dropQuery(vault, id);
        throw error;
      }
      return { size };
    },
    'time-stamp/answer': async ({ file, certificates, accept }) => {
      const answer = await readSmall(vault.resolveTicket(file), 'time-stamp/unreadable');
      const given =
        certificates === null
          ? []
          : certificatesIn(await readSmall(vault.resolveTicket(certificates), 'time-stamp/bad-certificate'));
      return keepAnswer(vault, { answer, certificates: given, accept });
    },
  };
}
