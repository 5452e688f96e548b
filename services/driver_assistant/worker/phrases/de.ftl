### Was der Assistent auf Deutsch sagt (Sie). Dieselben Schlüssel und Platzhalter wie im Englischen.

## Days, times, ages

day-today = heute
day-tomorrow = morgen
day-yesterday = gestern
day-and-time = { $day }, { $time }
day-whole = ganztägig
duration-hours = { $hours } Std. { $minutes } Min.
duration-minutes = { $minutes } Min.
as-of = ⚠️ Stand { $time }: Das System der Firma ist gerade nicht erreichbar.
zone-note = Alle Zeiten sind Ortszeit: { $city }.
unknown = nicht bekannt

## Frame: understanding and limits

greeting = Hallo { $name }! Wie kann ich helfen?
greeting-nameless = Hallo! Wie kann ich helfen?
not-found = Das finde ich nicht bei Ihren Touren, Stopps und Ladungen.
not-understood = Das habe ich leider nicht verstanden. Bitte schreiben Sie es anders oder wählen Sie im Menü.
ask-again-expired = Das konnte ich leider nicht rechtzeitig beantworten. Es wurde nichts geändert. Bitte fragen Sie noch einmal.
button-ask-again = Noch einmal fragen
button-yes = Ja
button-no = Nein
button-choose = Auswählen
button-menu = Menü
rate-limited = Das sind viele Nachrichten auf einmal. Bitte warten Sie eine Minute und schreiben Sie dann wieder.
unlinked-hint = Diese Nummer ist keinem Fahrerprofil zugeordnet. Bitten Sie die Disposition, sie einzutragen, und schreiben Sie dann wieder.
logistics-unavailable = Das System der Firma ist gerade nicht erreichbar. Versuchen Sie es in ein paar Minuten oder rufen Sie die Disposition an.
model-unavailable = Gerade verstehe ich nur kurze Nachrichten, zum Beispiel „nächster Stopp“ oder „Tour“. Das Menü geht auch.
capability-missing = Das bietet das System Ihrer Firma nicht. Bitte fragen Sie die Disposition.
busy-answering = Einen Moment, ich bin noch bei Ihrer letzten Frage.
budget-exhausted = Das Tageslimit für freie Fragen ist erreicht. Das Menü und kurze Nachrichten wie „nächster Stopp“ gehen weiter.
degraded-note = ℹ️ Einige Prüfungen sind gerade nicht verfügbar, deshalb eine Standardantwort.
deactivated = Ihr Zugang ist abgeschaltet. Bitte wenden Sie sich an Ihre Firma.

## Frame: what guardrails stop

blocked-injection = Das kann ich nicht tun. Ich helfe bei Tour, Stopps, Ladungen, Lenkzeiten und Dokumenten.
blocked-nsfw = Dabei kann ich nicht helfen. Bleiben wir bei der Arbeit.
blocked-scope = Ich kann nur bei Ihrer Arbeit helfen: Tour, Stopps, Ladungen, Lenkzeiten, Dokumente.
blocked-authorization = Ich kann Ihnen nur Ihre eigenen Daten zeigen. Für alles andere fragen Sie bitte die Disposition.
blocked-size = Diese Nachricht ist zu lang. Bitte schicken Sie eine kürzere.
blocked-generic = Darauf kann ich nicht antworten. Wählen Sie im Menü oder fragen Sie die Disposition.
selfharm-care = Gut, dass Sie das schreiben. Sie sind damit nicht allein. Wenn Sie jetzt in Gefahr sind, halten Sie sicher an und rufen Sie 112 an (in den USA 911 oder 988; in Deutschland auch die Telefonseelsorge 0800 1110111). Ich sage jemandem in Ihrer Firma Bescheid, damit man sich bei Ihnen meldet.

## Frame: emergencies

