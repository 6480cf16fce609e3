export { hasMessage, language, setLanguage, t, tDynamic, tIn, type Language } from './translate.svelte.ts';
export {
  formatAmount,
  formatBytes,
  formatCrackTime,
  formatDate,
  formatDateTime,
  formatDay,
  formatDuration,
  formatNumber,
  formatRelative,
  formatTime,
} from './format.svelte.ts';
