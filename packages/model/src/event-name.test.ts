import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { eventOf } from './event-name.ts'

describe('the name of an event', () => {
  const named: [string, string][] = [
    ['orders.placeOrder', 'orders.orderPlaced'],
    ['orders.cancelOrder', 'orders.orderCancelled'],
    ['tenants.signUpTenant', 'tenants.tenantSignedUp'],
    ['hotel.checkInGuest', 'hotel.guestCheckedIn'],
    ['identity.signup', 'identity.signedUp'],
    ['payments.pay', 'payments.paid'],
    ['messages.sendMessage', 'messages.messageSent'],
    ['parcels.shipParcel', 'parcels.parcelShipped'],
    ['plans.applyCoupon', 'plans.couponApplied'],
    ['forms.submitForm', 'forms.formSubmitted'],
    ['rooms.openRoom', 'rooms.roomOpened'],
    ['trips.reviewTrip', 'trips.tripReviewed'],
    ['docs.addPageComment', 'docs.pageCommentAdded'],
  ]
  for (const [command, event] of named)
    it(`of ${command} is ${event}`, () => assert.equal(eventOf(command), event))
})
