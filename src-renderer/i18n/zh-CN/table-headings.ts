import type { Translated } from '../types.ts';
import type { tableHeadings as en } from '../en/table-headings.ts';

export const tableHeadings = {
  parts: {
    phones: { label: '电话类别' },
    emails: { label: '邮箱类别' },
    links: { label: '网址类别' },
    addresses: {
      label: '地址类别',
      street: '地址街道',
      city: '地址城市',
      region: '地址省份',
      postalCode: '地址邮编',
      country: '地址国家',
    },
  },
  own: { phones: '客户电话', emails: '客户邮箱', links: '客户网址', addresses: '客户地址' },
  contact: {
    customerNumber: '本表客户序号',
    number: '本表联系人序号',
    name: '联系人',
    jobTitle: '联系人职务',
    department: '联系人部门',
    note: '联系人备注',
    phones: '联系人电话',
    emails: '联系人邮箱',
    links: '联系人网址',
    addresses: '联系人地址',
    parts: {
      phones: { label: '联系人电话类别' },
      emails: { label: '联系人邮箱类别' },
      links: { label: '联系人网址类别' },
      addresses: {
        label: '联系人地址类别',
        street: '联系人地址街道',
        city: '联系人地址城市',
        region: '联系人地址省份',
        postalCode: '联系人地址邮编',
        country: '联系人地址国家',
      },
    },
  },
} satisfies Translated<typeof en>;
