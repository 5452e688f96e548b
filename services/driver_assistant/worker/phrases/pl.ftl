### Co asystent mówi po polsku (na „ty”, bez rodzaju). Te same klucze i pola co po angielsku.

## Days, times, ages

day-today = dziś
day-tomorrow = jutro
day-yesterday = wczoraj
day-and-time = { $day }, { $time }
day-whole = cały dzień
duration-hours = { $hours } godz. { $minutes } min
duration-minutes = { $minutes } min
as-of = ⚠️ Stan na { $time }: system firmy teraz nie odpowiada.
zone-note = Czas lokalny: { $city }.
unknown = brak danych

## Frame: understanding and limits

greeting = Cześć, { $name }! W czym pomóc?
greeting-nameless = Cześć! W czym pomóc?
not-found = Nie widzę tego wśród Twoich tras, punktów i ładunków.
not-understood = Nie rozumiem tej wiadomości. Napisz inaczej albo wybierz z menu.
ask-again-expired = Przepraszam, nie udało się odpowiedzieć na czas. Nic nie zostało zmienione. Zapytaj jeszcze raz.
button-ask-again = Zapytaj ponownie
button-yes = Tak
button-no = Nie
button-choose = Wybierz
button-menu = Menu
rate-limited = To dużo wiadomości naraz. Poczekaj minutę i napisz ponownie.
unlinked-hint = Ten numer nie jest przypisany do żadnego kierowcy. Poproś spedycję o dodanie go do Twojego profilu i napisz ponownie.
logistics-unavailable = System firmy teraz nie odpowiada. Spróbuj za kilka minut albo zadzwoń do spedycji.
model-unavailable = Teraz rozumiem tylko krótkie wiadomości, na przykład „następny punkt” albo „trasa”. Możesz też użyć menu.
capability-missing = System Twojej firmy tego nie udostępnia. Zapytaj spedycję.
busy-answering = Chwileczkę, odpowiedź na poprzednie pytanie jest w drodze.
budget-exhausted = Dzisiejszy limit dowolnych pytań jest wyczerpany. Menu i krótkie wiadomości, np. „następny punkt”, nadal działają.
degraded-note = ℹ️ Część kontroli jest teraz niedostępna, dlatego to odpowiedź standardowa.
deactivated = Twój dostęp jest wyłączony. Skontaktuj się z firmą.

## Frame: what guardrails stop

blocked-injection = Tego nie mogę zrobić. Pomagam przy trasie, punktach, ładunkach, czasie jazdy i dokumentach.
blocked-nsfw = W tym nie mogę pomóc. Zostańmy przy pracy.
blocked-scope = Mogę pomóc tylko w sprawach pracy: trasa, punkty, ładunki, czas jazdy, dokumenty.
blocked-authorization = Mogę pokazać tylko Twoje własne dane. W innych sprawach zapytaj spedycję.
blocked-size = Ta wiadomość jest za długa. Wyślij krótszą.
blocked-generic = Na to nie mogę odpowiedzieć. Wybierz z menu albo zapytaj spedycję.
selfharm-care = Dobrze, że o tym piszesz. Są ludzie, którzy pomogą. Jeśli grozi Ci teraz niebezpieczeństwo, zatrzymaj się w bezpiecznym miejscu i zadzwoń pod 112 (w USA 911 albo 988; w Polsce także 116 123). Daję znać osobie z Twojej firmy, żeby się z Tobą skontaktowała.

## Frame: emergencies

