import type { LanguageWords } from './words.ts';

export const fr: LanguageWords = {
  things: {
    name: 'Nom complet, Nom et prénom, Nom prénom, Prénom et nom, Prénom nom, Client, Cliente, Nom affiché',
    'given-name': 'Prénom, Prénoms',
    'middle-name': 'Deuxième prénom, Second prénom, Autres prénoms',
    'family-name': 'Nom de famille, Patronyme, Nom patronymique, Nom d’usage',
    'name-prefix': 'Civilité, Titre de civilité, Préfixe',
    'name-suffix': 'Suffixe',
    kind: 'Type de client, Type client',
    organisation:
      'Société, Entreprise, Raison sociale, Organisation, Organisme, Employeur, Établissement, Dénomination sociale',
    jobTitle: 'Fonction, Poste, Intitulé du poste, Poste occupé, Emploi',
    notes:
      'Notes, Note, Remarque, Remarques, Commentaire, Commentaires, Observations, Observation, Description',
    tags: 'Catégorie, Catégories, Étiquette, Étiquettes, Mots-clés, Groupe, Groupes, Libellés',
    assignee:
      'Responsable, Commercial, Responsable commercial, Propriétaire, Attribué à, Suivi par, Chargé de clientèle',
    'contact-name': 'Contact, Personne à contacter, Personne de contact, Interlocuteur, Contact principal',
    'contact-department': 'Département ou service, Service de l’entreprise',
    phone: 'Téléphone, Tél, Téléphone fixe, Tél fixe',
    email:
      'E-mail, Mail, Courriel, Mél, Messagerie, Adresse de messagerie, Adresse électronique, Courrier électronique',
    link: 'Site web, Site internet, Page web, Site, Web, URL',
    address: 'Adresse, Adresse complète, Adresse postale',
    street:
      'Rue, Voie, N° et rue, Numéro et rue, Libellé de voie, Adresse ligne 1, Adresse ligne 2, Complément d’adresse, Complément, Bâtiment, Étage, Appartement',
    'house-number': 'N° de rue, Numéro de rue, N° de voie, Numéro de voie',
    district: 'Quartier, Arrondissement, Lieu-dit',
    city: 'Ville, Commune, Localité',
    region: 'Région, Dép/Région, Province, Canton, Département/Région',
    'postal-code': 'Code postal, CP, NPA',
    country: 'Pays, Pays/Région',
    'po-box': 'Boîte postale, BP',
  },
  phones: {
    main: 'Téléphone principal, Standard',
    mobile: 'Portable, Mobile, GSM, Natel, Cellulaire, Radio téléphone',
    work: 'Ligne directe, Téléphone société',
    home: 'Domicile',
    fax: 'Fax, Télécopie, Télécopieur',
    other:
      'Rappel, Récepteur de radiomessagerie, Téléphone (voiture), Téléphone de l’assistant(e), Téléphone TDD/TTY',
  },
  which: {
    main: 'principal, principale',
    mobile: 'portable, mobile, cellulaire, GSM',
    work: 'bureau, professionnel, professionnelle, pro, travail, de l’entreprise, entreprise, société',
    home: 'domicile, personnel, personnelle, perso, privé, privée, maison',
    fax: 'Fax, Télécopie, Télécopieur',
    other: 'autre, secondaire',
    billing: 'facturation, de facturation',
    shipping: 'livraison, de livraison',
    registered: 'siège, siège social, du siège',
  },
  eitherName: 'Nom, Noms',
  eitherTitle: 'Titre',
  inAddress: { region: 'État, Département', 'house-number': 'N°, Numéro' },
  contact: 'contact, interlocuteur',
  customer: 'client',
  number: 'numéro, n°, num',
  called: 'nom',
  hints: 'obligatoire, facultatif, requis, optionnel',
  joining: 'de, du, des, de la, d, l, de l, pour, au, à',
  code: 'Numéro, N°, Code, ID, Identifiant, Réf, Référence',
  column: 'Colonne, Champ, Sans nom',
  company: 'Société, Entreprise, Raison sociale, Organisation',
};
