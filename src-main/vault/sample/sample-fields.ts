import type { FieldClass, FieldType } from '../../../src-preload/contract/fields.ts';
import type { WriteTx } from '../store/store.ts';
import { createField, type NewField } from '../fields/fields.ts';
import type { PolicyVault } from '../policy/policies.ts';
import { createSection } from '../fields/sections.ts';
import { createTag } from '../fields/tags.ts';
import { parseOptions } from '../fields/catalog.ts';
import { en, zh } from './words.ts';

export interface SampleFields {
  readonly words: typeof en | typeof zh;
  readonly currency: string;
  readonly tags: readonly string[];
  readonly level: string;
  readonly levelOptions: readonly string[];
  readonly sources: string;
  readonly sourceOptions: readonly string[];
  readonly amount: string;
  readonly visits: string;
  readonly since: string;
  readonly contract: string;
  readonly terms: string;
  readonly wechat: string;
  readonly website: string;
  readonly credit: string;
  readonly idNumber: string;
  readonly portal: string;
}

/** Makes the sample's sections, tags and a field of every type. */
export function createSampleFields(tx: WriteTx, vault: PolicyVault, language: 'en' | 'zh-CN'): SampleFields {
  const words = language === 'en' ? en : zh;
  const currency = language === 'en' ? 'USD' : 'CNY';
  const [business, secret] = words.sections.map((name) => createSection(tx, name));
  if (business === undefined || secret === undefined) throw new Error('the sample has two sections');
  const make = (
    name: string,
    type: FieldType,
    fieldClass: FieldClass,
    sectionId = business,
    options: readonly string[] = [],
  ): string => {
    const given: NewField = {
      name,
      type,
      class: fieldClass,
      sectionId,
      options: options.map((option) => ({ name: option })),
      currency,
    };
    return createField(tx, vault, given).id;
  };
  const optionsOf = (id: string): string[] =>
    parseOptions(tx.value<string>('SELECT options FROM field WHERE id = ?', id) ?? '[]').map(
      (option) => option.id,
    );
  const { fields } = words;
  const level = make(fields.level, 'choice', 'internal', business, fields.levels);
  const sources = make(fields.sources, 'choices', 'internal', business, fields.sourceNames);
  const made = {
    amount: make(fields.amount, 'money', 'internal'),
    visits: make(fields.visits, 'number', 'internal'),
    since: make(fields.since, 'date', 'internal'),
    contract: make(fields.contract, 'yes-no', 'internal'),
    terms: make(fields.terms, 'long-text', 'internal'),
    wechat: make(fields.wechat, 'text', 'internal'),
    website: make(fields.website, 'link', 'public'),
    credit: make(fields.credit, 'text', 'confidential', secret),
    idNumber: make(fields.idNumber, 'id-number', 'restricted', secret),
    portal: make(fields.portal, 'secret', 'restricted', secret),
  };
  make(fields.second, 'phone', 'internal');
  make(fields.billing, 'email', 'internal');
  const tags = words.tags.map((name, index) => createTag(tx, name, (index * 5) % 12).id);
  return {
    words,
    currency,
    tags,
    level,
    levelOptions: optionsOf(level),
    sources,
    sourceOptions: optionsOf(sources),
    ...made,
  };
}
