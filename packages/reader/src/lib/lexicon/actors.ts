import type { Actor } from '@archwright/model'

/** Nouns that act, by how far the system may trust them. */
const nouns: Readonly<Record<Actor['trust'], string>> = {
  public: `user customer member person visitor guest student pupil patient driver rider player reader viewer listener subscriber
    seller buyer traveler traveller citizen passenger fan shopper parent resident participant attendee donor volunteer applicant
    candidate client creator follower friend host learner diner tourist bidder trader investor borrower owner tenant landlord
    company organization organisation business shop store restaurant hotel clinic school club author blogger contributor
    freelancer gamer cyclist runner colleague teammate household farmer carer`,
  partner: `device sensor meter machine vehicle truck tracker thermostat turbine robot scooter drone trailer car van bus ship
    station charger partner supplier merchant vendor bank carrier hospital laboratory lab agency publisher reseller broker
    developer integrator terminal phone camera`,
  staff: `employee staff agent editor dispatcher courier operator clerk admin administrator manager doctor physician nurse
    therapist teacher trainer tutor librarian technician engineer analyst accountant auditor moderator supervisor planner
    recruiter lawyer pharmacist receptionist salesperson worker cashier cook chef inspector officer journalist curator
    specialist expert consultant secretary underwriter adjuster mechanic controller organizer organiser team`,
  internal: `system service backend platform application software server program we`,
}

const devices = new Set(
  `device sensor meter machine vehicle truck tracker thermostat turbine robot scooter drone trailer car van bus ship station
  charger terminal camera`.split(/\s+/),
)

const trustOf: ReadonlyMap<string, Actor['trust']> = new Map(
  (Object.entries(nouns) as [Actor['trust'], string][]) // Object.entries forgets the key's type.
    .flatMap(([trust, text]) => text.split(/\s+/).map((noun) => [noun, trust] as const)),
)

/** The actor that a noun in the singular names, if it names one. */
export function actorOf(noun: string): Pick<Actor, 'name' | 'trust' | 'clients'> | undefined {
  const trust = trustOf.get(noun)
  if (!trust) return undefined
  if (trust === 'internal') return { name: 'system', trust, clients: ['server'] }
  if (devices.has(noun)) return { name: noun, trust, clients: ['device'] }
  const clients: Actor['clients'] =
    trust === 'staff' ? ['browser-admin'] : trust === 'partner' ? ['server'] : ['web']
  return { name: noun, trust, clients }
}
