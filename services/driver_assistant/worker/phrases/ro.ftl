### Ce spune asistentul în română (dumneavoastră). Aceleași chei și câmpuri ca în engleză.

## Days, times, ages

day-today = azi
day-tomorrow = mâine
day-yesterday = ieri
day-and-time = { $day }, { $time }
day-whole = toată ziua
duration-hours = { $hours } h { $minutes } min
duration-minutes = { $minutes } min
as-of = ⚠️ Date salvate ({ $time }): sistemul firmei nu răspunde acum.
zone-note = Orele sunt locale: { $city }.
unknown = nu se știe

## Frame: understanding and limits

greeting = Bună, { $name }! Cu ce vă pot ajuta?
greeting-nameless = Bună! Cu ce vă pot ajuta?
not-found = Nu găsesc asta printre rutele, opririle și încărcăturile dumneavoastră.
not-understood = Nu am înțeles. Scrieți altfel sau alegeți din meniu.
ask-again-expired = Îmi pare rău, nu am putut răspunde la timp. Nu s-a schimbat nimic. Vă rog să întrebați din nou.
button-ask-again = Întreabă din nou
button-yes = Da
button-no = Nu
button-choose = Alegeți
button-menu = Meniu
rate-limited = Sunt prea multe mesaje deodată. Așteptați un minut și scrieți din nou.
unlinked-hint = Acest număr nu este legat de niciun șofer. Rugați dispeceratul să îl adauge la profilul dumneavoastră, apoi scrieți din nou.
logistics-unavailable = Sistemul firmei nu răspunde acum. Încercați peste câteva minute sau sunați la dispecerat.
model-unavailable = Acum înțeleg doar mesaje scurte, de exemplu „următoarea oprire” sau „ruta”. Puteți folosi și meniul.
capability-missing = Sistemul firmei dumneavoastră nu oferă asta. Întrebați dispeceratul.
busy-answering = Un moment, încă lucrez la întrebarea dinainte.
budget-exhausted = Limita de azi pentru întrebări libere s-a atins. Meniul și mesajele scurte, ca „următoarea oprire”, merg în continuare.
degraded-note = ℹ️ Unele verificări nu sunt disponibile acum, de aceea răspunsul este unul standard.
deactivated = Accesul dumneavoastră este dezactivat. Luați legătura cu firma.

## Frame: what guardrails stop

blocked-injection = Nu pot face asta. Vă pot ajuta cu ruta, opririle, încărcăturile, orele și documentele.
blocked-nsfw = Cu asta nu vă pot ajuta. Să rămânem la muncă.
blocked-scope = Vă pot ajuta doar la muncă: rută, opriri, încărcături, ore, documente.
blocked-authorization = Vă pot arăta doar datele dumneavoastră. Pentru altceva, întrebați dispeceratul.
blocked-size = Mesajul este prea lung. Trimiteți unul mai scurt.
blocked-generic = La asta nu pot răspunde. Alegeți din meniu sau întrebați dispeceratul.
selfharm-care = E bine că ați scris. Există oameni care vă pot ajuta. Dacă sunteți în pericol acum, opriți într-un loc sigur și sunați la 112 (în SUA 911 sau 988). Anunț o persoană din firmă ca să vă contacteze.

## Frame: emergencies

emergency-accident = 🚨 Accident: sunați imediat la 112 (911 în SUA) dacă cineva este rănit sau în pericol. Mai întâi puneți-vă în siguranță. Anunț dispeceratul.
emergency-breakdown = ⚠️ Pană: opriți într-un loc sigur, avarii, vestă, triunghi. În caz de pericol sunați la 112 (911 în SUA). Anunț dispeceratul.
emergency-threat = 🚨 Dacă vă amenință cineva: mergeți la loc sigur și sunați la 112 (911 în SUA). Nu vă certați și nu opuneți rezistență. Anunț dispeceratul.
emergency-theft = 🚨 Furt: nu urmăriți pe nimeni. Sunați la poliție, 112 (911 în SUA). Dacă se poate, nu atingeți nimic. Anunț dispeceratul.
emergency-medical = 🚨 Urgență medicală: opriți într-un loc sigur și sunați imediat la 112 (911 în SUA). Anunț dispeceratul.

## Frame: actions

