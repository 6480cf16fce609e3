import type { CustomerKind } from '../../../../src-preload/contract/customers.ts';

/** Words that say which of the two a customer is and nothing more, and words that say more than that. */
const words: Readonly<Record<CustomerKind, { readonly plain: RegExp; readonly more: RegExp }>> = {
  person: {
    plain:
      /^(?:个人|个人客户|個人|個人客戶|自然人|person|individual|p|privatperson|particulier|personne|persona|pessoa|pessoa física|persona física|persona fisica|физ\.? ?лицо|физическое лицо|개인)$/,
    more: /^(?:个体|私人|散客|private|personal|consumer|contact|privat|privatkunde|privé|particular|privato)$/,
  },
  company: {
    plain:
      /^(?:企业|企业客户|企業|企業客戶|公司|公司客户|法人|company|business|organi[sz]ation|c|firma|unternehmen|société|entreprise|empresa|azienda|società|pessoa jurídica|persona jurídica|persona giuridica|юр\.? ?лицо|юридическое лицо|компания|회사|법인|기업|会社)$/,
    more: /^(?:单位|机构|组织|集团|corporate|enterprise|account|geschäftskunde|firmenkunde|gewerbe|professionnel)$/,
  },
};

/** Person or company, as files say it; `null` when the word is neither. */
export function readKind(text: string): { readonly kind: CustomerKind; readonly isPlain: boolean } | null {
  const word = text.trim().toLowerCase();
  for (const kind of ['person', 'company'] as const) {
    const { plain, more } = words[kind];
    if (plain.test(word)) return { kind, isPlain: true };
    if (more.test(word)) return { kind, isPlain: false };
  }
  return null;
}
