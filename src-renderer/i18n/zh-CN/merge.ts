import type { merge as en } from '../en/merge.ts';
import type { Translated } from '../types.ts';

export const merge = {
  text: '这些内容在两边同时被改过。目前先用较新的，无论怎么选都不会丢。',
  empty: '没有需要处理的冲突。',
  emptyText: '如果交接包带来的内容在这里也改过，两个版本都会列在这里等您决定。',
  mine: '这里的',
  theirs: '交接包里的',
  holds: '当前使用',
  hidden: '已隐藏',
  nothing: '已移除',
  choose: '改用这个',
  keep: '保留这个',
  open: '打开客户',
  deletion: '一边删除，另一边修改过',
  stays: '修改过，应保留',
  inBin: '已删除，移到回收站',
  goneField: '已不存在的字段',

  forCustomer: '{{name}}的全部冲突：',
  mineAll: '用这里的',
  theirsAll: '用对方的',
  newestAll: '用最新的',
  all: '全部处理…',
  allTitle_other: '一次处理 {{count, number}} 处冲突？',
  allText: '下面每一处都按这条规则处理。没有采用的内容可以在客户的历史记录里找到。',
  rule: '规则',
  rules: {
    newest: '以最新的为准',
    mine: '以这里的为准',
    theirs: '以交接包里的为准',
  },
  allSubmit: '全部处理',
  decided_other: '已处理 {{count, number}} 处冲突',
  keys: '方向键选择，回车确定。',
} satisfies Translated<typeof en>;
