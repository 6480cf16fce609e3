import type { ErrorCode } from '../../../src-preload/contract/index.ts';
import { auditFileErrors } from './audit-file-errors.ts';
import { timeStampErrors } from './time-stamp-errors.ts';

/** 发生了什么，什么没有丢，接下来怎么办。 */
export const errors = {
  ...auditFileErrors,
  ...timeStampErrors,
  'bridge/unknown-call': '窗口与程序的版本不一致。没有任何内容被改动。请退出客匣后重新启动。',
  'bridge/bad-input': '程序没有接受刚才提交的内容。没有任何内容被改动。请检查后再试。',
  'bridge/refused-sender': '请求不是来自客匣自己的窗口，已被拒绝。没有任何内容被改动。',
  'vault/locked': '客匣已锁定，已保存的内容都在。请打开后继续。',
  'vault/busy': '客匣正在导入或处理其他耗时任务。没有任何内容被改动。请等它完成，或先取消。',
  'vault/disk-full': '磁盘已满，这次没能保存。此前保存的内容都在。请腾出空间后再试。',
  'vault/read-only': '客匣所在的文件夹无法写入。没有任何内容被改动。请检查权限，或磁盘是否处于写保护状态。',
  'vault/only-looked-at':
    '这一份客匣现在只看不改，因此没有改动或签名任何内容。要在其中工作，请先锁定，再打开并选“改用这一份…”。',
  'vault/no-permission':
    '没有权限使用客匣的文件夹或其中的文件。没有任何内容被改动。请检查文件夹及其中内容的权限。',
  'vault/io-failed': '磁盘出现读写故障。此前保存的内容都在。请确认磁盘连接正常后再试。',
  'vault/damaged': '客匣文件有一部分已损坏，没有覆盖任何内容。请从备份恢复，恢复之前请保留损坏的文件。',
  'vault/replaced':
    '客匣的文件夹或其中的文件在使用期间被换成了别的，因此没有往那里写入任何内容。请把原来的放回去，再重新打开客匣。',
  'vault/pages-differ':
    '客匣文件与上次关闭时不同，其中有部分被改动或被换成了旧的。检查客匣或恢复备份之前，不能修改，也不能导出或移交。',
  'access/not-allowed': '您的角色不允许这样做。没有任何内容被改动。如有需要，请联系客匣的所有者。',
  'access/no-key': '您的角色没有“{{class}}”类内容的密钥，在这里无法打开。没有任何内容被改动。',
  'access/step-up-needed': '这一步需要再次输入口令或验证码，但没有输入，因此没有执行。',
  'vault/unknown-person': '这个客匣里没有叫这个名字的账号。没有任何内容被改动。请核对写法，或询问所有者。',
  'vault/suspended': '您的账号已被停用。没有任何内容被改动。客匣的所有者可以重新启用它。',
  'vault/device-needed':
    '您的账号只能在当初设定的设备上打开，而这是另一台设备，或者系统的密钥库尚未解锁。没有任何内容被改动。可以用恢复密钥打开，或请所有者重置账号。',
  'vault/new-passphrase-needed': '这是别人为您生成的一次性口令。请现在设置您自己的口令，它会取而代之。',
  'vault/factors-needed': '您的角色除口令外还需要其他凭据。没有任何内容被改动。请在客匣窗口中打开并设置。',
  'keys/no-key-store': '当前系统不为客匣保管密钥，口令无法与这台电脑绑定。没有任何内容被改动。',
  'keys/required-by-role': '您的角色要求使用它，不能去掉。没有任何内容被改动。请联系所有者。',
  'step-up/no-code': '您还没有设置动态验证码，请使用口令。',
  'step-up/wrong-code': '验证码不对。请等下一个验证码，并确认手机和电脑的时间准确。',
  'step-up/used-code': '这个验证码已经用过，请等下一个。',
  'step-up/nothing-to-confirm': '已经没有可确认的验证码，请重新开始。',
  'file/not-granted': '客匣已不能再使用这个文件。没有任何内容被改动。请重新选择文件。',
  'file/missing': '找不到这个文件了。没有任何内容被改动。如果它在 U 盘或网络磁盘上，请连接后再试。',
  'file/no-permission': '没有权限使用这个文件或文件夹。没有任何内容被改动。请检查权限，或换个位置。',
  'file/write-protected': '这个磁盘处于写保护状态。没有任何内容被改动。请解除写保护，或换个位置。',
  'file/not-a-file':
    '这不是文件，而是管道、设备之类，没有读取也没有改动它。请把文件放到这个位置，或另选一个。',
  'file/is-a-link':
    '这个位置上的不是文件本身，而是指向别处的链接。客匣没有沿着它打开，没有任何内容被改动。请把文件本身放到这里。',
  'file/is-a-folder': '这个文件的位置上是一个文件夹。没有任何内容被改动。请把文件夹移开，或另选一个文件。',
  'file/in-a-vault':
    '这个位置在客匣资料库的文件夹里，那里只能放客匣自己的文件。没有写入任何内容。请换个文件夹。',
  'file/folder-missing': '存放这个文件的文件夹不存在。没有写入任何内容。请新建文件夹或连接磁盘，再试一次。',
  'file/exists': '那里已有同名的内容，没有动它。请换个名称。',
  'file/in-use': '另一个程序正在使用这个文件。没有任何内容被改动。请先在那边关闭，再试一次。',
  'file/too-many-open': '系统打开的文件太多。没有任何内容被改动。请关闭一些程序后再试。',
  'file/name-too-long': '名称太长，这个磁盘放不下。没有任何内容被改动。请取短一些的名称。',
  'file/name-unusable': '这个磁盘不接受这样的名称。没有任何内容被改动。请换个名称。',
  'file/path-too-long':
    '这个位置的文件夹层级太深，放不下资料库或备份。没有任何内容被改动。请换到上层的位置，或把名称取短一些。',
  internal:
    '客匣自身出了问题，此前保存的内容都在。如果再次发生，请报告编号 {{incident}}，其中不含任何客户信息。',

  'vault/wrong-passphrase': '口令不对。没有任何内容被改动。请检查大写锁定和输入法，然后再试。',
  'vault/wrong-recovery-key': '这不是该客匣的恢复密钥。没有任何内容被改动。请对照恢复单逐组核对。',
  'vault/key-file-needed': '打开这个客匣还需要密钥文件。没有任何内容被改动。请选择密钥文件后再试。',
  'vault/wrong-key-file': '口令与密钥文件不匹配。没有任何内容被改动。请选择属于这个客匣的密钥文件。',
  'vault/keyring-damaged':
    '客匣的钥匙清单（keyring.json）已损坏，客户资料未受影响。请从备份中找回 keyring.json。',
  'vault/keyring-edited':
    '客匣的钥匙清单（keyring.json）在客匣之外被改动过，不再可信。客户资料未受影响。请从备份中找回它。',
  'vault/database-damaged':
    '客匣的资料文件（records.db）已损坏。没有任何内容被改动。请恢复最近的备份，恢复之前请保留损坏的客匣。',
  'vault/database-missing':
    '客匣文件夹里缺少资料文件（records.db）。没有任何内容被改动。请把它放回原处，或恢复备份。',
  'vault/not-a-vault': '这个文件夹不是客匣。没有任何内容被改动。请选择以“.coffer”结尾的文件夹。',
  'vault/in-use': '这个客匣已在另一个窗口或另一台电脑上打开。没有任何内容被改动。请先在那边锁定。',
  'vault/older-copy': '这份客匣比上次用的旧，之后保存的内容不在其中。没有任何内容被改动。',
  'vault/diverged-copy':
    '这份客匣的历史与上次用的不同：要么有人同时在两处使用，要么日志被改写过。没有任何内容被改动。',
  'vault/memory-missing':
    '客匣里原本封存着您上次看到的情况，现在被人拿掉了，因此无法判断这还是不是您上次离开时的客匣。没有任何内容被改动。',
  'vault/older-roster':
    '客匣的成员名单比这里用过的旧：可能有人把旧名单放了回来，账号已终止的人也许又在其中。没有任何内容被改动。',
  'vault/look-needs-audit':
    '只看不改时，看了什么无法记入日志，所以只有可以查看日志的人才能这样打开。请找其中一位帮忙。',
  'vault/no-evidence': '这里没有打开过与上次所见不符的客匣，没有可保存的内容。',
  'vault/from-newer-app': '这个客匣由更新版本的客匣程序写入。没有任何内容被改动。请先升级本机的程序。',
  'vault/kdf-out-of-range':
    '这个客匣要求的解锁参数不安全或不合理，已拒绝执行。没有任何内容被改动。请从备份中找回 keyring.json。',
  'vault/too-many-slots':
    '这个客匣里要用同一个口令去试的钥匙太多，因此一把也没有试。没有任何内容被改动。请说明要打开的是谁的账号；如果已经说明，请从备份中找回 keyring.json。',
  'vault/kdf-out-of-memory': '可用内存不足，无法打开。没有任何内容被改动。请关闭其他程序后再试。',
  'vault/no-such-slot': '这个客匣没有这种钥匙。没有任何内容被改动。请改用口令或恢复密钥。',
  'vault/place-taken': '那里已有同名的文件或文件夹，没有动它。请换个名称或位置。',

  'passphrase/empty': '请输入口令。',
  'passphrase/too-short': '口令太短，请再加几个词。',
  'passphrase/too-weak': '这个口令太容易被猜到。请加上几个互不相关的词，或采用建议的口令。',
  'passphrase/too-long': '口令太长，最多 1000 个字符。',

  'keys/key-file-in-vault':
    '密钥文件不能放在客匣里面，否则会随客匣一起被带走。没有任何内容被改动。请另选位置，例如 U 盘。',
  'keys/key-file-unusable':
    '这个文件不能用作密钥文件：它是空的或太大。没有任何内容被改动。请换一个，或新建一个。',
  'keys/nothing-to-confirm': '没有等待确认的新恢复密钥，原来的仍然有效。',

  'recovery/bad-share': '有一份分片输错了。没有任何内容被改动。请对照纸张逐组检查。',
  'recovery/other-set': '这些分片不是同一套，不能合在一起用。没有任何内容被改动。请使用套号相同的纸张。',
  'recovery/share-twice': '有一份分片重复输入了。没有任何内容被改动。请换成另一份。',
  'recovery/too-few-shares':
    '分片不够：需要 {{needed}} 份，只输入了 {{given}} 份。没有任何内容被改动。请再向其他保管人索取。',
  'recovery/shares-do-not-fit':
    '每份分片都没有输错，合在一起却对不上：其中有一份是假的。没有任何内容被改动。请换一份再试。',
  'recovery/shares-of-another-vault':
    '这些分片打不开这个客匣。没有任何内容被改动。它们属于别的客匣，或者之后又重新制作过恢复密钥。',

  'customers/bad-filter': '这个筛选条件不适用于该字段，列表保持不变。请修改条件。',
  'customers/not-confirmed': '输入的内容与要求的不一致。没有清除任何内容。',
  'customers/too-many-to-erase': '一次最多清除 {{most}} 位客户。没有清除任何内容，请少选一些。',
  'customers/not-found': '这位客户已不在客匣中。如果是被删除的，可以在回收站里找到。',
  'customers/bad-value': '内容与字段不符，未保存。请改正后再试。',
  'customers/name-needed': '客户需要有名称，已保留原来的名称。',
  'customers/no-value': '这个字段没有内容。',
  'history/not-restorable': '这一处修改无法单独还原：对应的字段或客户已不存在。',
  'undo/nothing': '没有可撤销的操作。',
  'undo/not-known': '其中有这个版本的客匣不认识的内容，所以没有撤销。请更新客匣后再试。',

  'fields/name-taken': '已有同名字段，请换个名称。',
  'fields/section-not-found': '这个分组已不存在。没有任何内容被改动。',
  'fields/not-found': '这个字段已不存在。没有任何内容被改动。',
  'fields/section-not-empty': '这个分组里还有字段，请先把它们移到其他分组。',
  'tags/name-taken': '已有同名标签，请换个名称。',
  'tags/not-found': '这个标签已不存在。没有任何内容被改动。',
  'views/not-found': '这个视图已不存在。没有任何内容被改动。',

  'import/empty-file': '这个文件里没有内容，请换一个。',
  'import/unknown-format': '无法识别这种文件。没有导入任何内容。请另存为 CSV、XLSX 或 vCard 后再选择。',
  'import/too-large': '文件太大，无法一次导入。没有导入任何内容。请拆分后分别导入。',
  'import/too-many-columns': '文件的列数超过上限（500 列）。没有导入任何内容。请检查分隔符，或删去一些列。',
  'import/unreadable-spreadsheet':
    '无法读取这个表格，文件可能已损坏。没有导入任何内容。请用表格软件打开后重新保存，或另存为 CSV。',
  'import/encrypted-spreadsheet': '这个表格设有密码。没有导入任何内容。请另存一份不带密码的再选择。',
  'import/exhausting':
    '读取这个文件要占用的内存或时间超出限度，已经停下。没有导入任何内容，客匣保持不变。请用表格软件重新保存，或拆分后再导入。',
  'import/no-such-job': '这次导入已经结束。没有任何内容被改动。请重新选择文件。',
  'import/cancelled': '导入已取消，客匣与之前完全一样。',
  'import/nothing-to-import': '文件中没有一行可以导入，客匣保持不变。原因见下方。',
  'import/no-name-column': '没有哪一列表明客户是谁。没有导入任何内容。请至少指定姓名列或公司列。',
  'import/bad-plan': '列的对应关系与文件不再相符。没有导入任何内容。请检查每一列的去向。',
  'import/changed-file': '读取过程中文件发生了变化。没有导入任何内容。请重新选择文件。',
  'import/no-such-batch': '找不到这次导入的记录。没有任何内容被改动。',
  'import/already-undone': '这次导入已经撤销过了。',
  'export/cancelled': '导出已取消，未写完的文件已删除，客匣未受影响。',
  'export/too-many-sheets': '一次打印 {{count}} 位客户太多了。没有内容离开客匣。请最多选择 {{most}} 位。',
  'export/nothing-selected': '所选的客户都已不在。没有内容离开客匣。',
  'export/too-large': '一个工作簿放不下这么多客户。没有写出文件。请减少选择，或导出为 CSV。',
  'export/bad-column': '所选的列中有一列已不存在。没有写出文件。请重新选择列。',

  'attachments/not-found': '这个附件已经不在了。没有任何内容被改动。',
  'attachments/content-missing':
    '这个附件的内容不在此客匣中：它在 30 多天前被移除，或没有随另一个客匣一起交来。没有任何内容被改动。较早的备份里可能还有。',
  'attachments/not-a-file': '这不是文件，无法作为附件。没有任何内容被改动。请选择文件；文件夹请先打包。',
  'attachments/too-large': '这个文件超过 4 GB，没有添加。请拆分文件，或存放在别处并注明位置。',
  'attachments/file-changed': '读取期间文件发生了变化，没有添加。请关闭正在写入它的程序后再试。',
  'attachments/file-unreadable': '文件没能读到末尾，没有添加。请确认您有权读取，且磁盘正常。',
  'attachments/cancelled': '已取消。客匣与之前一样，没有留下未完成的文件。',
  'attachments/not-revealed': '这个附件是受限的，需要先查看。没有任何内容被改动。请重新打开。',

  'backup/verification-failed':
    '备份已写出，但校验没有通过，已将其删除。客匣和以前的备份都在。请检查磁盘后再试。',
  'backup/folder-missing': '无法访问备份文件夹，客匣未受影响。请连接磁盘，或另选文件夹。',
  'backup/folder-in-vault': '备份不能放在客匣里面。没有任何内容被改动。请另选文件夹。',
  'backup/not-found': '备份文件夹里已没有这个备份。没有任何内容被改动。',
  'backup/other-history':
    '这个备份的历史与当前客匣不同：可能有人单独打开过这个备份，或者它早于另一次恢复，也可能其中之一被改写过。没有任何内容被改动。',
  'backup/damaged': '这个备份已损坏，没有使用它。客匣未受影响。请选择其他备份。',

  'merge/bad-fields':
    '这个交接包里的字段清单有误，或与此客匣不符（{{where}}）。没有并入任何内容。请对方重新制作交接包。',
  'merge/bad-record': '这个交接包的第 {{line}} 条记录有误。没有并入任何内容。请对方重新制作交接包。',
  'merge/no-such-conflict': '这个值已经定下来了。没有任何内容被改动。',
  'merge/no-such-batch': '找不到那次并入的记录。没有任何内容被改动。',
  'merge/already-undone': '那次并入已经撤销过了。没有任何内容被改动。',

  'classes/secret-stays-restricted':
    '“{{name}}”存放的是密码，始终是受限。没有更改任何密级。请去掉它，再改其他字段。',
  'classes/cancelled': '已取消，所有字段的密级保持原样。',
  'secrets/no-code':
    '这里存的不是动态验证码的密钥，无法显示验证码。没有任何内容被改动。请换成以 otpauth:// 开头的地址。',
  'secrets/cancelled': '已停止，没有改动任何内容。',

  'host/bad-name': '这个名称不能用作文件夹名。请避开 / \\ : * ? " < > | ，也不要以句点结尾。',
  'host/no-pdf': 'PDF 没能生成，因此没有保存任何内容。请再试一次，或直接打印。',

  'card/unreadable': '这个文件不是身份卡，或已损坏。没有添加任何内容。请让对方重新发一份。',
  'card/newer-format': '这张身份卡由更新版本的客匣制作。没有添加任何内容。请先升级本机的程序。',
  'card/own': '这是您自己的身份卡，不需要添加。',
  'card/not-checked': '这张身份卡的指纹还没有核对。没有写入任何内容。请先核对。',
  'card/unknown': '这张身份卡已不在这里。没有任何内容被改动。请重新添加。',

  'bundle/not-a-bundle': '这个文件不是交接包。没有接收任何内容。请选择以“.coffer-bundle”结尾的文件。',
  'bundle/not-for-you':
    '这个交接包是给别人的，在这里打不开。没有接收任何内容。请把您的身份卡给发送人，请对方为您重新做一个。',
  'bundle/passphrase-needed': '这个交接包需要口令。还没有接收任何内容。',
  'bundle/wrong-passphrase': '口令不对。没有接收任何内容。请检查大写锁定和拼写，或向发送人再确认一次。',
  'bundle/damaged': '文件在途中损坏或被改动过。没有接收任何内容。请让发送人重新发送，最好换一种方式。',
  'bundle/passphrase-too-costly':
    '在这个交接包上试一次口令会长时间占住电脑，因此没有试。没有接收任何内容。请对方用客匣重新制作。',
  'bundle/cut-short':
    '文件的结尾缺失或被改动，多半是没有复制完。没有接收任何内容。请重新复制或下载；还是不行，请发送人重新发送。',
  'bundle/bad-signature':
    '签名与交接包上写的发送人不符。请不要相信这个文件，没有接收任何内容。请打电话问发送人。',
  'bundle/bad-content': '里面的内容不合交接包的规则，已整体拒绝。没有接收任何内容。请让发送人重新制作。',
  'bundle/newer-format': '这个交接包由更新版本的客匣制作。没有接收任何内容。请先升级本机的程序。',
  'bundle/too-large': '这个交接包太大，无法一次接收。没有接收任何内容。请让发送人拆成几个。',
  'bundle/cancelled': '已取消。客匣与之前完全一样，也没有留下未写完的文件。',
  'bundle/nothing-selected': '没有选择客户。没有写出文件。请至少选择一位。',
  'bundle/no-recipient': '这样没有人能打开交接包。没有写出文件。请选择接收人或设置口令。',
  'bundle/reason-needed': '其中带有受限内容。没有写出文件。请说明原因，或不带上它。',
  'bundle/recipient-unchecked': '有接收人的指纹还没有核对。没有写出文件。请先核对。',
  'bundle/no-such-job': '这个交接包已经关闭。没有接收任何内容。请重新选择文件。',
  'bundle/expired': '这个交接包已过期。没有接收任何内容。请让发送人重新做一个。',
  'bundle/sender-unknown': '您没有这位发送人的身份卡。没有接收任何内容。请先核对指纹。',
  'bundle/sender-changed': '这位发送人换了密钥。没有接收任何内容。请先打电话核对指纹。',
  'bundle/sender-ended':
    '做这个交接包时，{{name}}的账号已被停用或移除。没有接收任何内容。如果确实需要其中的内容，请让同事录入。',
  'people/no-way-in': '这份副本里没有{{name}}的密钥。没有任何内容被改动。请改为重新生成一次性口令。',
  'bundle/already-taken-in': '这个交接包以前已经接收过。没有任何内容被改动。',
  'ledger/no-receipt': '这一条没有回执：只有接收过的交接包才有。',
  'receipt/unreadable': '这个文件不是回执，或已损坏。没有任何内容被改动。请让对方重新发一份。',
  'receipt/bad-signature': '回执的签名不对，不能作为凭据，没有登记。请让接收人重新发一份。',
  'receipt/unknown-bundle':
    '这份回执对应的交接包不是这个客匣做的。没有任何内容被改动。请打开当时制作的客匣。',
  'receipt/other-history':
    '回执已登记。但{{name}}当时看到的日志与这里的不同：日志后来被改写过，或者这是另一个副本。请保留回执，查清原因。',
  'log/no-such-size': '日志从来没有过这么多条。请再看一下封签上的数字。',
  'receipt/unknown-person': '您没有回执签名人的身份卡，没有登记。请先添加对方的身份卡。',
  'kit/not-a-kit': '这个客匣不是外勤包。没有写出文件。',
  'kit/nothing-changed': '上次带回之后，外勤包里没有新的修改。没有写出文件。',
  'people/not-found': '这个人已不在客匣中。没有任何内容被改动。请重新查看名单。',
  'people/name-taken': '已有同名的成员。没有任何内容被改动。请加上能区分两人的文字。',
  'people/role-not-found': '这个角色已不存在。没有任何内容被改动。请选择其他角色。',
  'people/too-many': '客匣的成员数量已达上限，没有添加任何人。',
  'rotation/no-space':
    '磁盘可用空间不足，无法更换密钥：需要 {{neededMegabytes}} MB，现有 {{freeMegabytes}} MB。没有任何内容被改动。请腾出空间后再试。',
  'people/needs-more': '这样做会给出或收回超出您自己权限的内容。没有任何内容被改动。请让所有者来操作。',
  'people/last-owner': '这是唯一能打开客匣的所有者。没有任何内容被改动。请先把其他人设为所有者。',
  'people/heir-not-active': '接手的人目前无法打开这个客匣。没有任何内容被改动。请选择状态正常的成员。',
  'invitation/not-one': '这个文件不是邀请。没有任何内容被改动。邀请文件以“.coffer-invitation”结尾。',
  'invitation/not-for-you':
    '这份邀请不是用您在这个客匣里的身份卡加密的。请打开当初发出身份卡的那个客匣，或请对方重新邀请。',
  'invitation/damaged': '这份邀请已损坏，无法打开。没有任何内容被改动。请让对方重新发一份。',
  'roles/name-taken': '已有同名的角色。没有任何内容被改动。请换一个名称。',
  'roles/too-many': '客匣的角色数量已达上限。请先删除无人使用的角色。',
  'roles/in-use': '有人正在使用这个角色，没有删除。请先为他们换一个角色。',
} satisfies Record<ErrorCode, string>;
