import type { LanguageWords } from './words.ts';

export const de: LanguageWords = {
  things: {
    name: 'Kunde, Kundin, Kunden, Vollständiger Name, Vor- und Nachname, Anzeigename, Geschäftspartner',
    'given-name': 'Vorname, Vornamen, Rufname',
    'middle-name': 'Zweiter Vorname, Weitere Vornamen, Mittelname, 2. Vorname',
    'family-name': 'Nachname, Familienname, Zuname',
    'name-prefix': 'Anrede, Titel, Akademischer Titel, Namenspräfix',
    'name-suffix': 'Namenszusatz, Namenssuffix',
    kind: 'Kundentyp, Kundenart, Adresstyp',
    organisation:
      'Firma, Firmen, Unternehmen, Unternehmensname, Organisation, Arbeitgeber, Betrieb, Institution',
    jobTitle: 'Position, Funktion, Berufsbezeichnung, Stellenbezeichnung, Stelle, Jobtitel',
    notes:
      'Notiz, Notizen, Bemerkung, Bemerkungen, Anmerkung, Anmerkungen, Kommentar, Kommentare, Hinweis, Beschreibung, Freitext',
    tags: 'Kategorie, Kategorien, Schlagwörter, Stichwörter, Gruppe, Gruppen, Kundengruppe, Etiketten',
    assignee:
      'Betreuer, Kundenbetreuer, Zuständig, Verantwortlich, Verantwortlicher, Sachbearbeiter, Vertreter, Außendienst',
    'contact-name':
      'Ansprechpartner, Ansprechpartnerin, Ansprechperson, Kontakt, Kontaktperson, Hauptansprechpartner, Kontaktname',
    'contact-department': 'Abteilung, Bereich',
    phone: 'Telefon, Tel, Fon, Rufnummer, Fernsprecher, Ruf, Telefonanschluss',
    email: 'E-Mail, Mail, Mailadresse, E-Post, Elektronische Post',
    link: 'Webseite, Website, Homepage, Internet, Internetadresse, Internetseite, Web, URL',
    address: 'Adresse, Anschrift, Postanschrift, Postadresse, Wohnadresse, Hausanschrift, Ganze Adresse',
    street:
      'Straße, Str, Straße und Hausnummer, Straße/Nr, Straße Nr, Straße Hausnr, Adresszeile, Adresszeile 1, Adresszeile 2, Adresszusatz, Zusatz, Stockwerk, Etage, Gebäude',
    'house-number': 'Hausnummer, Hausnr, Haus-Nr',
    district: 'Ortsteil, Stadtteil, Bezirk',
    city: 'Ort, Stadt, Wohnort, Gemeinde, Ortschaft',
    region: 'Bundesland, Kanton, Bundesland/Kanton, Region, Landkreis, Provinz',
    'postal-code': 'PLZ, Postleitzahl',
    country: 'Land, Land/Region, Staat, Ländername',
    'po-box': 'Postfach',
  },
  phones: {
    main: 'Haupttelefon, Zentrale, Telefonzentrale',
    mobile: 'Handy, Mobil, Mobilfunk, Mobiltelefon, Funktelefon, Natel, Mobilnr, Handynr',
    work: 'Durchwahl, Telefon Firma',
    fax: 'Fax, Telefax, Faxnr, Telefaxnr',
    other: 'Autotelefon, Rückmeldung, Telefon Assistent, Telefon für Hörbehinderte, Telex',
  },
  which: {
    main: 'Haupt, Zentrale, primär',
    mobile: 'mobil, Handy',
    work: 'geschäftlich, Geschäfts, Geschäft, geschäftl, dienstlich, Dienst, Büro, beruflich, Arbeit, Firmen, Firma',
    home: 'privat, Private, Privates, Festnetz, zu Hause, zuhause',
    fax: 'Fax, Telefax',
    other:
      'weitere, weiterer, weiteres, weitere/s, weiteres/e, weiterer/e, sonstige, sonstiges, andere, alternativ, alternative',
    billing: 'Rechnungs, Rechnung',
    shipping: 'Liefer, Lieferung, Versand',
  },
  eitherName: 'Name, Namen',
  contact: 'Ansprechpartner, Ansprechpartnerin, Ansprechperson, Ansprechpartners, Kontaktperson, Kontakt',
  customer: 'Kunde, Kunden, des Kunden',
  number: 'Nummer, Nr, Nummern',
  called: 'Name, Bezeichnung',
  hints: 'Pflichtfeld, Pflicht, erforderlich, freiwillig, falls vorhanden',
  joining: 'der, des, die, den, von, für, im, in',
  code: 'Nr, Nummer, ID, Code, Kürzel',
  column: 'Spalte, Feld, Unbenannt',
  company: 'Firma, Firmen, Unternehmen, Organisation',
};
