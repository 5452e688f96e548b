### What the assistant says in English. Slots are in braces; every language has the same keys and
### slots. Titles fit 24 characters, buttons 20. Words are alternatives separated by " | "; "#"
### stands for a number.

## Days, times, ages

day-today = today
day-tomorrow = tomorrow
day-yesterday = yesterday
day-and-time = { $day }, { $time }
day-whole = all day
duration-hours = { $hours } h { $minutes } min
duration-minutes = { $minutes } min
as-of = ⚠️ As of { $time }: the company's system can't be reached right now.
zone-note = All times here are local time: { $city }.
unknown = not known

## Frame: understanding and limits

greeting = Hello { $name }! How can I help?
greeting-nameless = Hello! How can I help?
not-found = I can't find that among your routes, stops and loads.
not-understood = Sorry, I didn't understand that. Please say it another way or choose from the menu.
ask-again-expired = Sorry, I couldn't answer that in time. Nothing was changed. Please ask again.
button-ask-again = Ask again
button-yes = Yes
button-no = No
button-choose = Choose
button-menu = Menu
rate-limited = That's a lot of messages at once. Please wait a minute, then write again.
unlinked-hint = This phone number isn't linked to a driver. Please ask your dispatcher to add it to your profile, then write again.
logistics-unavailable = The company's system can't be reached right now. Please try again in a few minutes or call your dispatcher.
model-unavailable = I can only understand short requests right now, for example “next stop” or “route”. You can also use the menu.
capability-missing = Your company's system doesn't provide this. Your dispatcher can help.
busy-answering = One moment, I'm still working on your last question.
budget-exhausted = I've reached today's limit for free questions. The menu and short requests such as “next stop” still work.
degraded-note = ℹ️ Some checks are not available right now, so this is a standard answer.
deactivated = Your access has been switched off. Please contact your company.

## Frame: what guardrails stop

blocked-injection = I can't do that. I can help with your route, stops, loads, hours and documents.
blocked-nsfw = I can't help with that. Let's keep to your work.
blocked-scope = I can only help with your work: route, stops, loads, hours, documents.
blocked-authorization = I can only show you your own data. For anything else, please ask your dispatcher.
blocked-size = That message is too long for me. Please send a shorter one.
blocked-generic = I can't answer that. Please choose from the menu or ask your dispatcher.
selfharm-care = I'm glad you wrote this. You are not alone. If you are in danger now, stop safely and call 112 (in the US 911, or 988 to talk to someone). I'm letting a person at your company know so that they can contact you.

## Frame: emergencies

emergency-accident = 🚨 Accident: call 112 now (911 in the US) if anyone is hurt or in danger. Make yourself safe first. I'm alerting your dispatcher.
emergency-breakdown = ⚠️ Breakdown: stop somewhere safe, hazard lights on, vest on, warning triangle out. In danger, call 112 (911 in the US). I'm alerting your dispatcher.
emergency-threat = 🚨 If you are being threatened: get to safety and call 112 (911 in the US). Don't argue or resist. I'm alerting your dispatcher.
emergency-theft = 🚨 Theft: don't go after anyone. Call the police, 112 (911 in the US). Touch nothing if you can. I'm alerting your dispatcher.
emergency-medical = 🚨 Medical emergency: stop safely and call 112 now (911 in the US). I'm alerting your dispatcher.

## Frame: actions

action-expired = This request has expired and nothing was done. Please ask again.
action-cancelled = All right, nothing was sent.
action-already-done = This has already been done.
action-failed = That didn't work and nothing was changed. Please try again or call your dispatcher.
action-unknown = I don't know whether this went through. Dispatch has been told and will check. Please don't send it again.

## Frame: what was sent

media-received = I've received your file. Please write in a few words what it is for.
voice-not-understood = I couldn't understand the voice message. Please write it as text.
unsupported-message = I can't open this kind of message. Please write it as text.
location-received = Thanks, I've got your location. What do you need?
contacts-received = I can't use contact cards and don't keep them. Please write what you need.

## Words of politeness

politeness-words = please | pls | thanks | thank you | thx | hi | hello | hey | good morning | good evening

## Stops: facts that several answers share

