/** Cells whose text hides where they lead: “Website” over a link. */
import { looksLikeEmail } from './forms.ts';
import type { PlannedColumn } from './ledger.ts';

/** The text with what its link leads to, where its column is for such things; elsewhere the link has a line of the notes. */
export function withLink(
  text: string,
  link: string,
  { target }: PlannedColumn,
): { readonly text: string; readonly note: string | null } {
  const isPlace =
    target.to === 'email' ? target.part === 'value' && looksLikeEmail(link) : target.to === 'link';
  return isPlace ? { text: `${text} ${link}`, note: null } : { text, note: link };
}
