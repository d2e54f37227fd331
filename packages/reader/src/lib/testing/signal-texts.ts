import type { CapabilityName, QualityName } from '@archwright/model/light'

/** A text and the words of the vocabulary that it should and should not bring up. */
export interface SignalText {
  text: string
  says: readonly (CapabilityName | QualityName)[]
  not: readonly (CapabilityName | QualityName)[]
}

/** Briefs of many domains as different people might write them, with what they say and what they must not be taken to say. */
export const signalTexts: Readonly<Record<string, SignalText>> = {
  'dental practices': {
    text: 'We run appointment software for dental practices. Patients pick a free slot online, the practice confirms it, and a text goes out the evening before. Every practice works with its own patients only and must on no account get to see those of another. Two people are building this, and neither of them has ever looked after servers.',
    says: [
      'scheduling',
      'health',
      'notifications',
      'tenants',
      'isolation',
      'small-team',
      'no-operations-staff',
      'scheduled',
    ],
    not: ['e-commerce', 'global', 'trading', 'realtime', 'many-teams'],
  },
  'a copy that follows': {
    text: 'A ledger of gift cards for a chain of shops. Its standby in another city is replicated asynchronously, and nobody wants to lose a booking.',
    says: ['ledger', 'asynchronous-copies'],
    not: ['always-writable', 'offline', 'realtime'],
  },
  'measurements that outgrow a server': {
    text: 'Water meters of 40 towns report their level. One database no longer holds it: we want to spread the data over several machines and add one machine at a time, without redistributing it by hand. The map of the office refreshes by itself every minute. Billing and maintenance are each run by another service.',
    says: ['telemetry', 'spread-data', 'polling', 'many-services'],
    not: ['small-team', 'e-commerce', 'co-editing'],
  },
  'concert tickets': {
    text: 'Fans buy tickets for concerts. When a popular tour is announced, two hundred thousand people try to get one of 15,000 seats within the first minutes; the rest of the week is quiet. A seat must never go to two people. People are willing to wait if they can see how many are in front of them.',
    says: ['crowd', 'spiky', 'inventory', 'no-duplicates', 'strong-consistency'],
    not: ['small-team', 'offline', 'global', 'legacy'],
  },
  'meal delivery': {
    text: "Hungry people choose dishes from restaurants in their neighbourhood, pay with a card, and follow the rider on a map until the bell rings. Riders' phones tell us where they are every five seconds. Restaurants accept or turn down each order.",
    says: ['catalog', 'orders', 'payments', 'geo', 'realtime', 'mobile-clients', 'telemetry'],
    not: ['trading', 'learning', 'batch', 'legacy'],
  },
  'smart meters': {
    text: "Electricity meters in 800,000 homes hand in their reading every 15 minutes. Customers look at yesterday's consumption on a web page, where a delay of an hour does not matter. Raw values are kept for two years, daily sums for ten. Meters in cellars are often cut off and deliver what they missed afterwards.",
    says: ['telemetry', 'offline', 'eventual-is-fine', 'archive', 'aggregates'],
    not: ['payments', 'orders', 'realtime', 'collaboration'],
  },
  'private banking': {
    text: 'A bank lets customers move money between their accounts and to others. The sum of all bookings has to be right to the cent at every moment, no transfer may be carried out twice, and the supervisory authority wants to see later who changed which entry and when.',
    says: ['ledger', 'no-duplicates', 'strong-consistency', 'audit', 'history'],
    not: ['eventual-is-fine', 'geo', 'feed', 'offline'],
  },
  'photo community': {
    text: 'Hobby photographers put their pictures online, up to 40 MB each, and see what the people they follow have posted. A like may show up a few seconds late. Some photographers have millions of followers. The app runs on iPhone and Android.',
    says: [
      'media',
      'large-objects',
      'feed',
      'counters',
      'eventual-is-fine',
      'popular',
      'mobile-clients',
    ],
    not: ['payments', 'strong-consistency', 'trading'],
  },
  'recipes site': {
    text: "A private website with my grandmother's recipes. I write a new one every few weeks, perhaps fifty people read them. It should cost next to nothing and I do not want to maintain anything. No accounts, no comments.",
    says: ['content', 'low-cost', 'idle', 'no-operations-staff', 'proof-of-concept'],
    not: ['identity', 'reviews', 'high-traffic', 'realtime', 'spiky'],
  },
  warehouse: {
    text: 'Pickers in a warehouse scan goods with handhelds. The hall has dead spots, so scanning must go on without a network and be added up later. The stock has to be passed on to the ERP system every night as a file.',
    says: ['inventory', 'offline', 'integration', 'scheduled', 'import-export'],
    not: ['payments', 'realtime', 'global', 'feed'],
  },
  'drawing board': {
    text: "Architects draw on one plan at the same time. Each sees the pointer of the others, and nobody's strokes may be lost if two draw in the same place. It must also work on the building site without reception.",
    says: ['collaboration', 'co-editing', 'presence', 'realtime', 'offline', 'no-loss'],
    not: ['payments', 'orders', 'scheduled', 'trading'],
  },
  'support desk': {
    text: 'Customers of an insurance company send us questions by mail or form, and 60 agents answer them. A question goes to the agent who knows the line of business. Managers get weekly figures. Agents sign in with their company login.',
    says: ['support', 'notifications', 'routing', 'reporting', 'single-sign-on'],
    not: ['payments', 'realtime', 'media', 'crowd'],
  },
  'online exam': {
    text: "Universities hold exams with our software. At nine o'clock 30,000 students press start in the same minute. What they have typed may not vanish even if a computer dies. Each university insists on an installation of its own.",
    says: ['learning', 'spiky', 'no-loss', 'own-stamp'],
    not: ['payments', 'geo', 'trading', 'feed'],
  },
  'parcel tracking': {
    text: "A parcel service wants to show where a parcel is. Scanners at the depots produce about 40 million scans a day, which several departments use: billing, customer information and planning, each in its own time. If planning finds a mistake, it must be able to go through last week's scans once more.",
    says: ['shipping', 'many-readers', 'replay', 'write-heavy'],
    not: ['realtime', 'co-editing', 'learning', 'ledger'],
  },
  'video lessons': {
    text: 'Teachers upload lessons as films of up to 3 GB. They have to be converted into several resolutions, which takes a while; the teacher can look up how far it is. Students all over the world watch them without waiting.',
    says: ['learning', 'media', 'large-objects', 'long-running', 'polling', 'global'],
    not: ['payments', 'ledger', 'strong-consistency'],
  },
  'loan application': {
    text: 'Somebody applying for a loan goes through identity check, credit check, approval by a clerk and signature. That may take days. If one of the steps fails, what was done before has to be undone. The credit agency sometimes does not answer for minutes.',
    says: ['workflow', 'all-or-nothing', 'outside-calls', 'unreliable-outside'],
    not: ['realtime', 'feed', 'geo', 'media'],
  },
  'ad counter': {
    text: 'We count how often each advertisement is shown and clicked, some 300,000 events each second, and show advertisers totals per campaign for the last five minutes and per day. Writing hardly ever pauses. A count that is off by a little is no problem.',
    says: ['analytics', 'counters', 'windows', 'write-heavy', 'aggregates', 'eventual-is-fine'],
    not: ['payments', 'strong-consistency', 'identity'],
  },
  game: {
    text: 'Players all over the planet play against each other in rounds of ten minutes. Who wins moves up in the table of the hundred best. An answer within 50 ms is vital. In the evening there are five times as many as in the morning.',
    says: ['matching', 'ranking', 'global', 'low-latency', 'spiky', 'two-way'],
    not: ['payments', 'files', 'batch', 'legacy'],
  },
  'holiday homes': {
    text: 'Owners describe their holiday homes; what one can say about a mountain hut differs from what one says about a houseboat. Guests filter by anything and look for homes near a lake. A home must not be let to two parties for the same week.',
    says: ['varied-shape', 'search', 'nearby', 'no-duplicates', 'strong-consistency'],
    not: ['realtime', 'trading', 'ledger', 'offline'],
  },
  'partner portal': {
    text: 'Developers of other companies get at our address data by an interface. Each has a contract with a number of calls per day; who goes over it is turned away. Customers rely on the interface for years, so that what worked must go on working.',
    says: ['program-clients', 'abuse', 'versioning'],
    not: ['realtime', 'payments', 'offline', 'co-editing'],
  },
  'shop events to customers': {
    text: "Our customers' own systems want to know when an invoice has been paid. We call an address that they have deposited with us. Their machines are not always there, so that we have to repeat a call, and they must be able to be sure that it was us.",
    says: ['webhooks', 'unreliable-outside', 'signed-messages'],
    not: ['realtime', 'feed', 'geo', 'trading'],
  },
  'old insurance core': {
    text: 'Our policy administration is a program from the nineties on a mainframe that four people still understand. It has to be replaced bit by bit over three years while business goes on. Part of the data will live in both for a time.',
    says: ['legacy'],
    not: ['realtime', 'payments', 'feed', 'spiky'],
  },
  'microfinance offline': {
    text: 'Loan officers visit villages where there is no coverage. They enter repayments on a tablet and hand them over in the evening. Two officers may have changed the same customer.',
    says: ['offline', 'ledger', 'always-writable'],
    not: ['realtime', 'feed', 'trading', 'media'],
  },
  hospital: {
    text: 'Nurses note medicines given to patients, doctors prescribe. Only those who treat a patient may look at the file, and each look is recorded. It has to be there day and night, even if a whole computing centre burns down.',
    says: ['health', 'permissions', 'audit', 'high-availability', 'multi-region'],
    not: ['payments', 'feed', 'eventual-is-fine'],
  },
  'stock exchange': {
    text: 'Traders place and withdraw offers for shares; whoever was first at a price is served first. Everybody sees the new price at the same instant. Half a million offers per second at the opening, each handled within a millisecond.',
    says: ['trading', 'ordering', 'realtime', 'low-latency', 'strong-consistency'],
    not: ['inventory', 'eventual-is-fine', 'feed', 'offline'],
  },
  newsletter: {
    text: 'We send a newsletter to 3 million subscribers on Friday at noon and want to know who opened it. The mail service lets us hand in 500 messages per second.',
    says: ['notifications', 'analytics', 'outside-calls', 'unreliable-outside'],
    not: ['payments', 'realtime', 'geo', 'ledger'],
  },
  library: {
    text: 'A town library lends books and tools to its members. Three thousand members, one small server in the cellar, one volunteer who looks after it. Members reserve things and get a reminder when they are due.',
    says: ['assets', 'one-machine', 'small-team', 'notifications'],
    not: ['high-traffic', 'global', 'offline', 'multi-region'],
  },
  'search engine of laws': {
    text: 'Lawyers look for words in two million judgments. They make typing mistakes, want the best hits on top and want to narrow down by court and year. New judgments come in twice a week and can show up the day after.',
    says: ['search', 'relevance', 'paging', 'eventual-is-fine'],
    not: ['payments', 'realtime', 'geo', 'write-heavy'],
  },
  'weather api': {
    text: 'A weather service answers apps of other companies. 98 % of the questions are for the same two hundred cities, and a forecast changes once an hour. Each forecast costs us a second of computing.',
    says: ['program-clients', 'popular', 'repeated'],
    not: ['payments', 'identity', 'strong-consistency'],
  },
  'car sharing': {
    text: 'People open a car near them with their phone. The car must obey even if the garage below ground has a poor network. We have 5,000 cars in 12 cities.',
    says: ['rides', 'nearby', 'two-way', 'device-clients', 'offline'],
    not: ['learning', 'feed', 'ledger', 'batch'],
  },
  'family tree': {
    text: 'People enter their ancestors and want to know how they are related to somebody else, over any number of generations.',
    says: ['relations'],
    not: ['payments', 'realtime', 'trading', 'spiky'],
  },
  'expense app': {
    text: 'Employees photograph receipts, a text recognition reads them, a manager agrees, and at the end of the month a file goes to payroll. 300 employees. They log in with the account they have at work.',
    says: ['files', 'long-running', 'workflow', 'single-sign-on', 'batch'],
    not: ['feed', 'realtime', 'geo', 'trading'],
  },
  'price comparison': {
    text: 'We visit the pages of 4,000 shops each night, take prices from them and show visitors who is cheapest. Visitors only read.',
    says: ['crawling', 'read-heavy', 'scheduled'],
    not: ['payments', 'identity', 'realtime', 'low-cost'],
  },
  'settings service': {
    text: 'Our 60 services ask one place which functions are switched on for which user. They ask at every call, so the answer has to come in a few milliseconds and must come even if that place is down. A switch may take half a minute to get everywhere.',
    says: [
      'toggles',
      'many-services',
      'low-latency',
      'unreliable-outside',
      'eventual-is-fine',
      'repeated',
    ],
    not: ['payments', 'identity', 'spiky'],
  },
  charity: {
    text: 'A charity collects donations on its website. Most of the year ten a day, before Christmas ten thousand an hour. The charity has no computer people and little money.',
    says: ['payments', 'idle', 'spiky', 'no-operations-staff', 'low-cost'],
    not: ['realtime', 'many-teams'],
  },
  'log store': {
    text: 'All our programs write what they do; we collect these lines, 2 TB a day, search them when something is wrong and throw them away after a month. Nobody changes a line once it is written.',
    says: ['logs', 'search', 'write-heavy'],
    not: ['payments', 'identity', 'strong-consistency'],
  },
  taxi: {
    text: 'A taxi call centre brings together passengers and the next free taxi.',
    says: ['rides', 'nearby'],
    not: ['payments', 'inventory', 'feed'],
  },
  'id service': {
    text: 'Twenty machines make numbers for documents. No number may appear twice, later ones should be larger, and no machine may have to ask another.',
    says: ['unique-ids'],
    not: ['eventual-is-fine', 'payments', 'feed'],
  },
  'public budget': {
    text: 'The city publishes its budget as tables and charts. Once a year there are new figures; otherwise nothing changes. Everybody gets the same pages.',
    says: ['read-heavy', 'static-content', 'aggregates'],
    not: ['payments', 'identity', 'realtime', 'spiky'],
  },
  'payroll saas': {
    text: 'We sell payroll to 900 firms. On the 25th of each month all of them start their run, and one with 20,000 employees must not hold up the baker with four. Big groups want their data in a database of their own.',
    says: ['tenants', 'hiring', 'isolation', 'own-stamp', 'batch', 'scheduled'],
    not: ['realtime', 'geo', 'feed', 'payments'],
  },
  'machine maker': {
    text: 'Our machines stand at customers in 30 countries. They report temperatures and vibration; our engineers are told when a value is out of bounds for longer than ten minutes. We also send new settings to a machine.',
    says: ['telemetry', 'monitoring', 'windows', 'two-way', 'global'],
    not: ['payments', 'ledger', 'feed', 'inventory'],
  },
  'two teams': {
    text: 'Team A looks after the catalogue, team B after checkout, team C after delivery. Each wants to release when it likes, in a language of its choice. Checkout needs ten times the machines of the others in December.',
    says: ['many-teams', 'independent-parts', 'spiky', 'catalog'],
    not: ['feed', 'realtime', 'small-team'],
  },
  'meeting notes': {
    text: 'An internal tool to note what was agreed in meetings. Twelve colleagues. If it is down for a day nobody will mind.',
    says: ['proof-of-concept'],
    not: ['high-availability', 'payments', 'realtime', 'unreliable-outside'],
  },
}