emergency-accident = 🚨 Unfall: Rufen Sie sofort 112 an (USA: 911), wenn jemand verletzt oder in Gefahr ist. Bringen Sie sich zuerst in Sicherheit. Ich alarmiere die Disposition.
emergency-breakdown = ⚠️ Panne: sicher anhalten, Warnblinker an, Warnweste an, Warndreieck aufstellen. Bei Gefahr 112 anrufen (USA: 911). Ich alarmiere die Disposition.
emergency-threat = 🚨 Bei Bedrohung: Bringen Sie sich in Sicherheit und rufen Sie 112 an (USA: 911). Nicht streiten, nicht wehren. Ich alarmiere die Disposition.
emergency-theft = 🚨 Diebstahl: Niemanden verfolgen. Rufen Sie die Polizei, 112 (USA: 911). Möglichst nichts anfassen. Ich alarmiere die Disposition.
emergency-medical = 🚨 Medizinischer Notfall: Sicher anhalten und sofort 112 anrufen (USA: 911). Ich alarmiere die Disposition.

## Frame: actions

action-expired = Diese Anfrage ist abgelaufen, es wurde nichts gemacht. Bitte fragen Sie noch einmal.
action-cancelled = In Ordnung, es wurde nichts gesendet.
action-already-done = Das ist schon erledigt.
action-failed = Das hat nicht geklappt, es wurde nichts geändert. Versuchen Sie es noch einmal oder rufen Sie die Disposition an.
action-unknown = Ich weiß nicht, ob das angekommen ist. Die Disposition weiß Bescheid und prüft es. Bitte nicht noch einmal senden.

## Frame: what was sent

media-received = Ihre Datei ist da. Schreiben Sie bitte kurz, wofür sie ist.
voice-not-understood = Die Sprachnachricht habe ich nicht verstanden. Bitte schreiben Sie es als Text.
unsupported-message = Diese Art Nachricht kann ich nicht öffnen. Bitte schreiben Sie es als Text.
location-received = Danke, ich habe Ihren Standort. Was brauchen Sie?
contacts-received = Mit Kontaktkarten kann ich nichts anfangen, ich speichere sie nicht. Schreiben Sie bitte, was Sie brauchen.

## Words of politeness

politeness-words = bitte | danke | vielen dank | hallo | hi | moin | servus | guten morgen | guten tag | guten abend

## Stops: facts that several answers share

stop-kind = { $kind ->
    [pickup] Abholung
    [delivery] Lieferung
    [handover] Übergabe
    [depot] Depot
    [break] Pause
    [fuel] Tanken
    [border] Grenze
   *[other] Stopp
}
stop-state = { $state ->
    [scheduled] geplant
    [en_route] unterwegs dorthin
    [arrived] angekommen
    [servicing] beim Laden oder Entladen
    [departed] erledigt
    [skipped] ausgelassen
    [cancelled] storniert
    [failed] nicht durchgeführt
   *[other] nicht bekannt
}
stop-heading = Stopp { $number }: { $kind }
next-stop-heading = Nächster Stopp: { $number }, { $kind }
next-stop-none = Für Sie ist gerade kein weiterer Stopp geplant.
stop-status = Status: { $state }
stop-address-unknown = Adresse: nicht bekannt
stop-windows = Zeitfenster: { $windows }
stop-windows-none = Zeitfenster: keins
stop-delay = Gemeldete Verspätung: { $delay }
stop-planned = Geplante Ankunft: { $time }
stop-eta = Voraussichtlich da: { $time } (berechnet { $asof })
stop-eta-old = Voraussichtlich da: { $time }, aber vor { $age } berechnet, kann falsch sein
stop-eta-unknown = Voraussichtliche Ankunft: nicht bekannt
stop-arrived = Ankunft: { $time }
stop-departed = Abfahrt: { $time }
stop-contact = Kontakt: { $contact }
stop-note = Hinweis zu diesem Stopp: „{ $text }“
stop-papers = Nötige Papiere: { $papers }
stop-cancelled = ❗ Dieser Stopp ist storniert.
stop-cancelled-reason = ❗ Dieser Stopp ist storniert. Grund: „{ $reason }“
stop-which = Welchen Stopp meinen Sie? Bitte Nummer oder Ort schreiben.