emergency-accident = 🚨 Wypadek: dzwoń od razu pod 112 (w USA 911), jeśli ktoś jest ranny lub w niebezpieczeństwie. Najpierw zadbaj o własne bezpieczeństwo. Alarmuję spedycję.
emergency-breakdown = ⚠️ Awaria: stań w bezpiecznym miejscu, światła awaryjne, kamizelka, trójkąt. W razie niebezpieczeństwa dzwoń pod 112 (w USA 911). Alarmuję spedycję.
emergency-threat = 🚨 Jeśli ktoś Ci grozi: przejdź w bezpieczne miejsce i dzwoń pod 112 (w USA 911). Nie kłóć się i nie stawiaj oporu. Alarmuję spedycję.
emergency-theft = 🚨 Kradzież: nikogo nie goń. Dzwoń na policję, 112 (w USA 911). W miarę możliwości niczego nie dotykaj. Alarmuję spedycję.
emergency-medical = 🚨 Nagły przypadek medyczny: zatrzymaj się w bezpiecznym miejscu i dzwoń od razu pod 112 (w USA 911). Alarmuję spedycję.

## Frame: actions

action-expired = Ta prośba wygasła i nic nie zostało zrobione. Zapytaj jeszcze raz.
action-cancelled = W porządku, nic nie zostało wysłane.
action-already-done = To już jest zrobione.
action-failed = Nie udało się i nic nie zostało zmienione. Spróbuj ponownie albo zadzwoń do spedycji.
action-unknown = Nie wiadomo, czy to dotarło. Spedycja wie i sprawdzi. Nie wysyłaj tego ponownie.

## Frame: what was sent

media-received = Plik dotarł. Napisz w kilku słowach, czego dotyczy.
voice-not-understood = Nie udało się zrozumieć wiadomości głosowej. Napisz ją tekstem.
unsupported-message = Nie mogę otworzyć takiej wiadomości. Napisz ją tekstem.
location-received = Dzięki, mam Twoją lokalizację. Czego potrzebujesz?
contacts-received = Nie korzystam z wizytówek i ich nie zapisuję. Napisz, czego potrzebujesz.

## Words of politeness

politeness-words = proszę | dzięki | dziękuję | cześć | hej | dzień dobry | dobry wieczór | siema

## Stops: facts that several answers share

stop-kind = { $kind ->
    [pickup] załadunek
    [delivery] dostawa
    [handover] przekazanie
    [depot] baza
    [break] przerwa
    [fuel] tankowanie
    [border] granica
   *[other] punkt
}
stop-state = { $state ->
    [scheduled] w planie
    [en_route] w drodze
    [arrived] na miejscu
    [servicing] załadunek lub rozładunek
    [departed] zrobione
    [skipped] pominięte
    [cancelled] odwołane
    [failed] niewykonane
   *[other] brak danych
}
stop-heading = Punkt { $number }: { $kind }
next-stop-heading = Następny punkt: { $number }, { $kind }
next-stop-none = Nie masz teraz kolejnego punktu w planie.
stop-status = Status: { $state }
stop-address-unknown = Adres: brak danych
stop-windows = Okno czasowe: { $windows }
stop-windows-none = Okno czasowe: nie ma
stop-delay = Zgłoszone opóźnienie: { $delay }
stop-planned = Planowany przyjazd: { $time }
stop-eta = Przewidywany przyjazd: { $time } (obliczono { $asof })
stop-eta-old = Przewidywany przyjazd: { $time }, ale obliczono { $age } temu, może być błędny
stop-eta-unknown = Przewidywany przyjazd: brak danych
stop-arrived = Przyjazd: { $time }
stop-departed = Odjazd: { $time }
stop-contact = Kontakt: { $contact }
stop-note = Uwaga do tego punktu: „{ $text }”
stop-papers = Potrzebne dokumenty: { $papers }
stop-cancelled = ❗ Ten punkt jest odwołany.
stop-cancelled-reason = ❗ Ten punkt jest odwołany. Powód: „{ $reason }”
stop-which = Który punkt? Napisz numer albo miasto.

## Intent: get_next_stop

get-next-stop-title = Następny punkt
get-next-stop-words = następny punkt | następny | kolejny punkt | następny adres | gdzie teraz | dokąd teraz | dokąd jadę | gdzie mam jechać | pierwszy punkt

## Intent: get_route