action-expired = Cererea a expirat și nu s-a făcut nimic. Vă rog să întrebați din nou.
action-cancelled = În regulă, nu s-a trimis nimic.
action-already-done = Asta s-a făcut deja.
action-failed = Nu a mers și nu s-a schimbat nimic. Încercați din nou sau sunați la dispecerat.
action-unknown = Nu știu dacă a ajuns. Dispeceratul este anunțat și verifică. Vă rog să nu trimiteți din nou.

## Frame: what was sent

media-received = Am primit fișierul. Scrieți pe scurt la ce folosește.
voice-not-understood = Nu am înțeles mesajul vocal. Vă rog să îl scrieți.
unsupported-message = Nu pot deschide acest tip de mesaj. Vă rog să îl scrieți.
location-received = Mulțumesc, am primit locația. Ce vă trebuie?
contacts-received = Nu pot folosi cărți de vizită și nu le păstrez. Scrieți ce vă trebuie.

## Words of politeness

politeness-words = vă rog | te rog | mulțumesc | mersi | bună | salut | bună ziua | bună dimineața | bună seara

## Stops: facts that several answers share

stop-kind = { $kind ->
    [pickup] încărcare
    [delivery] livrare
    [handover] predare
    [depot] depozit
    [break] pauză
    [fuel] alimentare
    [border] frontieră
   *[other] oprire
}
stop-state = { $state ->
    [scheduled] planificată
    [en_route] pe drum
    [arrived] la fața locului
    [servicing] se încarcă sau se descarcă
    [departed] terminată
    [skipped] sărită
    [cancelled] anulată
    [failed] neefectuată
   *[other] nu se știe
}
stop-heading = Oprirea { $number }: { $kind }
next-stop-heading = Următoarea oprire: { $number }, { $kind }
next-stop-none = Acum nu mai aveți nicio oprire planificată.
stop-status = Stare: { $state }
stop-address-unknown = Adresă: nu se știe
stop-windows = Interval orar: { $windows }
stop-windows-none = Interval orar: fără
stop-delay = Întârziere anunțată: { $delay }
stop-planned = Sosire planificată: { $time }
stop-eta = Sosire estimată: { $time } (calcul: { $asof })
stop-eta-old = Sosire estimată: { $time }, dar calculată acum { $age }, poate fi greșită
stop-eta-unknown = Sosire estimată: nu se știe
stop-arrived = Sosire: { $time }
stop-departed = Plecare: { $time }
stop-contact = Contact: { $contact }
stop-note = Notă pentru această oprire: „{ $text }”
stop-papers = Documente necesare: { $papers }
stop-cancelled = ❗ Această oprire este anulată.
stop-cancelled-reason = ❗ Această oprire este anulată. Motiv: „{ $reason }”
stop-which = Care oprire? Scrieți numărul sau orașul.

## Intent: get_next_stop

get-next-stop-title = Următoarea oprire
get-next-stop-words = următoarea oprire | următoarea | următorul punct | oprirea următoare | unde merg | unde merg acum | încotro acum | unde am de mers | prima oprire

## Intent: get_route

get-route-title = Ruta mea
get-route-words = ruta | ruta mea | ruta de azi | traseu | traseul meu | opriri | opririle mele | toate opririle | program azi
get-route-tomorrow-words = mâine | ruta de mâine | ruta mea de mâine | traseul de mâine | opriri mâine | program mâine
get-route-yesterday-words = ieri | ruta de ieri | ruta mea de ieri | traseul de ieri | opriri ieri
route-tomorrow-button = Mâine
route-heading = { $count ->
    [one] Ruta dumneavoastră, { $day }: { $count } oprire
    [few] Ruta dumneavoastră, { $day }: { $count } opriri
   *[other] Ruta dumneavoastră, { $day }: { $count } de opriri
}
route-none = Nu aveți rută: { $day }.
route-cancelled = ❗ Ruta dumneavoastră este anulată: { $day }.
route-vehicle = Camion: { $plate }
route-trailers = Remorcă: { $plates }
route-crew = Împreună cu: { $names }
route-more = { $count ->
    [one] … și încă { $count } oprire
    [few] … și încă { $count } opriri
   *[other] … și încă { $count } de opriri
}

## Intent: get_stop_details

get-stop-details-title = Detalii oprire
get-stop-details-words = detalii oprire | date oprire | detalii | oprirea # | oprire # | oprirea numărul # | detalii oprirea #

## Intent: answer_stop_question