stop-kind = { $kind ->
    [pickup] pickup
    [delivery] delivery
    [handover] handover
    [depot] depot
    [break] break
    [fuel] fuel stop
    [border] border
   *[other] stop
}
stop-state = { $state ->
    [scheduled] planned
    [en_route] on the way
    [arrived] arrived
    [servicing] loading or unloading
    [departed] done
    [skipped] skipped
    [cancelled] cancelled
    [failed] not completed
   *[other] not known
}
stop-heading = Stop { $number }: { $kind }
next-stop-heading = Next stop: { $number }, { $kind }
next-stop-none = You have no further stop planned right now.
stop-status = Status: { $state }
stop-address-unknown = Address: not known
stop-windows = Time window: { $windows }
stop-windows-none = Time window: none
stop-delay = Delay reported: { $delay }
stop-planned = Planned arrival: { $time }
stop-eta = ETA: { $time } (worked out { $asof })
stop-eta-old = ETA: { $time }, but worked out { $age } ago, so it may be wrong
stop-eta-unknown = ETA: not known
stop-arrived = Arrived: { $time }
stop-departed = Departed: { $time }
stop-contact = Contact: { $contact }
stop-note = Note for this stop: “{ $text }”
stop-papers = Papers needed: { $papers }
stop-cancelled = ❗ This stop is cancelled.
stop-cancelled-reason = ❗ This stop is cancelled. Reason: “{ $reason }”
stop-which = Which stop do you mean? Please give its number or town.

## Intent: get_next_stop

get-next-stop-title = Next stop
get-next-stop-words = next stop | next | my next stop | what's my next stop | where to | where to next | where do i go now | where next | first stop

## Intent: get_route

get-route-title = My route
get-route-words = route | my route | today's route | route today | stops | my stops | all stops | plan | tour | run
get-route-tomorrow-words = tomorrow | route tomorrow | tomorrow's route | my route tomorrow | stops tomorrow | plan tomorrow
get-route-yesterday-words = yesterday | route yesterday | yesterday's route | my route yesterday | stops yesterday
route-tomorrow-button = Tomorrow
route-heading = { $count ->
    [one] Your route, { $day }: { $count } stop
   *[other] Your route, { $day }: { $count } stops
}
route-none = No route for you, { $day }.
route-cancelled = ❗ Your route is cancelled: { $day }.
route-vehicle = Truck: { $plate }
route-trailers = Trailer: { $plates }
route-crew = With you: { $names }
route-more = { $count ->
    [one] … and { $count } more stop
   *[other] … and { $count } more stops
}

## Intent: get_stop_details

get-stop-details-title = Stop details
get-stop-details-words = stop details | stop info | details | stop # | stop number # | details stop # | info stop #

## Intent: answer_stop_question

answer-stop-question-title = Notes for the stop
answer-stop-question-words = notes | instructions | gate | gate code | dock | ramp | access | entrance | where is the gate | which dock
stop-notes-none = There are no notes for this stop. Your dispatcher may know more.

## Intent: get_appointment

get-appointment-title = Appointment
get-appointment-words = appointment | slot | time window | time slot | window | when is my slot | booking time
appointment-time = Appointment: { $time }
appointment-reference = Appointment number: { $reference }
appointment-none = No appointment is recorded for this stop.
appointment-status = { $status ->
    [confirmed] Status: confirmed
    [pending] Status: waiting for confirmation
    [unconfirmed] Status: not confirmed yet
    [rejected] Status: refused
    [cancelled] Status: cancelled
    [not_scheduled] Status: not booked yet
   *[other] Status: not known
}
appointment-change = { $state ->
    [accepted] Change accepted: { $time }
    [rejected] Change refused, the old slot stays: { $time }
   *[pending] Change requested, no answer yet: { $time }
}

## Intent: get_load