## Intent: get_next_stop

get-next-stop-title = Nächster Stopp
get-next-stop-words = nächster stopp | nächster stop | nächster | mein nächster stopp | wohin | wohin jetzt | wo muss ich hin | wo geht es hin | nächste adresse | erster stopp

## Intent: get_route

get-route-title = Meine Tour
get-route-words = tour | meine tour | route | tour heute | heutige tour | stopps | meine stopps | alle stopps | tourplan
get-route-tomorrow-words = morgen | tour morgen | tour von morgen | meine tour morgen | stopps morgen | plan für morgen
get-route-yesterday-words = gestern | tour gestern | tour von gestern | meine tour gestern | stopps gestern
route-tomorrow-button = Morgen
route-heading = { $count ->
    [one] Ihre Tour, { $day }: { $count } Stopp
   *[other] Ihre Tour, { $day }: { $count } Stopps
}
route-none = Keine Tour für Sie: { $day }.
route-cancelled = ❗ Ihre Tour ist storniert: { $day }.
route-vehicle = Lkw: { $plate }
route-trailers = Anhänger: { $plates }
route-crew = Mit dabei: { $names }
route-more = { $count ->
    [one] … und noch { $count } Stopp
   *[other] … und noch { $count } Stopps
}

## Intent: get_stop_details

get-stop-details-title = Details zum Stopp
get-stop-details-words = details zum stopp | stopp details | details | stopp # | stop # | stopp nummer # | details stopp #

## Intent: answer_stop_question

answer-stop-question-title = Hinweise zum Stopp
answer-stop-question-words = hinweise | anweisungen | tor | torcode | rampe | zufahrt | einfahrt | welche rampe | welches tor | wo ist die einfahrt
stop-notes-none = Zu diesem Stopp gibt es keine Hinweise. Vielleicht weiß die Disposition mehr.

## Intent: get_appointment

get-appointment-title = Termin
get-appointment-words = termin | mein termin | zeitfenster | slot | ladetermin | entladetermin | wann ist mein termin
appointment-time = Termin: { $time }
appointment-reference = Terminnummer: { $reference }
appointment-none = Für diesen Stopp ist kein Termin eingetragen.
appointment-status = { $status ->
    [confirmed] Status: bestätigt
    [pending] Status: wartet auf Bestätigung
    [unconfirmed] Status: noch nicht bestätigt
    [rejected] Status: abgelehnt
    [cancelled] Status: storniert
    [not_scheduled] Status: noch nicht gebucht
   *[other] Status: nicht bekannt
}
appointment-change = { $state ->
    [accepted] Änderung angenommen: { $time }
    [rejected] Änderung abgelehnt, der alte Termin bleibt: { $time }
   *[pending] Änderung angefragt, noch keine Antwort: { $time }
}

## Intent: get_load

get-load-title = Meine Ladung
get-load-words = ladung | meine ladung | fracht | ware | was habe ich geladen | ladenummer | referenz | referenznummer
load-heading = Ladung { $reference }
load-reference = { $type ->
    [load] Ladenummer
    [po] Bestellnummer
    [pickup] Abholnummer
    [delivery] Liefernummer
    [booking] Buchung
    [container] Container
    [customs] Zollnummer
   *[other] Referenz
}: { $value }
load-packaging = { $packaging ->
    [epal] EPAL
    [pallet] Palette
    [box] Karton
    [drum] Fass
    [ibc] IBC
    [bulk] lose
    [container] Container
   *[other] Stk.
}
load-goods = Ware: { $goods }
load-goods-unknown = Ware: nicht bekannt
load-weight = Bruttogewicht: { $weight } kg
load-weight-unknown = Bruttogewicht: nicht bekannt
load-temperature = Temperatur: { $range } °C
load-adr = ⚠️ ADR: { $classes }
load-adr-item = UN { $un }, Klasse { $class }
load-adr-none = ADR: kein Gefahrgut
load-adr-unknown = ADR: nicht bekannt, bitte Papiere prüfen
load-seal = Plombe: { $seal }
load-from = Von: { $place }
load-to = Nach: { $place }
load-none = Ihnen ist gerade keine Ladung zugeordnet.

