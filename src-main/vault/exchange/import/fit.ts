/** Texts of one line as the vault keeps them. What is too long for one is kept whole in the notes, as far as they have room. */
import {
  beginning,
  maxLabelLength,
  maxLineLength,
  maxNameLength,
  maxTextLength,
  nameFrom,
  oneLine,
} from '../../../../src-preload/contract/texts.ts';
import type { Refuse } from './collect.ts';

/** What of a draft is of one line, and its notes. */
interface Lines {
  readonly name: string;
  readonly organisation: string;
  readonly jobTitle: string;
  readonly points: readonly { readonly label: string }[];
  readonly contact: { readonly name: string; readonly jobTitle: string; readonly department: string } | null;
  readonly moreContacts: readonly string[];
  readonly tags: readonly string[];
  readonly notes: string;
}

/** The draft with all its lines clean and short enough; a problem names what was cut. */
export function fitted<D extends Lines>(draft: D, warn: Refuse): D {
  const rest: string[] = [];
  const fit = (text: string, most: number): string => {
    const line = oneLine(text).trim();
    if (line.length <= most) return line;
    rest.push(line);
    return beginning(line, most);
  };
  const { contact } = draft;
  const lines = {
    name: fit(draft.name, maxLineLength),
    organisation: fit(draft.organisation, maxLineLength),
    jobTitle: fit(draft.jobTitle, maxLineLength),
    points: draft.points.map((point) => ({ ...point, label: fit(point.label, maxLabelLength) })),
    contact: contact && {
      ...contact,
      name: fit(contact.name, maxLineLength),
      jobTitle: fit(contact.jobTitle, maxLineLength),
      department: fit(contact.department, maxLineLength),
    },
    moreContacts: draft.moreContacts.map((name) => fit(name, maxLineLength)),
    // What nobody sees is no tag.
    tags: draft.tags.map((tag) => nameFrom(fit(tag, maxNameLength))).filter((tag) => tag !== ''),
  };
  let { notes } = draft;
  for (const line of rest) {
    const more = notes === '' ? line : `${notes}\n${line}`;
    const hasRoom = more.length <= maxTextLength;
    warn(hasRoom ? 'import/long-line' : 'import/too-long');
    if (hasRoom) notes = more;
  }
  return { ...draft, ...lines, notes };
}
