export {
  hasMessage,
  language,
  setLanguage,
  t,
  tDynamic,
  tIn,
  type Language,
  type MessageKey,
} from './translate.svelte.ts';
export {
  formatBytes,
  formatCrackTime,
  formatDate,
  formatDateTime,
  formatDay,
  formatDuration,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRelative,
  formatTime,
} from './format.svelte.ts';