## Intent: respond_to_offer

respond-to-offer-title = Ladungsangebote
respond-to-offer-words = angebot | angebote | ladungsangebot | ladungsangebote | meine angebote | gibt es angebote für mich
offer-none = Für Sie gibt es gerade kein offenes Ladungsangebot.
offer-heading = Ladungsangebot { $reference }
offer-pickup = Abholung: { $time }
offer-distance = Entfernung: { $distance } km
offer-expires = Antwort bis: { $time }
offer-button-accept = Annehmen
offer-button-decline = Ablehnen
offer-which = Welches Angebot meinen Sie?
offer-accept-confirm = Diese Ladung annehmen?
offer-decline-confirm = Diese Ladung ablehnen?
offer-accepted = ✅ Ladung angenommen: { $reference }
offer-declined = Ladung abgelehnt: { $reference }

## Intent: get_delivery_status

get-delivery-status-title = Lieferung bestätigt?
get-delivery-status-words = lieferstatus | lieferung bestätigt | ist die lieferung bestätigt | ist meine lieferung bestätigt | bestätigt | pod angenommen | pod status
delivery-confirmed = ✅ Ablieferbeleg angenommen
delivery-checking = ⏳ Ablieferbeleg wird geprüft
delivery-rejected = ❌ Ablieferbeleg abgelehnt: { $reason }
delivery-missing = 📄 Ablieferbeleg noch nicht da
delivery-unproven = Ablieferbeleg: nicht bekannt
delivery-none = Von heute und gestern ist keine Lieferung von Ihnen eingetragen.

## Intent: get_documents

get-documents-title = Meine Dokumente
get-documents-words = dokumente | papiere | meine dokumente | meine papiere | fehlende papiere | fehlende dokumente | welche papiere fehlen | was fehlt noch
document-type = { $type ->
    [cmr] CMR
    [ecmr] eCMR
    [bol] Konnossement
    [pod] Ablieferbeleg
    [delivery_note] Lieferschein
    [weight_ticket] Wiegeschein
    [adr_note] ADR-Papiere
    [customs] Zollpapiere
    [posting_declaration] Entsendemeldung
    [a1] A1-Bescheinigung
    [insurance] Versicherung
    [defect_report] Mängelbericht
    [receipt] Quittung
    [photo] Foto
   *[other] Dokument
}
documents-required = Fehlt noch:
documents-rejected = Abgelehnt, bitte neu schicken:
documents-expired = Abgelaufen:
documents-processing = Wird geprüft:
documents-accepted = Angenommen:
documents-none = Es fehlt nichts. Alle Papiere sind in Ordnung.
document-at-stop = { $document }, Stopp { $number }
document-because = { $document }: { $reason }
document-valid-to = { $document }, gültig bis { $date }
rejection-reason = { $reason ->
    [blurry] das Bild ist unscharf
    [incomplete] eine Seite oder ein Teil fehlt
    [unsigned] die Unterschrift fehlt
    [wrong_document] falsches Dokument
    [unreadable_format] die Datei ist nicht lesbar
    [empty] die Datei ist leer
   *[other] kein Grund angegeben
}

## Intent: send_document

send-document-title = Dokument schicken
send-document-words = dokument schicken | dokument senden | foto schicken | foto senden | cmr schicken | cmr senden | pod schicken | lieferschein schicken
send-document-none = Von Ihnen wird gerade kein Dokument gebraucht.
send-document-needed = Gebraucht wird:
send-document-how = Machen Sie ein scharfes Foto der ganzen Seite und schicken Sie es hier.
send-document-received = 📎 Ihr Dokument ist da. Lesen kann ich es nicht, die Disposition weiß Bescheid und legt es ab.