get-route-title = Moja trasa
get-route-words = trasa | moja trasa | trasa na dziś | dzisiejsza trasa | punkty | moje punkty | wszystkie punkty | plan na dziś
get-route-tomorrow-words = jutro | trasa na jutro | trasa jutro | moja trasa na jutro | punkty na jutro | plan na jutro
get-route-yesterday-words = wczoraj | trasa wczoraj | wczorajsza trasa | moja wczorajsza trasa | punkty z wczoraj
route-tomorrow-button = Jutro
route-heading = { $count ->
    [one] Twoja trasa, { $day }: { $count } punkt
    [few] Twoja trasa, { $day }: { $count } punkty
    [many] Twoja trasa, { $day }: { $count } punktów
   *[other] Twoja trasa, { $day }: { $count } punktu
}
route-none = Nie masz trasy: { $day }.
route-cancelled = ❗ Twoja trasa jest odwołana: { $day }.
route-vehicle = Ciągnik: { $plate }
route-trailers = Naczepa: { $plates }
route-crew = W załodze: { $names }
route-more = { $count ->
    [one] … i jeszcze { $count } punkt
    [few] … i jeszcze { $count } punkty
    [many] … i jeszcze { $count } punktów
   *[other] … i jeszcze { $count } punktu
}

## Intent: get_stop_details

get-stop-details-title = Szczegóły punktu
get-stop-details-words = szczegóły punktu | dane punktu | szczegóły | punkt # | punkt numer # | szczegóły punkt # | szczegóły punktu #

## Intent: answer_stop_question

answer-stop-question-title = Uwagi do punktu
answer-stop-question-words = uwagi | instrukcje | brama | kod do bramy | rampa | dojazd | wjazd | która rampa | która brama | gdzie jest wjazd
stop-notes-none = Do tego punktu nie ma uwag. Może spedycja wie więcej.

## Intent: get_appointment

get-appointment-title = Awizacja
get-appointment-words = awizacja | moja awizacja | okno czasowe | slot | termin | godzina awizacji | na którą jest awizacja
appointment-time = Awizacja: { $time }
appointment-reference = Numer awizacji: { $reference }
appointment-none = Dla tego punktu nie ma awizacji.
appointment-status = { $status ->
    [confirmed] Status: potwierdzona
    [pending] Status: czeka na potwierdzenie
    [unconfirmed] Status: jeszcze niepotwierdzona
    [rejected] Status: odrzucona
    [cancelled] Status: odwołana
    [not_scheduled] Status: jeszcze nieumówiona
   *[other] Status: brak danych
}
appointment-change = { $state ->
    [accepted] Zmiana przyjęta: { $time }
    [rejected] Zmiana odrzucona, zostaje stary termin: { $time }
   *[pending] Zmiana zgłoszona, jeszcze bez odpowiedzi: { $time }
}

## Intent: get_load

get-load-title = Mój ładunek
get-load-words = ładunek | mój ładunek | towar | fracht | co wiozę | numer ładunku | referencja | numer referencyjny
load-heading = Ładunek { $reference }
load-reference = { $type ->
    [load] Numer ładunku
    [po] Numer zamówienia
    [pickup] Numer załadunku
    [delivery] Numer dostawy
    [booking] Rezerwacja
    [container] Kontener
    [customs] Numer celny
   *[other] Referencja
}: { $value }
load-packaging = { $packaging ->
    [epal] EPAL
    [pallet] pal.
    [box] kart.
    [drum] beczki
    [ibc] IBC
    [bulk] luzem
    [container] kont.
   *[other] szt.
}
load-goods = Towar: { $goods }
load-goods-unknown = Towar: brak danych
load-weight = Waga brutto: { $weight } kg
load-weight-unknown = Waga brutto: brak danych
load-temperature = Temperatura: { $range } °C
load-adr = ⚠️ ADR: { $classes }
load-adr-item = UN { $un }, klasa { $class }
load-adr-none = ADR: bez towarów niebezpiecznych
load-adr-unknown = ADR: brak danych, sprawdź dokumenty
load-seal = Plomba: { $seal }
load-from = Z: { $place }
load-to = Do: { $place }
load-none = Nie masz teraz przypisanego ładunku.

