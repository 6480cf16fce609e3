/** While a vault is open: whether its pages are those that were left, and copying what was written into the database file. */
import { VaultError } from '../errors.ts';
import { compareContents } from '../upkeep/verify.ts';
import { copyPagesIfDue } from './copy-pages.ts';
import type { PagesState } from './pages.ts';
import { tellNotices, type EngineSurroundings, type OpenSession } from './session.ts';

const lookEveryMs = 1000;

/** Begins with it. Nobody waits but what leaves the vault, or trusts what is in it. */
export function watchPages(session: OpenSession, surroundings: EngineSurroundings): void {
  const { pages, vault } = session;
  const { state } = pages;
  if (!pages.isReadOnly) {
    const timer = setInterval(() => {
      try {
        if (vault.store.isClosed) clearInterval(timer);
        else copyPagesIfDue(session, surroundings);
      } catch (error) {
        passOver(error);
      }
    }, lookEveryMs).unref();
  }
  if (state.standing !== null) return;
  state.settled = settle(session);
  state.settled.catch(passOver);
}

/** A full disk, say: the log keeps what is not copied, and the next look tries again. */
function passOver(error: unknown): void {
  if (!(error instanceof VaultError)) throw error;
}

async function settle(session: OpenSession): Promise<void> {
  const { pages, vault } = session;
  const found = await pages.compare();
  if (found === null) return;
  if (found === 'differing' || (found === 'same' && !pages.hadLog)) {
    noteStanding(session, found);
    return;
  }
  // Nothing says what the pages should be, or some came from a log that anybody could have laid there: what they hold is compared.
  const { findings } = await compareContents(vault);
  if (findings.length === 0) pages.accept();
  noteStanding(session, findings.length === 0 ? 'same' : 'differing');
}

function noteStanding(session: OpenSession, standing: PagesState['standing']): void {
  const { pages, vault } = session;
  pages.state.standing = standing;
  if (standing === 'same') return;
  if (!pages.isReadOnly) vault.store.journal('pages-differ');
  tellNotices(session, [...session.notices, { code: 'pages-differ', count: 1 }]);
}

/**
 * After everything was compared with the logs. Where that found nothing, it does not matter how the pages came there, and work goes on.
 * @returns whether they are not the ones that were left
 */
export function pagesVerified(session: OpenSession, isAsLogged: boolean): boolean {
  const { pages } = session;
  if (pages.state.standing !== 'differing') return false;
  if (isAsLogged && !pages.isReadOnly) {
    pages.accept();
    pages.state.standing = 'same';
    tellNotices(
      session,
      session.notices.filter(({ code }) => code !== 'pages-differ'),
    );
  }
  return true;
}