## Intent: get_hours

get-hours-title = Lenkzeiten
get-hours-words = lenkzeit | lenkzeiten | meine lenkzeit | fahrzeit | wie lange darf ich fahren | wie lange darf ich noch fahren | wann muss ich pause machen | wann ist meine pause | restlenkzeit
hours-now = Sie dürfen jetzt noch { $left } fahren.
hours-now-none = ⛔ Sie haben jetzt keine Lenkzeit mehr.
hours-now-unknown = Restliche Lenkzeit: nicht bekannt. Bitte auf den Tachografen oder das ELD schauen.
hours-today = Heute noch: { $left }
hours-limit = Grenze: { $rule }
hours-rule = { $rule ->
    [break] Lenkzeit bis zur Pause
    [daily_driving] Tageslenkzeit
    [weekly_driving] Wochenlenkzeit
    [fortnight_driving] Lenkzeit in zwei Wochen
    [daily_rest] tägliche Ruhezeit fällig
    [weekly_rest] wöchentliche Ruhezeit fällig
    [drive_11] 11-Stunden-Lenkzeit
    [duty_14] 14-Stunden-Fenster
    [break_30] 30-Minuten-Pause
    [cycle] 60/70-Stunden-Zyklus
   *[other] andere Regel
}
hours-break = Nächste Pause: bis { $time }
hours-break-length = Nächste Pause: bis { $time }, { $length }
hours-rest = Ruhezeit muss beginnen bis { $time }
hours-again = Weiterfahren dürfen Sie ab { $time }
hours-violations = { $count ->
    [one] ❗ { $count } Verstoß ist eingetragen.
   *[other] ❗ { $count } Verstöße sind eingetragen.
}
hours-fresh = Stand { $time }. Es gilt der Tachograf oder das ELD.
hours-aging = ⚠️ Diese Werte sind { $age } alt ({ $time }). Es gilt der Tachograf oder das ELD.
hours-too-old = Die letzten Werte sind von { $time }, vor { $age }. Das ist zu alt für eine Zahl. Bitte auf den Tachografen oder das ELD schauen.
hours-unknown = Ich habe keine Werte zu Ihren Lenkzeiten. Bitte auf den Tachografen oder das ELD schauen.

## Intent: get_earnings

get-earnings-title = Mein Lohn
get-earnings-words = lohn | mein lohn | gehalt | mein gehalt | verdienst | wie viel habe ich verdient | was verdiene ich | lohnabrechnung
earnings-heading = Lohn { $start } – { $end }
earnings-status = { $status ->
    [estimated] Schätzung, kann sich noch ändern
    [approved] Freigegeben
    [paid] Ausgezahlt
   *[other] Status: nicht bekannt
}
earnings-total = Summe: { $amount }
earnings-none = Für { $start } – { $end } gibt es keine Abrechnung.
earnings-type = { $type ->
    [hourly] Stunden
    [mileage] Kilometergeld
    [per_diem] Spesen
    [detention] Standgeld
    [bonus] Prämie
    [reimbursement] Auslagen
    [advance] Vorschuss
    [deduction] Abzug
   *[other] Sonstiges
}

## Intent: get_vehicle

get-vehicle-title = Lkw und Anhänger
get-vehicle-words = lkw | anhänger | mein lkw | mein anhänger | auflieger | fahrzeug | mein fahrzeug | welcher lkw | kennzeichen
vehicle-truck = Lkw: { $plate }
vehicle-trailer = Anhänger: { $plate }
vehicle-trailer-none = Anhänger: keiner
vehicle-height = Höhe: { $height } m
vehicle-service-both = Nächste Wartung: { $day } oder bei { $distance } km
vehicle-service-day = Nächste Wartung: { $day }
vehicle-service-distance = Nächste Wartung: bei { $distance } km
vehicle-service-unknown = Nächste Wartung: nicht bekannt
vehicle-defects = { $count ->
    [one] 🔧 { $count } offener Mangel
   *[other] 🔧 { $count } offene Mängel
}
vehicle-unsafe = ⛔ Ein Mangel macht das Weiterfahren unsicher. Rufen Sie die Disposition an.
vehicle-none = Ihnen ist gerade kein Lkw zugeordnet.

