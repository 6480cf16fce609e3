import type { LanguageWords } from './words.ts';

export const en: LanguageWords = {
  things: {
    name: 'Full name, Display name, Customer name, Client name, Account name, Lead name, Customer, Client, File as, Name in full',
    'given-name': 'First name, Given name, Forename',
    'middle-name': 'Middle name, Additional name, Second name',
    'family-name': 'Last name, Family name, Surname',
    'name-prefix': 'Name prefix, Salutation, Prefix, Honorific',
    'name-suffix': 'Name suffix, Suffix, Generational suffix',
    kind: 'Customer type, Client type, Customer kind, Kind, Record type, Account record type',
    organisation:
      'Company, Company name, Organisation, Organization, Organization name, Organization 1 name, Organisation name, Employer, Business, Firm, Account',
    jobTitle: 'Job title, Position, Role, Organization title, Organization 1 title, Title/position',
    notes: 'Notes, Note, Remarks, Remark, Comments, Comment, Description, Memo, Details',
    tags: 'Tags, Tag, Labels, Label, Groups, Group, Group membership, Categories, Category, Keywords',
    assignee:
      'Owner, Account owner, Lead owner, Contact owner, Record owner, Customer owner, Assigned to, Assignee, Looked after by, Account manager',
    'contact-name':
      'Contact name, Contact full name, Contact person, Contact, Contacts, Primary contact, Main contact, Main contact name',
    'contact-job-title': 'Contact job title, Contact title, Contact position, Contact role',
    'contact-department': 'Contact department, Department, Dept',
    'contact-note': 'Contact notes, Contact note, Contact remarks',
    phone:
      'Phone, Phone number, Primary phone number, Telephone, Telephone number, Tel, Phone 1, Primary phone, Phone no, Tel no, Contact number',
    email: 'Email, Email address, Mail, Email 1, Email address 1, Primary email, Email 1 address',
    link: 'Website, Web, URL, Home page, Web page, Link, Website URL, Internet',
    address: 'Address, Full address, Formatted, Address formatted, Location',
    street:
      'Street, Street 1, Street 2, Street 3, Street address, Address line 1, Address line 2, Address line 3, Address 1, Address 2, Address street, Extended address, Apartment, Floor, Building, Suite',
    'house-number': 'House number, House no, Street number',
    district: 'District, Neighbourhood, Neighborhood, Suburb',
    city: 'City, Town, Locality',
    region: 'State, Region, Province, County, State/province',
    'postal-code': 'Postal code, ZIP, ZIP code, ZIP/postal code, Postcode',
    country: 'Country, Country/region',
    'po-box': 'PO box, Post office box',
  },
  phones: {
    mobile: 'Mobile, Mobile number, Cell, Cellular, Mobile no, Cellphone, Mobilephone',
    work: 'Company main phone',
    fax: 'Fax, Fax number',
    other:
      'Assistant’s phone, Assistant phone, Asst. phone, Callback, Car phone, Radio phone, Pager, ISDN, Phone 2, Phone 3, Phone number 2',
  },
  which: {
    main: 'primary, main',
    mobile: 'mobile, cell, cellular',
    work: 'business, work, office, company',
    home: 'home, personal, private',
    fax: 'fax',
    other: 'other, secondary, alternate, alternative',
    billing: 'billing, mailing, postal',
    shipping: 'shipping, delivery',
    registered: 'registered',
  },
  links: {
    'Personal website': 'Personal website, Personal web page',
    LinkedIn: 'LinkedIn, LinkedIn URL, LinkedIn profile',
  },
  eitherName: 'Name',
  eitherTitle: 'Title',
  contact: 'contact, contact person',
  customer: 'customer, client',
  number: 'number, no',
  called: 'name',
  hints: 'required, optional, mandatory, if any',
  joining: 'of, of the, for, the, s',
  code: 'ID, No, No., Number, Code, Ref, Reference',
  column: 'Column, Col, Field, Unnamed, Untitled, F, Var',
  company: 'Account, Company, Organisation, Organization, Business',
};
