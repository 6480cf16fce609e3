/** The contract's calls about time stamps: queries that a person carries away, answers that come back. */
import type { ErrorCode, Handlers } from '../../../src-preload/contract/index.ts';
import type { timeStampCalls } from '../../../src-preload/contract/time-stamp.ts';
import { readChosen } from '../chosen-file.ts';
import type { OpenVault } from '../context.ts';
import { writeNewFile } from '../new-file.ts';
import { mostAnswerBytes } from './answer.ts';
import { certificatesIn } from './certificate.ts';
import { dropQuery, keepAnswer, listStamps, newQuery } from './stamps.ts';

const read = (path: string, tooLong: ErrorCode): Promise<Buffer> =>
  readChosen(path, mostAnswerBytes, tooLong);

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
      const answer = await read(vault.resolveTicket(file), 'time-stamp/unreadable');
      const given =
        certificates === null
          ? []
          : certificatesIn(await read(vault.resolveTicket(certificates), 'time-stamp/bad-certificate'));
      return keepAnswer(vault, { answer, certificates: given, accept });
    },
  };
}