## Intent: report_delay

report-delay-title = Ich komme später
report-delay-words = ich komme später | ich bin spät dran | verspätung | verspätung melden | ich verspäte mich | komme zu spät | # minuten verspätung | # minuten später | # min verspätung
delay-none = Sie haben keinen offenen Stopp, für den sich eine Verspätung melden lässt.
delay-ask = Wie viel später kommen Sie bei { $stop }? Wählen Sie oder schreiben Sie zum Beispiel „40 Minuten, Stau“.
delay-confirm = Der Disposition { $delay } Verspätung bei { $stop } melden?
delay-reason-line = Grund: { $reason }
delay-reason = { $reason ->
    [traffic] Verkehr
    [weather] Wetter
    [breakdown] Panne
    [accident] Unfall
    [loading_wait] Warten beim Laden oder Entladen
    [site_closed] geschlossen
    [border] Grenze
    [documents] Papiere
    [hours_limit] Lenkzeit
    [previous_stop] vorheriger Stopp
   *[other] Sonstiges
}
delay-done = ✅ Gemeldet. Die Disposition weiß, dass Sie { $delay } später kommen.
delay-missed = ⚠️ Zeitfenster wird nicht gehalten: { $stops }

## Intent: report_incident

report-incident-title = Problem melden
report-incident-words = problem | ich habe ein problem | problem melden | vorfall | schaden | ware beschädigt | ladung beschädigt | schaden melden
incident-safety = 🚨 Wenn jemand verletzt oder in Gefahr ist, zuerst 112 anrufen (USA: 911).
incident-ask = Was ist passiert?
incident-kind = { $kind ->
    [accident] Unfall
    [breakdown] Panne
    [damage] Ware beschädigt
    [shortage] Ware fehlt
    [refusal] Annahme verweigert
    [theft] Diebstahl
    [threat] Bedrohung
    [medical] Medizinisch
    [site_closed] Geschlossen
    [wrong_address] Falsche Adresse
   *[other] Sonstiges
}
incident-confirm = Der Disposition melden: { $kind }?
incident-note = Ihre Worte: „{ $text }“
incident-done = ✅ Der Disposition gemeldet: { $kind }.

## Intent: report_defect

report-defect-title = Mangel am Fahrzeug
report-defect-words = mangel | defekt | mangel melden | defekt melden | defekt am lkw | defekt am anhänger | etwas ist kaputt
defect-ask = Was ist am Lkw oder Anhänger defekt? Bitte in einer Nachricht beschreiben, zum Beispiel „Bremslicht links geht nicht“.
defect-confirm = Diesen Mangel melden? „{ $text }“
defect-unsafe = ⛔ Vermerkt: nicht weiterfahren.
defect-done = ✅ Mangel gemeldet.
report-number = Meldungsnummer: { $number }

## Intent: claim_waiting_time

claim-waiting-time-title = Wartezeit
claim-waiting-time-words = wartezeit | standzeit | standgeld | warten | wartezeit melden | standgeld melden | wie lange warte ich
waiting-none = Für Sie ist gerade keine Wartezeit eingetragen.
waiting-waited = Gewartet: { $waited }
waiting-free = Davon unbezahlt: { $free }
waiting-before = Melden bis: { $time }
waiting-state = { $state ->
    [none] Noch nicht gemeldet
    [requested] Gemeldet, noch keine Antwort
    [approved] ✅ Anerkannt
    [rejected] ❌ Abgelehnt
   *[other] Stand: nicht bekannt
}
waiting-confirm = Wartezeit melden: { $stop }?
waiting-done = ✅ Wartezeit gemeldet: { $stop }

## Intents: confirm_arrival, confirm_departure

