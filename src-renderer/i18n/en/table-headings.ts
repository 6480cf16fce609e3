/** Headings of the tables that are exported. The import knows each of them. */
export const tableHeadings = {
  parts: {
    phones: { label: 'Phone labels' },
    emails: { label: 'E-mail labels' },
    links: { label: 'Link labels' },
    addresses: {
      label: 'Address labels',
      street: 'Address: street',
      city: 'Address: city',
      region: 'Address: state or province',
      postalCode: 'Address: postal code',
      country: 'Address: country',
    },
  },
  own: {
    phones: 'Customer phones',
    emails: 'Customer e-mails',
    links: 'Customer links',
    addresses: 'Customer addresses',
  },
  contact: {
    customerNumber: 'Customer no. in this file',
    number: 'Contact no. in this file',
    name: 'Contact',
    jobTitle: 'Contact job title',
    department: 'Contact department',
    note: 'Contact note',
    phones: 'Contact phones',
    emails: 'Contact e-mails',
    links: 'Contact links',
    addresses: 'Contact addresses',
    parts: {
      phones: { label: 'Contact phone labels' },
      emails: { label: 'Contact e-mail labels' },
      links: { label: 'Contact link labels' },
      addresses: {
        label: 'Contact address labels',
        street: 'Contact address: street',
        city: 'Contact address: city',
        region: 'Contact address: state or province',
        postalCode: 'Contact address: postal code',
        country: 'Contact address: country',
      },
    },
  },
} as const;