## Intent: respond_to_offer

respond-to-offer-title = Oferty ładunków
respond-to-offer-words = oferta | oferty | oferta ładunku | oferty ładunków | moje oferty | czy są dla mnie oferty
offer-none = Nie ma dla Ciebie otwartej oferty ładunku.
offer-heading = Oferta ładunku { $reference }
offer-pickup = Załadunek: { $time }
offer-distance = Odległość: { $distance } km
offer-expires = Odpowiedz najpóźniej: { $time }
offer-button-accept = Przyjmij
offer-button-decline = Odrzuć
offer-which = Która oferta?
offer-accept-confirm = Przyjąć ten ładunek?
offer-decline-confirm = Odrzucić ten ładunek?
offer-accepted = ✅ Ładunek przyjęty: { $reference }
offer-declined = Ładunek odrzucony: { $reference }

## Intent: get_delivery_status

get-delivery-status-title = Dostawa potwierdzona?
get-delivery-status-words = status dostawy | dostawa potwierdzona | czy dostawa jest potwierdzona | czy moja dostawa jest potwierdzona | potwierdzona | pod przyjęty | status pod
delivery-confirmed = ✅ Potwierdzenie dostawy przyjęte
delivery-checking = ⏳ Potwierdzenie dostawy jest sprawdzane
delivery-rejected = ❌ Potwierdzenie dostawy odrzucone: { $reason }
delivery-missing = 📄 Potwierdzenie dostawy jeszcze nie dotarło
delivery-unproven = Potwierdzenie dostawy: brak danych
delivery-none = Nie ma zapisanej Twojej dostawy z dziś ani z wczoraj.

## Intent: get_documents

get-documents-title = Moje dokumenty
get-documents-words = dokumenty | papiery | moje dokumenty | moje papiery | brakujące papiery | brakujące dokumenty | jakich papierów brakuje | czego brakuje
document-type = { $type ->
    [cmr] CMR
    [ecmr] eCMR
    [bol] Konosament
    [pod] Potwierdzenie dostawy
    [delivery_note] WZ
    [weight_ticket] Kwit wagowy
    [adr_note] Dokumenty ADR
    [customs] Dokumenty celne
    [posting_declaration] Zgłoszenie delegowania
    [a1] Formularz A1
    [insurance] Ubezpieczenie
    [defect_report] Zgłoszenie usterki
    [receipt] Paragon
    [photo] Zdjęcie
   *[other] Dokument
}
documents-required = Jeszcze brakuje:
documents-rejected = Odrzucone, wyślij ponownie:
documents-expired = Nieważne:
documents-processing = W trakcie sprawdzania:
documents-accepted = Przyjęte:
documents-none = Niczego nie brakuje. Wszystkie dokumenty są w porządku.
document-at-stop = { $document }, punkt { $number }
document-because = { $document }: { $reason }
document-valid-to = { $document }, ważne do { $date }
rejection-reason = { $reason ->
    [blurry] zdjęcie jest nieostre
    [incomplete] brakuje strony lub fragmentu
    [unsigned] brakuje podpisu
    [wrong_document] to nie ten dokument
    [unreadable_format] pliku nie da się odczytać
    [empty] plik jest pusty
   *[other] nie podano powodu
}

## Intent: send_document

send-document-title = Wyślij dokument
send-document-words = wyślij dokument | wysłać dokument | wyślij zdjęcie | wysłać zdjęcie | wyślij cmr | wysłać cmr | wyślij pod | wyślij wz
send-document-none = Teraz nie potrzeba od Ciebie żadnego dokumentu.
send-document-needed = Potrzebne od Ciebie:
send-document-how = Zrób ostre zdjęcie całej strony i wyślij je tutaj.
send-document-received = 📎 Dokument dotarł. Nie umiem go odczytać, więc spedycja wie i zapisze go.

## Intent: get_hours