confirm-arrival-title = Ich bin da
confirm-arrival-words = ich bin da | bin da | angekommen | ich bin angekommen | bin angekommen | bin vor ort | ankunft melden
confirm-departure-title = Ich fahre los
confirm-departure-words = ich fahre los | fahre los | abgefahren | bin losgefahren | ich bin losgefahren | bin weg | abfahrt melden
arrival-confirm = Ankunft melden: { $stop }, { $time }?
arrival-done = ✅ Ankunft gemeldet: { $stop }, { $time }
arrival-not-possible = Die Ankunft lässt sich gerade nicht melden: { $stop }. Status: { $state }.
departure-confirm = Abfahrt melden: { $stop }, { $time }?
departure-done = ✅ Abfahrt gemeldet: { $stop }, { $time }
departure-not-possible = Die Abfahrt lässt sich gerade nicht melden: { $stop }. Status: { $state }.
transition-none = Sie haben gerade keinen offenen Stopp.

## Intents: contact_dispatcher, message_dispatcher, talk_to_person

contact-dispatcher-title = Disposition anrufen
contact-dispatcher-words = disposition | dispo | disponent | dispo anrufen | disposition anrufen | nummer der dispo | wer ist mein disponent
dispatcher-on = Im Dienst bis { $time }
dispatcher-hours = Dienst: { $start }–{ $end }
dispatcher-off = Gerade nicht im Dienst
dispatcher-off-until = Gerade nicht im Dienst, wieder da { $time }
dispatcher-backup = Vertretung: { $contact }
dispatcher-none = Es ist kein Kontakt der Disposition eingetragen. Bitte rufen Sie Ihre Firma an.
message-dispatcher-title = Dispo schreiben
message-dispatcher-words = dispo schreiben | der dispo schreiben | nachricht an die dispo | nachricht an dispo | nachricht an die disposition | disposition schreiben
message-ask = Was soll ich der Disposition ausrichten? Schreiben Sie „Sag der Dispo“ und dann Ihre Nachricht.
message-confirm = Das an die Disposition senden? „{ $text }“
message-done = ✅ An die Disposition gesendet.
talk-to-person-title = Mit jemandem reden
talk-to-person-words = mensch | mit einem menschen sprechen | mit jemandem sprechen | mit jemandem reden | echter mensch | person | mitarbeiter
handoff-done = Ich habe jemanden gebeten, sich hier bei Ihnen zu melden. Wenn es eilt, rufen Sie bitte die Disposition an.

## Intent: get_help

get-help-title = Hilfe
get-help-words = hilfe | menü | menu | start | was kannst du | was können sie | optionen | ?
help-body = Dabei kann ich helfen. Sie können auch einfach schreiben, was Sie brauchen.

## Intent: change_language

change-language-title = Sprache
change-language-words = sprache | sprache ändern | andere sprache | sprache wechseln | meine sprache | sprache wählen
language-ask = Welche Sprache möchten Sie?
language-choose = Sprachen
language-changed = Ab jetzt schreibe ich Ihnen auf Deutsch.

## Intent: set_notifications

set-notifications-title = Mitteilungen
set-notifications-words = mitteilungen | benachrichtigungen | meine mitteilungen | mitteilungen ändern | mitteilungen einstellen | meldungen
set-notifications-stop-words = stopp | stop | abmelden | keine mitteilungen | mitteilungen aus | benachrichtigungen aus | keine nachrichten mehr
set-notifications-resume-words = wieder an | anmelden | mitteilungen an | benachrichtigungen an | mitteilungen wieder an | weiter benachrichtigen
notifications-ask = Möchten Sie Nachrichten von mir, ohne gefragt zu haben, zum Beispiel bei Touränderungen?
notifications-off = In Ordnung, ich schreibe nur noch, wenn Sie schreiben. Zum Wiedereinschalten schreiben Sie „wieder an“.
notifications-on = In Ordnung, ich melde Änderungen Ihrer Tour. Zum Ausschalten schreiben Sie „stopp“.
notifications-button-on = Einschalten
notifications-button-off = Ausschalten