get-load-title = My load
get-load-words = load | my load | cargo | freight | goods | what am i carrying | load number | reference | reference number
load-heading = Load { $reference }
load-reference = { $type ->
    [load] Load number
    [po] Purchase order
    [pickup] Pickup number
    [delivery] Delivery number
    [booking] Booking
    [container] Container
    [customs] Customs number
   *[other] Reference
}: { $value }
load-packaging = { $packaging ->
    [epal] EPAL
    [pallet] pallet
    [box] box
    [drum] drum
    [ibc] IBC
    [bulk] bulk
    [container] container
   *[other] pcs
}
load-goods = Goods: { $goods }
load-goods-unknown = Goods: not known
load-weight = Gross weight: { $weight } kg
load-weight-unknown = Gross weight: not known
load-temperature = Temperature: { $range } °C
load-adr = ⚠️ ADR: { $classes }
load-adr-item = UN { $un }, class { $class }
load-adr-none = ADR: no dangerous goods
load-adr-unknown = ADR: not known, check the papers
load-seal = Seal: { $seal }
load-from = From: { $place }
load-to = To: { $place }
load-none = No load is assigned to you right now.

## Intent: respond_to_offer

respond-to-offer-title = Load offers
respond-to-offer-words = offer | offers | load offer | load offers | my offers | new load offer | any offers for me
offer-none = There is no open load offer for you.
offer-heading = Load offer { $reference }
offer-pickup = Pickup: { $time }
offer-distance = Distance: { $distance } km
offer-expires = Answer by: { $time }
offer-button-accept = Accept
offer-button-decline = Decline
offer-which = Which offer do you mean?
offer-accept-confirm = Accept this load?
offer-decline-confirm = Decline this load?
offer-accepted = ✅ Load accepted: { $reference }
offer-declined = Load declined: { $reference }

## Intent: get_delivery_status

get-delivery-status-title = Delivery confirmed?
get-delivery-status-words = delivery status | was my delivery confirmed | delivery confirmed | is my delivery confirmed | pod accepted | pod status | confirmed
delivery-confirmed = ✅ Proof of delivery accepted
delivery-checking = ⏳ Proof of delivery is being checked
delivery-rejected = ❌ Proof of delivery rejected: { $reason }
delivery-missing = 📄 Proof of delivery not received yet
delivery-unproven = Proof of delivery: not known
delivery-none = No delivery by you is recorded for today or yesterday.

## Intent: get_documents

get-documents-title = My documents
get-documents-words = documents | papers | my documents | my papers | missing papers | missing documents | which papers are missing | what papers do i need
document-type = { $type ->
    [cmr] CMR
    [ecmr] eCMR
    [bol] Bill of lading
    [pod] Proof of delivery
    [delivery_note] Delivery note
    [weight_ticket] Weight ticket
    [adr_note] ADR papers
    [customs] Customs papers
    [posting_declaration] Posting declaration
    [a1] A1 form
    [insurance] Insurance
    [defect_report] Defect report
    [receipt] Receipt
    [photo] Photo
   *[other] Document
}
documents-required = Still missing:
documents-rejected = Rejected, please send again:
documents-expired = Expired:
documents-processing = Being checked:
documents-accepted = Accepted:
documents-none = Nothing is missing. All papers are in order.
document-at-stop = { $document }, stop { $number }
document-because = { $document }: { $reason }
document-valid-to = { $document }, valid until { $date }
rejection-reason = { $reason ->
    [blurry] the picture is not sharp
    [incomplete] a page or part is missing
    [unsigned] the signature is missing
    [wrong_document] it is the wrong document
    [unreadable_format] the file can't be read
    [empty] the file is empty
   *[other] no reason given
}

## Intent: send_document

send-document-title = Send a document
send-document-words = send document | send pod | send photo | send cmr | upload pod | upload cmr | upload document | send papers
send-document-none = No document is needed from you right now.
send-document-needed = Needed from you:
send-document-how = Take a sharp photo of the whole page and send it here.
send-document-received = 📎 I've got your document. I can't read it myself, so dispatch has been told and will file it.

## Intent: get_hours