answer-stop-question-title = Note despre oprire
answer-stop-question-words = note | instrucțiuni | poarta | cod poartă | rampa | acces | intrare | ce rampă | la ce poartă | unde este intrarea
stop-notes-none = Nu există note pentru această oprire. Poate dispeceratul știe mai mult.

## Intent: get_appointment

get-appointment-title = Programare
get-appointment-words = programare | programarea mea | interval orar | slot | ora programării | la ce oră este programarea | fereastra orară
appointment-time = Programare: { $time }
appointment-reference = Număr programare: { $reference }
appointment-none = Nu există programare pentru această oprire.
appointment-status = { $status ->
    [confirmed] Stare: confirmată
    [pending] Stare: așteaptă confirmarea
    [unconfirmed] Stare: încă neconfirmată
    [rejected] Stare: refuzată
    [cancelled] Stare: anulată
    [not_scheduled] Stare: încă nefăcută
   *[other] Stare: nu se știe
}
appointment-change = { $state ->
    [accepted] Schimbare acceptată: { $time }
    [rejected] Schimbare refuzată, rămâne programarea veche: { $time }
   *[pending] Schimbare cerută, încă fără răspuns: { $time }
}

## Intent: get_load

get-load-title = Încărcătura mea
get-load-words = încărcătura | încărcătura mea | marfa | marfă | ce transport | numărul încărcăturii | referință | număr de referință
load-heading = Încărcătura { $reference }
load-reference = { $type ->
    [load] Număr încărcătură
    [po] Număr comandă
    [pickup] Număr încărcare
    [delivery] Număr livrare
    [booking] Rezervare
    [container] Container
    [customs] Număr vamal
   *[other] Referință
}: { $value }
load-packaging = { $packaging ->
    [epal] EPAL
    [pallet] paleți
    [box] cutii
    [drum] butoaie
    [ibc] IBC
    [bulk] vrac
    [container] container
   *[other] buc.
}
load-goods = Marfă: { $goods }
load-goods-unknown = Marfă: nu se știe
load-weight = Greutate brută: { $weight } kg
load-weight-unknown = Greutate brută: nu se știe
load-temperature = Temperatură: { $range } °C
load-adr = ⚠️ ADR: { $classes }
load-adr-item = UN { $un }, clasa { $class }
load-adr-none = ADR: fără mărfuri periculoase
load-adr-unknown = ADR: nu se știe, verificați documentele
load-seal = Sigiliu: { $seal }
load-from = De la: { $place }
load-to = La: { $place }
load-none = Acum nu aveți nicio încărcătură alocată.

## Intent: respond_to_offer

respond-to-offer-title = Oferte de încărcături
respond-to-offer-words = ofertă | oferte | oferta de încărcătură | oferte de încărcături | ofertele mele | sunt oferte pentru mine
offer-none = Nu există nicio ofertă deschisă pentru dumneavoastră.
offer-heading = Ofertă de încărcătură { $reference }
offer-pickup = Încărcare: { $time }
offer-distance = Distanță: { $distance } km
offer-expires = Răspuns cel târziu: { $time }
offer-button-accept = Acceptă
offer-button-decline = Refuză
offer-which = Care ofertă?
offer-accept-confirm = Acceptați această încărcătură?
offer-decline-confirm = Refuzați această încărcătură?
offer-accepted = ✅ Încărcătură acceptată: { $reference }
offer-declined = Încărcătură refuzată: { $reference }

## Intent: get_delivery_status

get-delivery-status-title = Livrare confirmată?
get-delivery-status-words = starea livrării | livrare confirmată | este confirmată livrarea | livrarea mea este confirmată | confirmată | pod acceptat | stare pod
delivery-confirmed = ✅ Dovada livrării este acceptată
delivery-checking = ⏳ Dovada livrării se verifică
delivery-rejected = ❌ Dovada livrării este respinsă: { $reason }
delivery-missing = 📄 Dovada livrării nu a ajuns încă
delivery-unproven = Dovada livrării: nu se știe
delivery-none = Nu este înregistrată nicio livrare a dumneavoastră de azi sau de ieri.

## Intent: get_documents

