import type { Operation } from '@archwright/model'

/** What somebody does to something, as an operation. */
export interface VerbRow {
  /** First word of the operation's name: "create", "list", "approve". */
  verb: string
  kind: Operation['kind']
  /** What comes into being by it, where that is not the object: whoever books a table makes a booking. */
  makes?: string
  /** Whether the object itself comes into being. */
  creates: boolean
}

// verb of the operation, kind, the verbs of a text. "=" after the verb: the object comes into being by it.
const rows: readonly (readonly [verb: string, kind: Operation['kind'], texts: string])[] = [
  ['list=', 'query', 'browse list see view'],
  [
    'get',
    'query',
    'open read check inspect watch download look_at look_up ask_for fetch retrieve access get compare track',
  ],
  ['search', 'query', 'search find query search_for look_for'],
  [
    'create=',
    'command',
    'create write upload enter place make add start send draw save store keep draft propose',
  ],
  ['submit=', 'command', 'submit file hand_in'],
  ['post=', 'command', 'post'],
  ['report=', 'command', 'report transmit emit push'],
  ['record=', 'command', 'record measure log count note capture track_down document'],
  ['register=', 'command', 'register enroll_in'],
  [
    'update',
    'command',
    'update edit change modify correct adjust maintain fill_in manage rename set',
  ],
  ['move', 'command', 'move reorder drag'],
  ['delete', 'command', 'delete remove erase discard'],
  ['cancel', 'command', 'cancel withdraw revoke'],
  ['approve', 'command', 'approve accept confirm release sign_off'],
  ['reject', 'command', 'reject refuse decline deny turn_down'],
  ['assign', 'command', 'assign dispatch'],
  ['publish', 'command', 'publish'],
  ['return', 'command', 'return give_back'],
  ['close', 'command', 'close resolve complete finish'],
  ['share', 'command', 'share'],
  ['export', 'job', 'export'],
  ['import', 'job', 'import'],
]

// What is made by doing something with something else: the entity, and the verbs of a text.
const makers: readonly (readonly [makes: string, texts: string])[] = [
  ['Booking', 'book'],
  ['Reservation', 'reserve hold'],
  ['Order', 'order buy purchase'],
  ['Rental', 'rent hire borrow lease'],
  ['Rating', 'rate'],
  ['Review', 'review'],
  ['Comment', 'comment_on comment'],
  ['Vote', 'vote_for vote_on vote'],
  ['Like', 'like'],
  ['Follow', 'follow'],
  ['Bid', 'bid_on bid_for bid'],
  ['Payment', 'pay pay_for'],
  ['Transfer', 'transfer'],
  ['Subscription', 'subscribe_to subscribe'],
  ['Application', 'apply_for'],
  ['Request', 'request'],
  ['Invitation', 'invite'],
  ['Donation', 'donate'],
  ['Answer', 'answer reply_to'],
  ['Signature', 'sign'],
  ['Appointment', 'schedule'],
]

/** The row of each verb of a text; verbs with a particle are written "look_up". */
export const verbRows: ReadonlyMap<string, VerbRow> = new Map([
  ...rows.flatMap(([name, kind, texts]) => {
    const creates = name.endsWith('=') && kind === 'command'
    const row: VerbRow = { verb: name.replace('=', ''), kind, creates }
    return texts.split(' ').map((text) => [text, row] as const)
  }),
  ...makers.flatMap(([makes, texts]) => {
    const row: VerbRow = { verb: 'create', kind: 'command', creates: false, makes }
    return texts.split(' ').map((text) => [text, row] as const)
  }),
])

/** Words that stand between who acts and what is done: "can", "want to", "then". */
export const beforeVerbs: ReadonlySet<string> = new Set(
  `can may must should shall will would could to want need also often then only usually always regularly currently
  simply just each all both themselves first later quickly easily be able allowed like wish have is are who that
  which online`.split(/\s+/),
)
