import type { erasure as en } from '../en/erasure.ts';
import type { Translated } from '../types.ts';

export const erasure = {
  open: '彻底清除…',
  titleOf: '彻底清除“{{name}}”？',
  titleMany: '彻底清除 {{count, number}} 位客户？',
  destroyed:
    '这和移到回收站不同：客匣里与之有关的一切都会销毁，包括资料、附件、修改记录，以及日志里的相关内容。谁也找不回来：不能撤销，在这个客匣里恢复备份也不会再带回来。',
  unreached: '以下内容清除不到',
  unreachedBackups: '之前的备份，要由您删除',
  unreachedGiven: '已经交出去的交接包、外勤包、导出文件和打印件',
  unreachedCopies: '其他电脑上的同一个客匣，要等它接收这里发出的交接包',
  unreachedWords: '写在别处的文字：其他客户的备注、用途说明、视图名称等',
  recognise: '以后再出现时要认得出来',
  recogniseHint:
    '只保留电话、邮箱和证件号码加密钥算出的摘要，别的都不留。以后导入文件或接收交接包时再次出现，会先问您。',
  typeName: '为防误操作，请输入名称：{{name}}',
  typeCount: '为防误操作，请输入客户数：{{count}}',
  tooMany: '一次最多清除 {{count, number}} 位客户，请少选一些。',
  submit: '彻底清除',
  busy: '正在清除…',
  doneTitle: '已彻底清除',
  done_other: '{{count, number}} 位客户已从客匣中清除。日志里记着是谁、何时清除的，但已看不出清除的是谁。',
  emptied_other: '操作日志和修改日志中有 {{count, number}} 条的内容一并销毁。',
  left: '别处可能还有',
  leftBackups_other: '之前的 {{count, number}} 份备份。请先做一份新的，再删除这些。',
  leftUnread: '之前的备份。备份文件夹读不到。',
  leftGiven_other: '{{count, number}} 个交接包或外勤包。请让对方删除。',
  leftGivenTo: '往来的人：{{names}}',
  leftCopies: '其他电脑上的同一个客匣。请给它们发一个交接包。',
  leftElsewhere: '导出的文件、打印件和另存的副本，这里无从知道。',
  toBackups: '查看备份',
  toJournal: '在日志中查看',
} satisfies Translated<typeof en>;
