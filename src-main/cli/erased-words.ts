import type { ImportPlan } from '../../src-preload/contract/exchange.ts';
import type { Language } from './usage.ts';

/** What became of customers who were erased and came again with a file or a bundle. */
export function erasedWords(language: Language, count: number, rule: ImportPlan['erased']): string[] {
  if (count === 0) return [];
  const isLeftOut = rule === 'leave-out';
  if (language === 'en')
    return [
      isLeftOut
        ? `${String(count)} of customers who were erased, left out (--erased take-in takes them in as new ones)`
        : `${String(count)} of customers who were erased, taken in as new ones`,
    ];
  return [
    isLeftOut
      ? `${String(count)} 条属于已清除的客户，没有导入（加 --erased take-in 可作为新客户导入）`
      : `${String(count)} 条属于已清除的客户，已作为新客户导入`,
  ];
}
