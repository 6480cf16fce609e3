/** A CSV file of invented customers, as another program would have exported them. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded } from './figures.ts';
import { benchFolder } from './vaults.ts';

const surnames = Array.from('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾单解');
const given = Array.from('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文海云辉鹏飞雪梅');
const places = [
  ['浙江省', '杭州市', '310000'],
  ['江苏省', '苏州市', '215000'],
  ['广东省', '深圳市', '518000'],
  ['四川省', '成都市', '610000'],
] as const;
const trades = ['贸易', '科技', '建材', '食品', '物流', '电子'];
const levels = ['普通', '重要', 'VIP'];
const headings = '姓名,公司,职位,手机,电话,邮箱,省份,城市,地址,邮编,客户等级,首次合作,累计金额,备注';

function line(below: (limit: number) => number, n: number): string {
  const of = <T>(list: readonly T[]): T | '' => list[below(list.length)] ?? '';
  const [region, city, postcode] = places[below(places.length)] ?? places[0];
  const at = new Date(Date.UTC(2019, 0, 1) + below(2500) * 86_400_000).toISOString().slice(0, 10);
  return [
    `${of(surnames)}${of(given)}${of(given)}`,
    `${city.slice(0, 2)}${of(given)}${of(given)}${of(trades)}有限公司`,
    of(['经理', '采购', '总监', '']),
    `199${String(n).padStart(8, '0')}`,
    `0571-8${String(below(10_000_000)).padStart(7, '0')}`,
    `kehu${n}@example.com`,
    region,
    city,
    `"${of(['人民路', '解放路', '中山路'])}${1 + below(400)}号, ${1 + below(30)}楼"`,
    postcode,
    of(levels),
    at,
    `${500 * (1 + below(2000))}`,
    of(['老客户, 每月回访', '要发票', '', '"说 ""尽快"" 发货"']).replace(/^老客户.*$/, '"$&"'),
  ].join(',');
}

/** @returns the file's path; it is written once and kept */
export async function customerFile(rows: number): Promise<string> {
  const path = join(benchFolder, `customers-${rows}.csv`);
  if (existsSync(path)) return path;
  mkdirSync(benchFolder, { recursive: true });
  const file = await open(`${path}.part`, 'w');
  const below = seeded(7);
  await file.write(`${headings}\n`);
  for (let n = 0; n < rows; n += 1000) {
    const lines: string[] = [];
    for (let m = n; m < Math.min(rows, n + 1000); m++) lines.push(line(below, m));
    await file.write(`${lines.join('\n')}\n`);
  }
  await file.close();
  renameSync(`${path}.part`, path);
  return path;
}
