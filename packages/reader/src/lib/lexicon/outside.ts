import type { OutsideName } from '../domains/outside.ts'
import type { Phrases } from './phrases.ts'

/** How texts name the systems of others that they depend on. */
export const outsidePhrases: Readonly<Record<OutsideName, Phrases>> = {
  'payment-provider': `payment provider, payment gateway, payment processor, payment service provider, psp, stripe, paypal, adyen,
    card processor, card network, credit card, pay by card, paid by card, pay with card, payment integration,
    charge cards, charge the card, card payment, online payment, mobile money, pay|paid _ by card,
    pay|paid _ with a card, donate, donations, pays online, pay online`,
  email: `email, e mail, =mail, mails, newsletter, confirmation mail`,
  sms: `sms, text message`,
  push: `push message, push notification, =push to phones, apns, firebase`,
  bank: {
    is: `bank's api, bank api, banks' apis, api of the bank, bank transfer, wire transfer, sepa, direct debit,
      sent to the bank, file from the bank, =banks`,
    not: `banks use, banks are our`,
  },
  maps: `map service, maps service, map provider, maps api, mapping provider, route planning service, google maps,
    geocoding`,
  'identity-provider': `identity provider, sign in with google, log in with google, google account, facebook login,
    active directory, azure ad, entra, okta, auth0, keycloak, saml, company account, corporate directory,
    company login, account from an outside|external provider, account of an outside|external provider, existing account elsewhere, account from elsewhere, social login`,
  carrier: `carrier api, carrier's api, parcel service, parcel carrier, shipping provider, shipping company,
    courier service, dhl, ups, fedex, delivery provider, delivery service of another, delivery options from,
    carriers`,
  'credit-bureau': `credit bureau, credit agency, credit check, credit score, scoring agency`,
  'business-system': `erp, sap, crm, salesforce, accounting software, accounting system, bookkeeping software,
    back office system, hr system, point of sale system, warehouse management system`,
  'legacy-system': `legacy system, mainframe, old system, old systems, aging system, existing system, old application,
    legacy application, existing monolith, old monolith, from a monolith, from the monolith, our monolith,
    legacy monolith, aging monolith`,
  weather: `weather service, weather data, weather forecast, weather api`,
  authority: `tax authority, tax office, national register, population register, land register, government system,
    government api, customs authority, land registry, health authority`,
  reservations: `airline system, airlines' systems, hotel system, reservation system of, reservation systems of,
    global distribution system, booking systems of, airlines, hotel chains`,
  'partner-api': {
    is: `partner's api, partner system, partner systems, external api, external apis, third party api,
    third party apis, third party service, third party services, third party provider, external service,
    external services, external provider, outside service, outside provider, outside system, upstream service,
    upstream api, supplier's api, supplier api, vendor api, provider's api, other company's api`,
    not: `account from an outside|external provider, account of an outside|external provider`,
  },
}
