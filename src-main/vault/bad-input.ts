import type { z } from 'zod';
import type { ErrorDetails } from '../../src-preload/contract/define.ts';

type Issue = z.core.$ZodIssue;

/** By how many characters a text is longer than its field takes; `null` where that is not what is wrong. */
function tooLongBy(issues: readonly Issue[], input: unknown): number | null {
  for (const issue of issues) {
    // A path of the schema that was just tried, so each step is there or leads to nothing.
    const at = issue.path.reduce<unknown>(
      (value, key) => (value as Record<PropertyKey, unknown>)[key],
      input,
    );
    if (issue.code === 'too_big' && typeof at === 'string') return at.length - Number(issue.maximum);
    if (issue.code !== 'invalid_union') continue;
    for (const way of issue.errors) {
      const over = tooLongBy(way, at);
      if (over !== null) return over;
    }
  }
  return null;
}

/** What is wrong with an input that the contract refuses: where, and how much too long. Nothing of what it holds. */
export function describeBadInput({ issues }: z.ZodError, input: unknown): ErrorDetails {
  const where = issues[0]?.path.map(String).join('.').slice(0, 100) ?? '';
  const over = tooLongBy(issues, input);
  return over === null ? { where } : { where, over };
}