get-hours-title = Driving hours
get-hours-words = hours | my hours | driving hours | driving time | how long can i drive | how much can i drive | when is my break | hours left | time left
hours-now = You can drive { $left } more now.
hours-now-none = ⛔ You have no driving time left now.
hours-now-unknown = Driving time left now: not known. Check your tachograph or ELD.
hours-today = Left today: { $left }
hours-limit = Limit: { $rule }
hours-rule = { $rule ->
    [break] driving time before a break
    [daily_driving] daily driving time
    [weekly_driving] weekly driving time
    [fortnight_driving] two-week driving time
    [daily_rest] daily rest is due
    [weekly_rest] weekly rest is due
    [drive_11] 11-hour driving limit
    [duty_14] 14-hour window
    [break_30] 30-minute break
    [cycle] 60/70-hour cycle
   *[other] another rule
}
hours-break = Next break: by { $time }
hours-break-length = Next break: by { $time }, { $length }
hours-rest = Rest must start by { $time }
hours-again = You may drive again from { $time }
hours-violations = { $count ->
    [one] ❗ { $count } violation is recorded.
   *[other] ❗ { $count } violations are recorded.
}
hours-fresh = As of { $time }. Your tachograph or ELD decides.
hours-aging = ⚠️ These figures are { $age } old ({ $time }). Your tachograph or ELD decides.
hours-too-old = The last figures are from { $time }, { $age } ago. That is too old to give you a number. Please check your tachograph or ELD.
hours-unknown = I have no figures for your driving hours. Please check your tachograph or ELD.

## Intent: get_earnings

get-earnings-title = My pay
get-earnings-words = pay | my pay | earnings | my earnings | salary | wages | how much did i earn | payslip
earnings-heading = Pay { $start } – { $end }
earnings-status = { $status ->
    [estimated] Estimate, may still change
    [approved] Approved
    [paid] Paid
   *[other] Status not known
}
earnings-total = Total: { $amount }
earnings-none = There is no pay statement for { $start } – { $end }.
earnings-type = { $type ->
    [hourly] Hours
    [mileage] Mileage
    [per_diem] Daily allowance
    [detention] Waiting time
    [bonus] Bonus
    [reimbursement] Expenses
    [advance] Advance
    [deduction] Deduction
   *[other] Other
}

## Intent: get_vehicle

get-vehicle-title = Truck and trailer
get-vehicle-words = truck | trailer | my truck | my trailer | vehicle | my vehicle | which truck | number plate
vehicle-truck = Truck: { $plate }
vehicle-trailer = Trailer: { $plate }
vehicle-trailer-none = Trailer: none
vehicle-height = Height: { $height } m
vehicle-service-both = Next service: { $day }, or at { $distance } km
vehicle-service-day = Next service: { $day }
vehicle-service-distance = Next service: at { $distance } km
vehicle-service-unknown = Next service: not known
vehicle-defects = { $count ->
    [one] 🔧 { $count } open defect
   *[other] 🔧 { $count } open defects
}
vehicle-unsafe = ⛔ A defect makes it unsafe to drive. Call your dispatcher.
vehicle-none = No truck is assigned to you right now.

## Intent: report_delay

report-delay-title = I'm late
report-delay-words = i'm late | i am late | running late | i'm running late | late | delay | report delay | # minutes late | # min late | i'm # minutes late | late # minutes
delay-none = You have no open stop that a delay could be reported for.
delay-ask = How late will you be at { $stop }? Choose, or write for example “40 minutes, traffic”.
delay-confirm = Tell dispatch that you will be { $delay } late at { $stop }?
delay-reason-line = Reason: { $reason }
delay-reason = { $reason ->
    [traffic] traffic
    [weather] weather
    [breakdown] breakdown
    [accident] accident
    [loading_wait] waiting to load or unload
    [site_closed] site closed
    [border] border
    [documents] documents
    [hours_limit] driving hours
    [previous_stop] previous stop
   *[other] other
}
delay-done = ✅ Reported. Dispatch knows that you will be { $delay } late.
delay-missed = ⚠️ Time window will be missed: { $stops }

## Intent: report_incident

report-incident-title = Report a problem
report-incident-words = problem | report problem | report a problem | incident | damage | damaged goods | goods damaged | report damage
incident-safety = 🚨 If anyone is hurt or in danger, call 112 first (911 in the US).
incident-ask = What happened?
incident-kind = { $kind ->
    [accident] Accident
    [breakdown] Breakdown
    [damage] Damaged goods
    [shortage] Goods missing
    [refusal] Goods refused
    [theft] Theft
    [threat] Threat
    [medical] Medical
    [site_closed] Site closed
    [wrong_address] Wrong address
   *[other] Other
}
incident-confirm = Report this to dispatch: { $kind }?
incident-note = Your words: “{ $text }”
incident-done = ✅ Reported to dispatch: { $kind }.

## Intent: report_defect

