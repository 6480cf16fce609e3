import { roleId } from '../../../src-preload/contract/roles.ts';
import { detailKind, type DetailKind, type DetailName } from '../../../src-preload/contract/journal.ts';
import {
  formatBytes,
  formatDateTime,
  formatNumber,
  hasMessage,
  t,
  tDynamic,
} from '../../i18n/index.svelte.ts';
import { errorText } from '../../vault.ts';
import { roleName } from '../people/role-text.ts';
import type { JournalEntry } from './journal.svelte.ts';

type Value = string | number | boolean;

/** The words of the window for a value that is a code, or the value itself where there are none. */
function wordFor(place: string, value: string): string {
  const key = `${place}.${value}`;
  return hasMessage(key) ? tDynamic(key) : value;
}

function listText(value: string, wordOf: (code: string) => string): string {
  return value.split(', ').map(wordOf).join(t('journal.listSeparator'));
}

const asWritten = String;
const counted = (value: Value): string => formatNumber(Number(value));
const oneOf =
  (kind: string) =>
  (value: Value): string =>
    wordFor(`journal.word.${kind}`, String(value));
const classWord = (value: Value): string => wordFor('customers.class', String(value));

/** A role of the vault's own stands in the roster under its id alone. */
function roleWord(value: Value): string {
  const id = roleId.safeParse(value);
  return id.success ? roleName({ id: id.data, name: id.data }) : String(value);
}

const words: Readonly<Record<DetailKind, (value: Value) => string>> = {
  text: asWritten,
  hash: asWritten,
  count: counted,
  /** For programs. */
  id: () => '',
  note: () => '',
  list: oneOf('list'),
  log: oneOf('log'),
  cell: oneOf('cell'),
  result: oneOf('result'),
  bulk: oneOf('bulk'),
  bytes: (value) => formatBytes(Number(value)),
  moment: (value) => formatDateTime(Number(value)),
  yesNo: (value) => (value === true ? t('common.yes') : t('common.no')),
  class: classWord,
  classes: (value) => listText(String(value), classWord),
  settings: (value) => listText(String(value), oneOf('settings')),
  error: (value) => errorText(String(value)),
  proof: oneOf('proof'),
  disclosed: (value) =>
    listText(String(value), (code) => {
      const word = wordFor('journal.word.disclosed', code);
      return word === code ? wordFor('journal.action', code) : word;
    }),
  work: oneOf('work'),
  file: oneOf('file'),
  card: oneOf('card'),
  checked: oneOf('checked'),
  policy: oneOf('policy'),
  policyFault: oneOf('policyFault'),
  policyOutcome: oneOf('policyOutcome'),
  role: roleWord,
  rotation: oneOf('rotation'),
  personChange: oneOf('personChange'),
};

/** What each detail is called. One that has no words does not compile. */
const labelOf = (name: DetailName): Parameters<typeof tDynamic>[0] => `journal.detail.${name}`;

/** Counts that are told where there is something to count. */
const untoldAtZero: ReadonlySet<string> = new Set<DetailName>([
  'failed',
  'restrictedLeftOut',
  'leftOut',
  'others',
  'values',
  'customers',
]);
/** For programs: which entries belong together, and what was asked. */
const untold: ReadonlySet<string> = new Set<DetailName>(['run', 'query', 'seenNote', 'hereNote']);

/** Details of an action in words. What says nothing is left out. */
export function detailTexts({ action, details }: Pick<JournalEntry, 'action' | 'details'>): string[] {
  return Object.entries(details).flatMap(([name, value]) => {
    const kind = detailKind(action, name);
    const saysNothing = value === '' || (value === 0 && untoldAtZero.has(name));
    if (kind === null || saysNothing || untold.has(name)) return [];
    // The kind is known, so the action has a detail of that name.
    return [tDynamic(labelOf(name as DetailName), { value: words[kind](value) })];
  });
}