get-hours-title = Czas jazdy
get-hours-words = czas jazdy | mój czas jazdy | godziny | moje godziny | ile mogę jechać | ile mogę jeszcze jechać | kiedy mam przerwę | kiedy pauza | ile mi zostało
hours-now = Możesz teraz jechać jeszcze { $left }.
hours-now-none = ⛔ Nie masz teraz czasu jazdy.
hours-now-unknown = Pozostały czas jazdy: brak danych. Sprawdź tachograf lub ELD.
hours-today = Zostało na dziś: { $left }
hours-limit = Ogranicza: { $rule }
hours-rule = { $rule ->
    [break] jazda do przerwy
    [daily_driving] dzienny czas jazdy
    [weekly_driving] tygodniowy czas jazdy
    [fortnight_driving] dwutygodniowy czas jazdy
    [daily_rest] odpoczynek dzienny
    [weekly_rest] odpoczynek tygodniowy
    [drive_11] limit 11 godzin jazdy
    [duty_14] okno 14 godzin
    [break_30] przerwa 30 minut
    [cycle] cykl 60/70 godzin
   *[other] inny przepis
}
hours-break = Następna przerwa: najpóźniej { $time }
hours-break-length = Następna przerwa: najpóźniej { $time }, { $length }
hours-rest = Odpoczynek trzeba zacząć najpóźniej { $time }
hours-again = Dalsza jazda możliwa: { $time }
hours-violations = { $count ->
    [one] ❗ Zapisano { $count } naruszenie.
    [few] ❗ Zapisano { $count } naruszenia.
    [many] ❗ Zapisano { $count } naruszeń.
   *[other] ❗ Zapisano { $count } naruszenia.
}
hours-fresh = Stan na { $time }. Decyduje tachograf lub ELD.
hours-aging = ⚠️ Te dane mają { $age } ({ $time }). Decyduje tachograf lub ELD.
hours-too-old = Ostatnie dane: { $time }, { $age } temu. To za stare, żeby podać liczbę. Sprawdź tachograf lub ELD.
hours-unknown = Nie mam danych o Twoim czasie jazdy. Sprawdź tachograf lub ELD.

## Intent: get_earnings

get-earnings-title = Moja wypłata
get-earnings-words = wypłata | moja wypłata | pensja | moja pensja | zarobki | ile zarabiam | moje zarobki | rozliczenie
earnings-heading = Wypłata { $start } – { $end }
earnings-status = { $status ->
    [estimated] Szacunek, może się zmienić
    [approved] Zatwierdzone
    [paid] Wypłacone
   *[other] Status: brak danych
}
earnings-total = Razem: { $amount }
earnings-none = Nie ma rozliczenia za { $start } – { $end }.
earnings-type = { $type ->
    [hourly] Godziny
    [mileage] Kilometrówka
    [per_diem] Diety
    [detention] Postój
    [bonus] Premia
    [reimbursement] Zwrot kosztów
    [advance] Zaliczka
    [deduction] Potrącenie
   *[other] Inne
}

## Intent: get_vehicle

get-vehicle-title = Ciągnik i naczepa
get-vehicle-words = ciągnik | naczepa | mój ciągnik | moja naczepa | ciężarówka | pojazd | mój pojazd | jakie auto | numer rejestracyjny
vehicle-truck = Pojazd: { $plate }
vehicle-trailer = Naczepa: { $plate }
vehicle-trailer-none = Naczepa: nie ma
vehicle-height = Wysokość: { $height } m
vehicle-service-both = Następny przegląd: { $day } lub przy { $distance } km
vehicle-service-day = Następny przegląd: { $day }
vehicle-service-distance = Następny przegląd: przy { $distance } km
vehicle-service-unknown = Następny przegląd: brak danych
vehicle-defects = { $count ->
    [one] 🔧 { $count } otwarta usterka
    [few] 🔧 { $count } otwarte usterki
    [many] 🔧 { $count } otwartych usterek
   *[other] 🔧 { $count } otwartej usterki
}
vehicle-unsafe = ⛔ Usterka uniemożliwia bezpieczną jazdę. Zadzwoń do spedycji.
vehicle-none = Nie masz teraz przypisanego pojazdu.