report-defect-title = Vehicle defect
report-defect-words = defect | report defect | report a defect | vehicle defect | truck defect | trailer defect | something is broken
defect-ask = What is wrong with the truck or trailer? Please describe it in one message, for example “left brake light is out”.
defect-confirm = Report this defect? “{ $text }”
defect-unsafe = ⛔ Marked: do not drive on.
defect-done = ✅ Defect reported.
report-number = Report number: { $number }

## Intent: claim_waiting_time

claim-waiting-time-title = Waiting time
claim-waiting-time-words = waiting time | waiting | detention | claim waiting time | claim detention | how long have i waited | waiting pay
waiting-none = No waiting time is recorded for you right now.
waiting-waited = Waited: { $waited }
waiting-free = Of that unpaid: { $free }
waiting-before = Claim by: { $time }
waiting-state = { $state ->
    [none] Not claimed yet
    [requested] Claimed, no answer yet
    [approved] ✅ Claim approved
    [rejected] ❌ Claim refused
   *[other] Claim: not known
}
waiting-confirm = Claim waiting time for { $stop }?
waiting-done = ✅ Claim for waiting time sent: { $stop }

## Intents: confirm_arrival, confirm_departure

confirm-arrival-title = I've arrived
confirm-arrival-words = arrived | i've arrived | i have arrived | i'm here | i am here | i'm at the stop | confirm arrival
confirm-departure-title = I've left
confirm-departure-words = departed | i've left | i have left | left | leaving | i'm leaving | confirm departure | done here
arrival-confirm = Confirm your arrival at { $stop }, { $time }?
arrival-done = ✅ Arrival recorded: { $stop }, { $time }
arrival-not-possible = Arrival at { $stop } can't be recorded now. Status: { $state }.
departure-confirm = Confirm your departure from { $stop }, { $time }?
departure-done = ✅ Departure recorded: { $stop }, { $time }
departure-not-possible = Departure from { $stop } can't be recorded now. Status: { $state }.
transition-none = You have no open stop right now.

## Intents: contact_dispatcher, message_dispatcher, talk_to_person

contact-dispatcher-title = Call dispatch
contact-dispatcher-words = dispatcher | dispatch | call dispatcher | call dispatch | dispatcher number | dispatch phone | who is my dispatcher
dispatcher-on = On shift until { $time }
dispatcher-hours = Shift: { $start }–{ $end }
dispatcher-off = Off shift now
dispatcher-off-until = Off shift now, back { $time }
dispatcher-backup = Backup: { $contact }
dispatcher-none = No dispatcher contact is recorded. Please call your company.
message-dispatcher-title = Message dispatch
message-dispatcher-words = message dispatcher | message dispatch | write to dispatch | write to dispatcher | send message to dispatch | text dispatch
message-ask = What should I pass on to dispatch? Please write “tell dispatch” and then your message.
message-confirm = Send this to dispatch? “{ $text }”
message-done = ✅ Sent to dispatch.
talk-to-person-title = Talk to a person
talk-to-person-words = person | human | talk to a person | talk to a human | real person | speak to someone | agent | operator
handoff-done = I've asked a person to get in touch with you here. If it's urgent, please call your dispatcher.

## Intent: get_help

get-help-title = Help
get-help-words = help | menu | start | what can you do | options | commands | ?
help-body = I can help you with these. You can also just write what you need.

## Intent: change_language

change-language-title = Language
change-language-words = language | change language | other language | switch language | my language | set language
language-ask = Which language do you want?
language-choose = Languages
language-changed = From now on I'll write to you in English.

## Intent: set_notifications

set-notifications-title = Notifications
set-notifications-words = notifications | notification settings | alerts | my notifications | change notifications | updates
set-notifications-stop-words = stop | unsubscribe | stop notifications | no notifications | notifications off | mute | stop messages
set-notifications-resume-words = resume | subscribe | start notifications | notifications on | unmute | resume notifications
notifications-ask = Do you want messages from me that you didn't ask for, such as route changes?
notifications-off = OK, I'll only write when you write to me. To switch messages on again, write “resume”.
notifications-on = OK, I'll tell you about changes to your route. To switch this off, write “stop”.
notifications-button-on = Switch on
notifications-button-off = Switch off
