import type { CapabilityName } from '@archwright/model'

import type { Phrases } from './phrases.ts'

/** How texts speak of what a system does. */
export const capabilityPhrases: Readonly<Record<CapabilityName, Phrases>> = {
  catalog: {
    is: `catalog, product catalog, product page, product listing, product list, product data, product information, product detail, =products, merchandise,
      assortment, price list, pricing, range of goods, @people browse _ @thing, browse the menu, restaurant menu, menu of dishes, =menus, sell @thing,
      goods on offer, listing of _ homes, property listing, classified ads, item for sale, what is for sale,
      real estate listing, hotel listing, =listings`,
    not: `data products, our products, product team, product manager, product owner, data catalog, sell _ application, product is, products are used by`,
  },
  orders: {
    is: `order processing, order management, order placement, order taking, order entry, order history, order status,
      order handling, place an order, place _ order, @people order @thing, =orders, purchase order, customer order, checkout, check out and pay,
      take an order, @people buy @thing, purchase, back order, pre order, meal order, food order, order a meal, order food,
      order online, order by phone, every order, each order, an order, fulfillment of, fulfilment, an order is placed, per order`,
    not: `in order to, in order, order of magnitude, orders of magnitude, the order of, in the order, in that order, in which order, order by, =out of order,
      purchase history, limit order, market order, stop order, orders are matched, order book, match orders, orders per second match, court order, buy and sell orders,
      sell orders, buy orders, work order, global order, total order, strict order, same order, right order, order they`,
  },
  carts: `cart, shopping cart, shopping basket, basket, wish list, wishlist, shopping bag, trolley`,
  payments: {
    is: `payment, payment integration, payment processing, payment by card, pay by, pay with, pay for, pay online, pay a, pay the, pays, @people pay, paid by card, credit card, debit card, card number, charge a card, charge the card,
      charge _ card, charge @people, =charged, =charging customers, =billing, bill @people, invoice, invoicing, refund, payout, pay out, paypal, stripe, adyen, checkout by card,
      direct debit, collect money, take money, money is taken, chargeback, fee is charged, take deposits, tips, fare`,
    not: `pay attention, make us pay, pay for bigger|machines|servers|idle|capacity|hardware|what, pay per use, pay as you go, pay only for, free of charge, charging station, charge of, in charge, pays off, pay off`,
  },
  identity: {
    is: `user authentication, authenticate, authentication, authorization, =login, =logins, log in, logs in, logging in, logged in, sign in, signs in, signed in,
      signing in, sign up, signs up, signing up, sign-on, user account, customer account, personal account, create an account, have an account, with an account, own account, open an account,
      user management, user registration, register an account, register as, @people register, registration of users, user profile, member profile, single sign on, sso, oauth*, openid,
      jwt, password, passkey, credential, two factor, second factor, multi factor, mfa, 2fa, user role, identity provider,
      identity of the user, role based access, access token, forgotten password, =accounts`,
    not: `bank account, savings account, chart of accounts, accounts payable, accounts receivable, account balance, ledger account, register a device, cloud account,
      accounts for, accounts of customers at`,
  },
  inventory: {
    is: `inventory, stock, stock level, stock count, in stock, out of stock, oversell, oversold, warehouse stock, warehouse management, reserve stock, reserve a seat, reserve seats,
      seat map, seats left, seat reservation, hold a seat, hold seats, remaining seats, remaining tickets, remaining places, available seats, available rooms, room availability, places left, limited places, limited tickets,
      spare part, units left, allocation of stock, quantity on hand, sold twice, sell the same _ twice, availability of rooms, capacity of the venue, number of tickets left`,
    not: `stock exchange, stock price, stock market, stock trading, stocks and, share price, stock quote`,
  },
  notifications: {
    is: `notification, notify, email, e mail, =mail, mails, mailing, newsletter, sms, text message, push message, push notification, reminder, remind, confirmation mail,
      alert @people, inform @people, tell @people by, informed by, get a message when, is told when, are told when, be told when, gets a push, a message on their phone,
      whatsapp message, message to their phone, in app message`,
    not: `email address, mail server`,
  },
  search: {
    is: `search, full text, fulltext, autocomplete, auto complete, type ahead, typeahead, search as you type, find by, keyword, =searchable, free text query, faceted, facet, look up by name, find articles, find products,
      find documents, find things by word, suggestions while typing, fuzzy match, spelling mistakes, relevance ranking, synonyms`,
    not: `search engine optimization, search engines index, binary search, search console, in search of, job search site`,
  },
  reviews: {
    is: `product review, customer review, user review, review and rating, =ratings, rate a, rates a, rate the, rate each other, star rating, stars out of, leave a review,
      write a review, read reviews, =reviews, comment on, leave a comment, user comments, =comments, testimonial, feedback on`,
    not: `code review, review the code, review process, under review, reviews of the code, performance review, peer review, review queue, manual review, reviewed by, rating engine`,
  },
  shipping: `shipping, shipment, parcel, courier, delivery option, delivery address, delivery slot, delivery van, deliver to the door, home delivery, delivered to customers, tracking number, track a package,
    track packages, package tracking, freight, consignment, dispatch of goods, logistics, carrier label, proof of delivery, last mile, delivery of goods, goods are delivered, meals are delivered, food delivery, deliver groceries`,
  subscriptions: {
    is: `subscription plan, monthly plan, paid plan, free plan, price plan, subscription billing, recurring payment, recurring billing, recurring charge, recurring invoice, paid subscription, monthly subscription, yearly subscription,
      pay|pays|sell|manage|cancel|renew|buy _ subscription, subscription fee, subscription business, subscription service, subscriptions renew, subscribers pay, by subscription, membership, renewal, renews every, auto renew, trial period, free trial, billed every month, billed monthly, dunning,
      upgrade their plan, downgrade their plan, pay every month, pay monthly, metered billing, usage based billing`,
    not: `graphql subscription, event subscription, topic subscription, webhook subscription, subscriptions to topics, subscriptions to events, push subscription`,
  },
  messaging: {
    is: `chat, direct message, private message, conversation, chat room, group chat, messenger, messaging app, write to each other, message each other, instant messaging, inbox of messages,
      exchange messages with each other, talk to each other, send each other messages, messages between @people, text each other, channels and threads, @people send messages`,
    not: `chat bot platform api, message queue, message broker, message bus`,
  },
  collaboration: `collaborate, collaboration, collaborative, co edit, co editing, co author, shared document, shared workspace, shared board, shared whiteboard, whiteboard, work together on, edit together, edit the same,
    edit at the same time, several people edit, many people edit, kanban, work on the same document, work on one document, =boards, shared canvas, shared drawing, shared notes, planning board,
    drawing together, write a document together`,
  files: {
    is: `file upload, file storage, file sharing, upload, attachment, attach a, attach files, =files, store documents, documents are stored, stored documents, document storage, download _ file, pdf, scanned, scan of, =scans, blob, object storage, folder, dropbox, shared drive,
      spreadsheet, csv file, zip archive, contract documents, file of up to, document archive, backup of files`,
    not: `profile, log file, configuration file, file system, files a claim, file a claim, upload speed`,
  },
  media: {
    is: `video, photo, photograph, picture, image, audio, music, song, podcast, livestream, live stream, film, movie, episode, album cover, thumbnail, x ray, gif, voice recording, sound recording, stream music, streaming service,
      video on demand, camera footage, footage, broadcast of matches, webcam, radio program, transcode, clips`,
    not: `container image, docker image, machine image, image registry, music school, photo shop, the bigger picture, photography studio`,
  },
  analytics: {
    is: `analytic, clickstream, click stream, usage statistics, track clicks, count clicks, page view tracking, visitor statistics, count visits, user behavior, behavior of users, conversion funnel, funnel, engagement, insight,
      trending, ad click, ad impression, impressions and clicks, click through, product analytics, heat map of clicks, ab test, experiment result,
      a b testing, view counts per, event tracking, tracking events, clicks and views, statistics about, usage events`,
    not: ``,
  },
  reporting: {
    is: `=reporting, monthly report, weekly report, daily report, yearly report, quarterly report, annual report, report for, reports on, =reports, management report, sales report, dashboard, key figures, kpi, export to excel, month end,
      sums per, totals per, figures for management, business intelligence, data warehouse, ad hoc queries, summaries for, sales figures, statements of account, end of day report, evaluation for managers, tax report`,
    not: `reports its position, reports every, report their position, reports to, reported by, report a problem, bug report, report abuse, sensor reports, device reports, reports a reading, reports back, reports over, medical report, lab report`,
  },
  tenants: {
    is: `tenant, multi tenant, multi tenancy, saas, software as a service, each customer has its own, each company has its own, every company has its own, @organization sees only its own, @organization see only their own,
      see only its own data, see only their own data, only its own data, never see another @organization, another @organization 's data, other @organization data, sold to many companies, used by many companies, used by several companies, one installation for all, white label, several organizations, =organizations use,
      each @organization its own data, each @organization its own users, each @organization manages its own, own data apart, separate data per @organization, data of one @organization, data of different companies, sell it to other companies, each with its own users,
      b2b customers, each with their own users`,
    not: `tenant of the flat, tenants and landlords, tenants pay rent`,
  },
  webhooks: `webhook, http callback, callback url, call back url, call their url, post to their url, post to a url, url they registered, url of theirs, registered url, endpoint of the customer, customer endpoint, notify their servers,
    told by an http call, call an address of theirs, http call to the customer, outgoing callbacks, push events to customers, events are delivered to their servers, endpoints that customers register, endpoint they registered`,
  telemetry: {
    is: `iot, internet of things, telemetry, sensor, smart meter, meter reading, sensor reading, =readings, measurement, measured value, time series, device data, machine data, gps track, gps point, =thermostats, @device send, @device report, @device measure,
      @device transmit, data from @device, temperature reading, send measurements, measures temperature, energy consumption, vital signs, wearables, connected devices, connected cars, telematics,
      fleet of @device, temperature every, humidity, air quality, scada, plc`,
    not: `logs and measurements, performance measurements, measurements of the system`,
  },
  geo: {
    is: `nearby, near me, near them, nearest, closest, within walking distance, distance, geospatial, geographic, geofence, on a map, on the map, city map, =maps, latitude, longitude, coordinates, gps,
      live location, position update, location update, position report, location of, current position, their position, its position, where the driver is, where the courier is, where the bus is, where it is, route planning, plan routes, best route, position of, in the neighborhood, within a radius, radius of,
      kilometers around, miles around, service area, around the corner`,
    not: `location of data, location of the data, social distance, map reduce, gps clock`,
  },
  rides: {
    is: `ride hailing, ride sharing, =rides, taxi, hail a, a ride, rider and driver, riders and drivers, =trips, carpool, car sharing, car pooling, match passengers, passenger with a driver, drivers accept, driver accepts, assign a driver, assign drivers, assign a courier, assign couriers, scooter rental, bike rental, chauffeur, ambulance dispatch`,
    not: `round trip, round trips, business trip, report for each trip, trip report`,
  },
  feed: {
    is: `news feed, newsfeed, activity feed, social feed, personal feed, home feed, =feeds, home timeline, =timeline, people they follow, accounts they follow, follow each other, @people follow, =followers, =following, social network, tweet, microblog, short posts, post updates,
      like a post, =likes, share a post, stories of friends, posts of friends, posts by, posts from, wall of posts, stream of posts, those they follow, forum, discussion board, community, threads and replies, @people post`,
    not: `feed the animals, data feed, price feed, rss feed, market data feed, xml feed, feeds into, market feed, follow up, follow the, project timeline, product feed, partner feed`,
  },
  scheduling: {
    is: `appointment, booking, book a, book an, books a, books an, book tables, book rooms, book seats, book lessons, book flights, book courts, book time, book online, reservation, reserve a table, reserve a room, calendar, time slot, timeslot, opening hours,
      available times, free slots, schedule a visit, schedule an, schedule visits, schedule shifts, shift plan, shift schedule, duty roster, roster, =meetings, meeting room, timetable, hotel room, hotel rooms, court booking, course booking, cancel a booking, cancel their booking,
      waiting list, class schedule, rota, @people book`,
    not: `booking of entries, bookkeeping, book keeping, stock reservation, reservation of stock`,
  },
  tasks: {
    is: `background job, background task, background work, in the background, job queue, task queue, work queue, worker, batch job, nightly job, long running, asynchronous processing, processed asynchronously, process asynchronously, rendering job, render farm,
      do not wait for, later processing, processing pipeline, conversion job, convert videos, convert files, transcode, generate pdf, generate invoices, resize images, jobs are, run jobs, submit jobs, submit a job, job runner, deferred work`,
    not: `job board, job offer, job seeker, jobs are posted, social worker, construction worker, shift worker, warehouse worker, health worker, aid worker, field worker, workers clock`,
  },
  audit: {
    is: `audit, audit trail, audit log, auditor, who did what, who changed what, who changed, who looked at, who has seen, who saw, who accessed, history of changes, history of every change, change history, every change is recorded, every access is recorded, every action is recorded,
      record every change, log every access, logged for inspection, traceable, traceability, prove later, evidence for regulators, show the regulator, tamper proof, record of every, regulator can, compliance log, inspectors`,
    not: ``,
  },
  links: `short link, link shortener, url shortener, shorten url, shorten links, short url, short code, qr code, redirect to, redirects, vanity url, paste bin, pastebin, =pastes, tiny url`,
  content: {
    is: `content management, cms, article, blog, wiki, editorial, publish articles, publish stories, publish news, publish pages, news site, newspaper, magazine, web page, page editor, landing page, static page, documentation site, knowledge base, recipe, encyclopedia, editors write, editors publish, press release, press office, journalist,
      drafts and, publish a, published pages`,
    not: `articles of, article number, publish events, publish messages, publish an event, publish a message, publish its`,
  },
  fraud: `fraud, fraudulent, suspicious, anti money laundering, money laundering, aml, stolen card, risk score, risk scoring, scam, fake account, bot detection, cheating, cheat detection, anomaly detection, detect anomalies, unusual activity, unusual transactions, block list of, sanction list, spam detection, detect spam, abusive content, moderation`,
  ledger: {
    is: `ledger, double entry, account balance, =balance, =balances, wallet, money transfer, transfer money, transfers between accounts, =transfers, bookkeeping, book keeping, accounting, general ledger, journal entry, bank account, savings account, deposit and withdraw, deposits and withdrawals, credit balance, loyalty points, points balance, gift card balance,
      credits and debits, debit and credit, statement of account, settlement, reconcile, reconciliation, tokens balance, top up, prepaid, payroll, expense claim, loan, mortgage, interest is, send money, core banking, =bank, neobank`,
    not: `load balance, load balancing, balance the load, well balanced, balance between, work life balance, file transfer, data transfer, state transfer, food bank, blood bank, question bank, power bank`,
  },
  matching: {
    is: `matchmaking, match making, match players, players are matched, pair players, opponent, leaderboard, leader board, high score, highscore, top list of players, ranking of players, game session, game server, multiplayer, lobby, tournament, dating, match profiles, player ranking, league table, best players, game round, online game, mobile game, find a partner, mentor and mentee, match donors, match tutors, match freelancers, match volunteers`,
    not: ``,
  },
  trading: `trading, order book, limit order, market order, stock exchange, crypto exchange, bids and asks, bid and ask, bids and offers, auction, bidder, =bids, place a bid, highest bid, buy and sell orders, sell orders, match orders, matching engine, securities, brokerage, broker trades, portfolio of shares, market price, share price, stock price, price quotes, foreign exchange,
    energy market, derivatives, futures contract, bidding, stock quote, market data`,
  health: {
    is: `patient, medical, clinic, hospital, health data, health record, vital sign, prescription, diagnosis, diagnostic, doctor, nurse, lab result, laboratory result, therapy, treatment plan, telemedicine, electronic health, medication, vaccination, physician, surgery, hipaa, radiology, x ray, blood test, care home, dental, dentist, caregiver, blood pressure, heart rate, allergies`,
    not: `health check, system health, service health, health endpoint, health of the`,
  },
  monitoring: {
    is: `=monitoring of, monitoring system, monitor servers, monitor services, monitor machines, monitor the health of, monitor the state of, status of servers, uptime check, uptime monitoring, server metrics, infrastructure metrics, alarm, alerting, raise an alert, raise alerts, raise alarms, on call engineer, on call staff, threshold is exceeded, exceeds a threshold, above a threshold, =alerts, wake an engineer, page an engineer, health of servers, status page, probes every, incident`,
    not: `heart rate monitor, baby monitor, alarm clock`,
  },
  crawling: `crawl, crawler, scrape, scraper, spider, fetch web pages, fetch pages of, visit web sites, visits websites, index the web, web archive, price comparison, compare prices, collect prices from, collect offers from, harvest pages, download pages`,
  toggles: `feature flag, feature toggle, feature switch, toggle, switch features on, turn features on, switch a feature, roll out features, rollout of features, remote config, configuration service, central configuration, settings to other programs, dynamic configuration, kill switch, percentage rollout, configuration of services`,
  assets: {
    is: `asset management, asset tracking, company assets, equipment, company laptop, laptops and, lend laptops, license management, software licenses, device inventory, tool rental, borrow tools, borrow equipment, lend equipment, lend out, loaned out, maintenance of machines, maintenance record, asset register, fleet management, furniture, vehicle fleet, library books, borrow books, loan of books, =assets, tools and machines, keys and badges, hardware inventory`,
    not: `static assets, digital assets, crypto assets, media assets, assets under management, asset prices, game assets, network equipment`,
  },
  support: {
    is: `help desk, helpdesk, support ticket, support team, support agent, support request, customer support, customer service, customer requests, customer questions, service desk, trouble ticket, complaint, contact form, call center, answer questions of customers, inquiry, enquiry, case management, claims handling, service request`,
    not: ``,
  },
  learning: `course, lesson, learner, e learning, online learning, learning platform, quiz, exam, homework, classroom, lecture, curriculum, student, pupil, teacher, training video, certificate of completion, grades, university, school, learning management, tutoring, vocabulary trainer, flash cards, assignment`,
  hiring: {
    is: `applicant, application for a job, job application, job offer, job board, job ad, vacancy, recruit, recruiter, recruitment, candidate profile, hiring, human resources, payroll, employment contract, leave request, vacation request, holiday request, sick leave, time sheet, timesheet, onboarding of employees, staff records, employee records, cv, resume of, résumé, job seeker, shift plan, clock in`,
    not: ``,
  },
  caching: {
    is: `cache server, caching layer for, caching service, cached copies, cache results, results are cached, keep results ready, cache in front of, caching proxy, cache responses, cached responses, keep a copy of results, kept ready in memory, results of slow, answers kept, avoid asking again, reuse earlier results, key value cache, session cache`,
    not: ``,
  },
  logs: `log lines, log line, log entries, log aggregation, collect logs, log collection, log search, search logs, central logging, log management, application logs, server logs, ship logs, logs of all, logs from, log data, log store, log analysis, syslog, access logs`,
}