get-documents-title = Documentele mele
get-documents-words = documente | acte | hârtii | documentele mele | actele mele | documente lipsă | ce documente lipsesc | ce acte lipsesc
document-type = { $type ->
    [cmr] CMR
    [ecmr] eCMR
    [bol] Conosament
    [pod] Dovada livrării
    [delivery_note] Aviz de însoțire
    [weight_ticket] Tichet de cântar
    [adr_note] Documente ADR
    [customs] Documente vamale
    [posting_declaration] Declarație de detașare
    [a1] Formular A1
    [insurance] Asigurare
    [defect_report] Raport de defecțiune
    [receipt] Bon
    [photo] Fotografie
   *[other] Document
}
documents-required = Încă lipsesc:
documents-rejected = Respinse, vă rog să trimiteți din nou:
documents-expired = Expirate:
documents-processing = Se verifică:
documents-accepted = Acceptate:
documents-none = Nu lipsește nimic. Toate actele sunt în regulă.
document-at-stop = { $document }, oprirea { $number }
document-because = { $document }: { $reason }
document-valid-to = { $document }, valabil până la { $date }
rejection-reason = { $reason ->
    [blurry] fotografia nu este clară
    [incomplete] lipsește o pagină sau o parte
    [unsigned] lipsește semnătura
    [wrong_document] nu este documentul potrivit
    [unreadable_format] fișierul nu se poate citi
    [empty] fișierul este gol
   *[other] fără motiv indicat
}

## Intent: send_document

send-document-title = Trimite un document
send-document-words = trimite document | trimit document | trimite poza | trimit poza | trimite cmr | trimit cmr | trimite pod | trimite aviz
send-document-none = Acum nu este nevoie de niciun document de la dumneavoastră.
send-document-needed = Este nevoie de:
send-document-how = Faceți o poză clară a întregii pagini și trimiteți-o aici.
send-document-received = 📎 Am primit documentul. Nu îl pot citi, așa că am anunțat dispeceratul, care îl arhivează.

## Intent: get_hours

get-hours-title = Ore de condus
get-hours-words = ore | orele mele | ore de condus | timp de condus | cât pot conduce | cât mai pot conduce | când am pauză | când fac pauză | cât mi-a rămas
hours-now = Mai puteți conduce acum { $left }.
hours-now-none = ⛔ Acum nu mai aveți timp de condus.
hours-now-unknown = Timp de condus rămas: nu se știe. Verificați tahograful sau ELD-ul.
hours-today = Rămas pe azi: { $left }
hours-limit = Limita: { $rule }
hours-rule = { $rule ->
    [break] condus până la pauză
    [daily_driving] condus pe zi
    [weekly_driving] condus pe săptămână
    [fortnight_driving] condus pe două săptămâni
    [daily_rest] urmează odihna zilnică
    [weekly_rest] urmează odihna săptămânală
    [drive_11] limita de 11 ore de condus
    [duty_14] intervalul de 14 ore
    [break_30] pauza de 30 de minute
    [cycle] ciclul de 60/70 de ore
   *[other] altă regulă
}
hours-break = Următoarea pauză, cel târziu: { $time }
hours-break-length = Următoarea pauză, cel târziu: { $time }, { $length }
hours-rest = Odihna trebuie să înceapă cel târziu: { $time }
hours-again = Puteți conduce din nou începând cu: { $time }
hours-violations = { $count ->
    [one] ❗ Este înregistrată { $count } abatere.
    [few] ❗ Sunt înregistrate { $count } abateri.
   *[other] ❗ Sunt înregistrate { $count } de abateri.
}
hours-fresh = Date actualizate: { $time }. Contează tahograful sau ELD-ul.
hours-aging = ⚠️ Datele sunt vechi de { $age } ({ $time }). Contează tahograful sau ELD-ul.
hours-too-old = Ultimele date: { $time }, acum { $age }. Sunt prea vechi pentru a da o cifră. Verificați tahograful sau ELD-ul.
hours-unknown = Nu am date despre orele de condus. Verificați tahograful sau ELD-ul.

## Intent: get_earnings

get-earnings-title = Plata mea
get-earnings-words = plata | plata mea | salariu | salariul meu | cât am câștigat | cât câștig | câștiguri | fluturaș de salariu
earnings-heading = Plata { $start } – { $end }
earnings-status = { $status ->
    [estimated] Estimare, se mai poate schimba
    [approved] Aprobată
    [paid] Plătită
   *[other] Stare: nu se știe
}
earnings-total = Total: { $amount }
earnings-none = Nu există decont pentru { $start } – { $end }.
earnings-type = { $type ->
    [hourly] Ore
    [mileage] Kilometraj
    [per_diem] Diurnă
    [detention] Așteptare
    [bonus] Primă
    [reimbursement] Cheltuieli
    [advance] Avans
    [deduction] Reținere
   *[other] Altele
}

