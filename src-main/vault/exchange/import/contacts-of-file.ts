/** Which contact a row of a file means, where several have one name. */
import type { SourceRow } from '../source.ts';
import { byName, type ContactChoice, type Current, type CurrentContact } from './edits.ts';
import type { Draft } from './draft.ts';

/** `column`: where a file of ours numbers the contacts of each customer; -1 for other files, in which one name is one contact. Cards have their UIDs. */
export function contactsOfFile(column: number): { readonly choice: (row: SourceRow) => ContactChoice } {
  /** The number of the row that meant a contact, by the contact's id. */
  const numberOf = new Map<string, string>();
  return {
    choice: (row) => {
      const isContactCard = row.card !== undefined && row.card.companyUid !== null;
      const number = isContactCard ? row.card.uid : (row.cells[column] ?? '').trim();
      if (number === '') return byName;
      return {
        among: (current, draft) => {
          const named = current.contacts.filter(({ name }) => name === draft.contact?.name);
          return (
            named.find(({ id }) => numberOf.get(id) === number) ??
            mostAlike(
              named.filter(({ id }) => !numberOf.has(id)),
              current,
              draft,
            )
          );
        },
        chosen: (contactId) => void numberOf.set(contactId, number),
      };
    },
  };
}

function mostAlike(
  contacts: readonly CurrentContact[],
  { points }: Current,
  { contact, points: ours }: Draft,
): CurrentContact | undefined {
  const inCommon = (one: CurrentContact): number =>
    points.filter(({ contactId, value }) => contactId === one.id && ours.some((each) => each.value === value))
      .length +
    (['jobTitle', 'department', 'note'] as const).filter((part) => one[part] === contact?.[part]).length;
  const scores = contacts.map((one) => ({ one, score: inCommon(one) }));
  return scores.sort((one, other) => other.score - one.score)[0]?.one;
}