## Intent: report_delay

report-delay-title = Mam opóźnienie
report-delay-words = mam opóźnienie | opóźnienie | zgłoś opóźnienie | spóźnię się | jestem do tyłu | będę później | # minut opóźnienia | # min opóźnienia | spóźnię się # minut | opóźnienie # minut
delay-none = Nie masz otwartego punktu, do którego można zgłosić opóźnienie.
delay-ask = Ile opóźnienia: { $stop }? Wybierz albo napisz na przykład „40 minut, korek”.
delay-confirm = Zgłosić spedycji opóźnienie { $delay }: { $stop }?
delay-reason-line = Powód: { $reason }
delay-reason = { $reason ->
    [traffic] ruch na drodze
    [weather] pogoda
    [breakdown] awaria
    [accident] wypadek
    [loading_wait] oczekiwanie na załadunek lub rozładunek
    [site_closed] zamknięte
    [border] granica
    [documents] dokumenty
    [hours_limit] czas jazdy
    [previous_stop] poprzedni punkt
   *[other] inny
}
delay-done = ✅ Zgłoszone. Spedycja wie o opóźnieniu: { $delay }.
delay-missed = ⚠️ Okno czasowe nie będzie dotrzymane: { $stops }

## Intent: report_incident

report-incident-title = Zgłoś problem
report-incident-words = problem | mam problem | zgłoś problem | zgłosić problem | incydent | uszkodzenie | uszkodzony towar | zgłoś szkodę
incident-safety = 🚨 Jeśli ktoś jest ranny lub w niebezpieczeństwie, najpierw dzwoń pod 112 (w USA 911).
incident-ask = Co się stało?
incident-kind = { $kind ->
    [accident] Wypadek
    [breakdown] Awaria
    [damage] Uszkodzony towar
    [shortage] Brak towaru
    [refusal] Odmowa przyjęcia
    [theft] Kradzież
    [threat] Groźby
    [medical] Sprawa medyczna
    [site_closed] Zamknięte
    [wrong_address] Zły adres
   *[other] Inne
}
incident-confirm = Zgłosić spedycji: { $kind }?
incident-note = Twoje słowa: „{ $text }”
incident-done = ✅ Zgłoszone spedycji: { $kind }.

## Intent: report_defect

report-defect-title = Usterka pojazdu
report-defect-words = usterka | zgłoś usterkę | zgłosić usterkę | usterka pojazdu | usterka naczepy | coś się zepsuło
defect-ask = Co jest zepsute w pojeździe lub naczepie? Opisz w jednej wiadomości, na przykład „nie działa lewe światło stop”.
defect-confirm = Zgłosić tę usterkę? „{ $text }”
defect-unsafe = ⛔ Zaznaczono: nie jechać dalej.
defect-done = ✅ Usterka zgłoszona.
report-number = Numer zgłoszenia: { $number }

## Intent: claim_waiting_time

claim-waiting-time-title = Postój
claim-waiting-time-words = postój | postojowe | oczekiwanie | czekam | zgłoś postój | zgłoś postojowe | ile czekam
waiting-none = Nie masz teraz zapisanego postoju.
waiting-waited = Oczekiwanie: { $waited }
waiting-free = W tym bezpłatne: { $free }
waiting-before = Zgłoś najpóźniej: { $time }
waiting-state = { $state ->
    [none] Jeszcze niezgłoszone
    [requested] Zgłoszone, jeszcze bez odpowiedzi
    [approved] ✅ Uznane
    [rejected] ❌ Odrzucone
   *[other] Zgłoszenie: brak danych
}
waiting-confirm = Zgłosić postojowe: { $stop }?
waiting-done = ✅ Postojowe zgłoszone: { $stop }

## Intents: confirm_arrival, confirm_departure