## Intent: get_vehicle

get-vehicle-title = Camion și remorcă
get-vehicle-words = camion | remorcă | camionul meu | remorca mea | vehicul | vehiculul meu | ce camion am | număr de înmatriculare
vehicle-truck = Camion: { $plate }
vehicle-trailer = Remorcă: { $plate }
vehicle-trailer-none = Remorcă: fără
vehicle-height = Înălțime: { $height } m
vehicle-service-both = Următoarea revizie: { $day } sau la { $distance } km
vehicle-service-day = Următoarea revizie: { $day }
vehicle-service-distance = Următoarea revizie: la { $distance } km
vehicle-service-unknown = Următoarea revizie: nu se știe
vehicle-defects = { $count ->
    [one] 🔧 { $count } defecțiune deschisă
    [few] 🔧 { $count } defecțiuni deschise
   *[other] 🔧 { $count } de defecțiuni deschise
}
vehicle-unsafe = ⛔ O defecțiune face drumul nesigur. Sunați la dispecerat.
vehicle-none = Acum nu aveți niciun camion alocat.

## Intent: report_delay

report-delay-title = Întârzii
report-delay-words = întârzii | întârziere | am întârziere | voi întârzia | o să întârzii | anunț întârziere | # minute întârziere | # de minute întârziere | întârzii # minute | întârzii # de minute
delay-none = Nu aveți nicio oprire deschisă pentru care să anunțați o întârziere.
delay-ask = Cât întârziați la { $stop }? Alegeți sau scrieți, de exemplu, „40 de minute, trafic”.
delay-confirm = Anunț dispeceratul că întârziați { $delay } la { $stop }?
delay-reason-line = Motiv: { $reason }
delay-reason = { $reason ->
    [traffic] trafic
    [weather] vreme
    [breakdown] pană
    [accident] accident
    [loading_wait] așteptare la încărcare sau descărcare
    [site_closed] închis
    [border] frontieră
    [documents] documente
    [hours_limit] ore de condus
    [previous_stop] oprirea anterioară
   *[other] altul
}
delay-done = ✅ Anunțat. Dispeceratul știe că întârziați { $delay }.
delay-missed = ⚠️ Interval orar care nu va fi respectat: { $stops }

## Intent: report_incident

report-incident-title = Anunță o problemă
report-incident-words = problemă | am o problemă | anunț o problemă | incident | marfă avariată | marfă deteriorată | pagubă | anunț o pagubă
incident-safety = 🚨 Dacă cineva este rănit sau în pericol, sunați mai întâi la 112 (911 în SUA).
incident-ask = Ce s-a întâmplat?
incident-kind = { $kind ->
    [accident] Accident
    [breakdown] Pană
    [damage] Marfă avariată
    [shortage] Marfă lipsă
    [refusal] Marfă refuzată
    [theft] Furt
    [threat] Amenințare
    [medical] Problemă medicală
    [site_closed] Închis
    [wrong_address] Adresă greșită
   *[other] Altceva
}
incident-confirm = Anunț dispeceratul: { $kind }?
incident-note = Cuvintele dumneavoastră: „{ $text }”
incident-done = ✅ Dispeceratul este anunțat: { $kind }.

## Intent: report_defect

report-defect-title = Defecțiune vehicul
report-defect-words = defecțiune | anunț o defecțiune | defecțiune camion | defecțiune remorcă | defect | s-a stricat ceva
defect-ask = Ce este defect la camion sau la remorcă? Descrieți într-un mesaj, de exemplu „nu merge lumina de frână stânga”.
defect-confirm = Anunț această defecțiune? „{ $text }”
defect-unsafe = ⛔ Notat: nu se mai circulă.
defect-done = ✅ Defecțiune anunțată.
report-number = Număr sesizare: { $number }

## Intent: claim_waiting_time

