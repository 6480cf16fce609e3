/** Whether no text stands twice. */
export const isDistinct = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;
