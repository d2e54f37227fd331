/** What the pages say. */
export interface Texts {
  signIn: string
  email: string
  password: string
  code: string
  badCredentials: string
  badCode: string
  tookTooLong: string
  tooMany: string
  busy: string
  toApplication: (name: string) => string
  consent: string
  asks: (name: string) => string
  scopes: Readonly<Record<'profile' | 'email' | 'offline_access', string>>
  role: (role: string) => string
  allow: string
  deny: string
  signOut: string
  signOutQuestion: string
  signOutYes: string
  signOutNo: string
  signedOut: string
  error: string
  expired: string
  signInWith: (name: string) => string
  addressTaken: string
  notProven: string
}

/** A language more is an entry more. */
const languages = {
  en: {
    signIn: 'Sign in',
    email: 'Email address',
    password: 'Password',
    code: 'Code of your authenticator, or a recovery code',
    badCode: 'This code is wrong, or was used already.',
    tookTooLong: 'This took too long; sign in again.',
    badCredentials: 'Email address and password do not match.',
    tooMany: 'Too many failed attempts; try again later.',
    busy: 'Signing in does not work at the moment; try again in a minute.',
    toApplication: (name) => `You go on to ${name}.`,
    consent: 'Your agreement',
    asks: (name) => `${name} asks to:`,
    scopes: {
      profile: 'know your name',
      email: 'know your email address',
      offline_access: 'go on when you have signed out',
    },
    role: (role) => `act for you as ${role}`,
    allow: 'Allow',
    deny: 'Deny',
    signOut: 'Sign out',
    signOutQuestion: 'Do you want to sign out here as well?',
    signOutYes: 'Sign out',
    signOutNo: 'Stay signed in',
    signedOut: 'You are signed out.',
    error: 'That did not work',
    signInWith: (name) => `Sign in with ${name}`,
    addressTaken: 'There is an account with this email address; sign in with its password.',
    notProven: 'You could not be signed in there.',
    expired: 'This page is out of date. Go back to the application and start again.',
  },
  de: {
    signIn: 'Anmelden',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    code: 'Code der Authenticator-App oder Wiederherstellungscode',
    badCode: 'Dieser Code ist falsch oder schon benutzt.',
    tookTooLong: 'Das hat zu lange gedauert; bitte neu anmelden.',
    badCredentials: 'E-Mail-Adresse und Passwort passen nicht zusammen.',
    tooMany: 'Zu viele Fehlversuche; bitte später wieder versuchen.',
    busy: 'Die Anmeldung geht gerade nicht; bitte in einer Minute wieder versuchen.',
    toApplication: (name) => `Danach geht es weiter zu ${name}.`,
    consent: 'Ihr Einverständnis',
    asks: (name) => `${name} möchte:`,
    scopes: {
      profile: 'Ihren Namen kennen',
      email: 'Ihre E-Mail-Adresse kennen',
      offline_access: 'weiterarbeiten, wenn Sie abgemeldet sind',
    },
    role: (role) => `für Sie als ${role} handeln`,
    allow: 'Erlauben',
    deny: 'Ablehnen',
    signOut: 'Abmelden',
    signOutQuestion: 'Möchten Sie sich auch hier abmelden?',
    signOutYes: 'Abmelden',
    signOutNo: 'Angemeldet bleiben',
    signedOut: 'Sie sind abgemeldet.',
    error: 'Das ging nicht',
    signInWith: (name) => `Mit ${name} anmelden`,
    addressTaken: 'Zu dieser E-Mail-Adresse gibt es ein Konto; bitte mit dessen Passwort anmelden.',
    notProven: 'Die Anmeldung dort ist nicht gelungen.',
    expired: 'Diese Seite ist veraltet. Gehen Sie zurück zur Anwendung und beginnen Sie neu.',
  },
  fr: {
    signIn: 'Se connecter',
    email: 'Adresse e-mail',
    password: 'Mot de passe',
    code: 'Code de votre application d’authentification, ou code de secours',
    badCode: 'Ce code est faux ou a déjà servi.',
    tookTooLong: 'C’était trop long ; connectez-vous à nouveau.',
    badCredentials: 'L’adresse e-mail et le mot de passe ne correspondent pas.',
    tooMany: 'Trop d’essais ; réessayez plus tard.',
    busy: 'La connexion ne fonctionne pas en ce moment ; réessayez dans une minute.',
    toApplication: (name) => `Vous continuez ensuite vers ${name}.`,
    consent: 'Votre accord',
    asks: (name) => `${name} demande à :`,
    scopes: {
      profile: 'connaître votre nom',
      email: 'connaître votre adresse e-mail',
      offline_access: 'continuer après votre déconnexion',
    },
    role: (role) => `agir pour vous comme ${role}`,
    allow: 'Autoriser',
    deny: 'Refuser',
    signOut: 'Se déconnecter',
    signOutQuestion: 'Voulez-vous aussi vous déconnecter ici ?',
    signOutYes: 'Se déconnecter',
    signOutNo: 'Rester connecté',
    signedOut: 'Vous êtes déconnecté.',
    error: 'Cela n’a pas fonctionné',
    signInWith: (name) => `Se connecter avec ${name}`,
    addressTaken: 'Un compte existe avec cette adresse ; connectez-vous avec son mot de passe.',
    notProven: 'La connexion n’y a pas abouti.',
    expired: 'Cette page n’est plus valable. Retournez à l’application et recommencez.',
  },
} as const satisfies Record<string, Texts>

export type Language = keyof typeof languages

export function textsOf(language: Language): Texts {
  return languages[language]
}

/**
 * The best of ours that is asked for: `ui_locales` of the request wins over the browser's Accept-Language.
 * @param asked language tags, the most wanted first; their weights are not looked at, browsers list them in order
 */
export function languageOf(...asked: (string | undefined)[]): Language {
  const tags = asked.flatMap((text) => text?.toLowerCase().split(/[\s,]+/) ?? [])
  const known = tags.map((tag) => tag.split(/[-;]/)[0] ?? '').find(isLanguage)
  return known ?? 'en'
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(languages, tag)
}