claim-waiting-time-title = Timp de așteptare
claim-waiting-time-words = așteptare | timp de așteptare | aștept | staționare | cer staționare | de cât timp aștept | anunț așteptare
waiting-none = Acum nu aveți timp de așteptare înregistrat.
waiting-waited = Așteptare: { $waited }
waiting-free = Din care neplătit: { $free }
waiting-before = De cerut cel târziu: { $time }
waiting-state = { $state ->
    [none] Încă necerut
    [requested] Cerut, încă fără răspuns
    [approved] ✅ Cerere aprobată
    [rejected] ❌ Cerere respinsă
   *[other] Cerere: nu se știe
}
waiting-confirm = Cer plata așteptării pentru { $stop }?
waiting-done = ✅ Cererea pentru așteptare este trimisă: { $stop }

## Intents: confirm_arrival, confirm_departure

confirm-arrival-title = Am ajuns
confirm-arrival-words = am ajuns | ajuns | sunt aici | sunt la fața locului | am sosit | sunt la oprire | confirm sosirea
confirm-departure-title = Am plecat
confirm-departure-words = am plecat | plecat | plec | plec acum | pornesc | am pornit | confirm plecarea
arrival-confirm = Confirm sosirea: { $stop }, { $time }?
arrival-done = ✅ Sosire înregistrată: { $stop }, { $time }
arrival-not-possible = Sosirea nu se poate înregistra acum: { $stop }. Stare: { $state }.
departure-confirm = Confirm plecarea: { $stop }, { $time }?
departure-done = ✅ Plecare înregistrată: { $stop }, { $time }
departure-not-possible = Plecarea nu se poate înregistra acum: { $stop }. Stare: { $state }.
transition-none = Acum nu aveți nicio oprire deschisă.

## Intents: contact_dispatcher, message_dispatcher, talk_to_person

contact-dispatcher-title = Sună la dispecerat
contact-dispatcher-words = dispecer | dispecerat | sun dispeceratul | sună la dispecerat | telefon dispecerat | număr dispecer | cine este dispecerul meu
dispatcher-on = De serviciu, sfârșit: { $time }
dispatcher-hours = Program: { $start }–{ $end }
dispatcher-off = Acum nu este de serviciu
dispatcher-off-until = Acum nu este de serviciu, revine: { $time }
dispatcher-backup = Înlocuitor: { $contact }
dispatcher-none = Nu există un contact de dispecerat înregistrat. Sunați la firmă.
message-dispatcher-title = Scrie dispeceratului
message-dispatcher-words = scrie dispeceratului | scriu dispeceratului | mesaj pentru dispecerat | mesaj pentru dispecer | trimite mesaj dispeceratului | transmite dispeceratului
message-ask = Ce să transmit dispeceratului? Scrieți „transmite dispeceratului” și apoi mesajul.
message-confirm = Trimit asta dispeceratului? „{ $text }”
message-done = ✅ Trimis dispeceratului.
talk-to-person-title = Vorbesc cu cineva
talk-to-person-words = o persoană | vorbesc cu o persoană | vreau să vorbesc cu cineva | vorbesc cu cineva | om real | operator | agent
handoff-done = Am rugat o persoană să vă contacteze aici. Dacă este urgent, sunați la dispecerat.

## Intent: get_help

get-help-title = Ajutor
get-help-words = ajutor | meniu | start | ce poți face | ce știi să faci | opțiuni | comenzi | ?
help-body = Vă pot ajuta cu acestea. Puteți și să scrieți ce vă trebuie.

## Intent: change_language

change-language-title = Limba
change-language-words = limba | schimbă limba | schimb limba | altă limbă | limba mea | alege limba
language-ask = Ce limbă doriți?
language-choose = Limbi
language-changed = De acum vă scriu în română.

## Intent: set_notifications

set-notifications-title = Notificări
set-notifications-words = notificări | notificările mele | setări notificări | schimbă notificările | alerte | setez notificările
set-notifications-stop-words = stop | dezabonare | oprește notificările | fără notificări | nu mai vreau mesaje | dezactivează notificările | silențios
set-notifications-resume-words = reia | abonare | pornește notificările | activează notificările | vreau notificări | cu notificări
notifications-ask = Doriți mesaje de la mine fără să fi întrebat, de exemplu la schimbări de rută?
notifications-off = În regulă, scriu doar când scrieți dumneavoastră. Pentru a reporni mesajele, scrieți „reia”.
notifications-on = În regulă, vă anunț schimbările de rută. Pentru a opri, scrieți „stop”.
notifications-button-on = Pornește
notifications-button-off = Oprește