confirm-arrival-title = Jestem na miejscu
confirm-arrival-words = jestem na miejscu | na miejscu | jestem | dojechałem | dojechałam | przyjazd | zgłoś przyjazd
confirm-departure-title = Odjeżdżam
confirm-departure-words = odjeżdżam | wyjeżdżam | odjechałem | odjechałam | jadę dalej | odjazd | zgłoś odjazd
arrival-confirm = Zgłosić przyjazd: { $stop }, { $time }?
arrival-done = ✅ Przyjazd zapisany: { $stop }, { $time }
arrival-not-possible = Przyjazdu nie można teraz zgłosić: { $stop }. Status: { $state }.
departure-confirm = Zgłosić odjazd: { $stop }, { $time }?
departure-done = ✅ Odjazd zapisany: { $stop }, { $time }
departure-not-possible = Odjazdu nie można teraz zgłosić: { $stop }. Status: { $state }.
transition-none = Nie masz teraz otwartego punktu.

## Intents: contact_dispatcher, message_dispatcher, talk_to_person

contact-dispatcher-title = Zadzwoń do spedycji
contact-dispatcher-words = spedycja | spedytor | dyspozytor | zadzwoń do spedycji | telefon do spedycji | numer do spedytora | kto jest moim spedytorem
dispatcher-on = Na zmianie, koniec: { $time }
dispatcher-hours = Zmiana: { $start }–{ $end }
dispatcher-off = Teraz poza zmianą
dispatcher-off-until = Teraz poza zmianą, powrót: { $time }
dispatcher-backup = Zastępstwo: { $contact }
dispatcher-none = Nie ma zapisanego kontaktu do spedycji. Zadzwoń do firmy.
message-dispatcher-title = Napisz do spedycji
message-dispatcher-words = napisz do spedycji | napisać do spedycji | wiadomość do spedycji | wiadomość do spedytora | wyślij wiadomość do spedycji | przekaż spedycji
message-ask = Co przekazać spedycji? Napisz „przekaż spedycji”, a potem swoją wiadomość.
message-confirm = Wysłać to do spedycji? „{ $text }”
message-done = ✅ Wysłane do spedycji.
talk-to-person-title = Połącz z człowiekiem
talk-to-person-words = człowiek | rozmowa z człowiekiem | chcę rozmawiać z człowiekiem | z kimś porozmawiać | żywa osoba | konsultant | operator
handoff-done = Prośba o kontakt jest przekazana, ktoś odezwie się tutaj. W pilnej sprawie zadzwoń do spedycji.

## Intent: get_help

get-help-title = Pomoc
get-help-words = pomoc | menu | start | co potrafisz | co możesz | opcje | komendy | ?
help-body = W tym mogę pomóc. Możesz też po prostu napisać, czego potrzebujesz.

## Intent: change_language

change-language-title = Język
change-language-words = język | zmień język | zmiana języka | inny język | mój język | wybierz język
language-ask = Jaki język wybierasz?
language-choose = Języki
language-changed = Od teraz piszę do Ciebie po polsku.

## Intent: set_notifications

set-notifications-title = Powiadomienia
set-notifications-words = powiadomienia | moje powiadomienia | ustawienia powiadomień | zmień powiadomienia | alerty | ustaw powiadomienia
set-notifications-stop-words = stop | wypisz | wyłącz powiadomienia | bez powiadomień | nie pisz do mnie | nie chcę powiadomień | wycisz
set-notifications-resume-words = wznów | włącz powiadomienia | zapisz mnie | wznów powiadomienia | chcę powiadomienia | z powiadomieniami
notifications-ask = Czy chcesz dostawać ode mnie wiadomości bez pytania, na przykład o zmianach trasy?
notifications-off = W porządku, będę pisać tylko w odpowiedzi. Aby znów włączyć, napisz „wznów”.
notifications-on = W porządku, dam znać o zmianach trasy. Aby wyłączyć, napisz „stop”.
notifications-button-on = Włącz
notifications-button-off = Wyłącz
