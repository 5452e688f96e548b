### Що асистент каже українською (на «ви»). Ті самі ключі й поля, що й англійською.

## Days, times, ages

day-today = сьогодні
day-tomorrow = завтра
day-yesterday = вчора
day-and-time = { $day }, { $time }
day-whole = увесь день
duration-hours = { $hours } год { $minutes } хв
duration-minutes = { $minutes } хв
as-of = ⚠️ Дані станом на { $time }: система компанії зараз не відповідає.
zone-note = Час місцевий: { $city }.
unknown = невідомо

## Frame: understanding and limits

greeting = Вітаю, { $name }! Чим допомогти?
greeting-nameless = Вітаю! Чим допомогти?
not-found = Цього немає серед ваших маршрутів, точок і вантажів.
not-understood = Вибачте, це незрозуміло. Напишіть інакше або виберіть у меню.
ask-again-expired = Вибачте, не вдалося відповісти вчасно. Нічого не змінено. Запитайте ще раз, будь ласка.
button-ask-again = Запитати ще раз
button-yes = Так
button-no = Ні
button-choose = Вибрати
button-menu = Меню
rate-limited = Забагато повідомлень одразу. Зачекайте хвилину й напишіть знову.
unlinked-hint = Цей номер не прив'язаний до водія. Попросіть диспетчера додати його до вашого профілю й напишіть знову.
logistics-unavailable = Система компанії зараз не відповідає. Спробуйте за кілька хвилин або зателефонуйте диспетчеру.
model-unavailable = Зараз я розумію лише короткі повідомлення, наприклад «наступна точка» або «маршрут». Можна також скористатися меню.
capability-missing = Система вашої компанії цього не надає. Запитайте диспетчера.
busy-answering = Хвилинку, ще опрацьовую ваше попереднє запитання.
budget-exhausted = Денний ліміт вільних запитань вичерпано. Меню й короткі повідомлення, як-от «наступна точка», працюють далі.
degraded-note = ℹ️ Деякі перевірки зараз недоступні, тому це стандартна відповідь.
deactivated = Ваш доступ вимкнено. Зверніться до компанії.

## Frame: what guardrails stop

blocked-injection = Цього я не можу зробити. Допоможу з маршрутом, точками, вантажами, часом керування й документами.
blocked-nsfw = З цим не допоможу. Повернімося до роботи.
blocked-scope = Можу допомогти лише з роботою: маршрут, точки, вантажі, час керування, документи.
blocked-authorization = Можу показати лише ваші власні дані. З рештою зверніться до диспетчера.
blocked-size = Повідомлення задовге. Надішліть коротше, будь ласка.
blocked-generic = На це не можу відповісти. Виберіть у меню або запитайте диспетчера.
selfharm-care = Добре, що ви про це написали. Є люди, які допоможуть. Якщо вам зараз загрожує небезпека, зупиніться в безпечному місці й телефонуйте 112 (у США 911 або 988). Повідомляю людину з вашої компанії, щоб вона зв'язалася з вами.

## Frame: emergencies

emergency-accident = 🚨 ДТП: негайно телефонуйте 112 (у США 911), якщо є постраждалі або небезпека. Спершу подбайте про власну безпеку. Повідомляю диспетчера.
emergency-breakdown = ⚠️ Поломка: зупиніться в безпечному місці, аварійка, жилет, знак. У разі небезпеки телефонуйте 112 (у США 911). Повідомляю диспетчера.
emergency-threat = 🚨 Якщо вам погрожують: відійдіть у безпечне місце й телефонуйте 112 (у США 911). Не сперечайтеся й не чиніть опору. Повідомляю диспетчера.
emergency-theft = 🚨 Крадіжка: нікого не переслідуйте. Телефонуйте в поліцію, 112 (у США 911). По змозі нічого не чіпайте. Повідомляю диспетчера.
emergency-medical = 🚨 Невідкладний медичний випадок: зупиніться в безпечному місці й негайно телефонуйте 112 (у США 911). Повідомляю диспетчера.

## Frame: actions

action-expired = Термін запиту минув, нічого не зроблено. Запитайте ще раз, будь ласка.
action-cancelled = Гаразд, нічого не надіслано.
action-already-done = Це вже зроблено.
action-failed = Не вдалося, нічого не змінено. Спробуйте ще раз або зателефонуйте диспетчеру.
action-unknown = Невідомо, чи це дійшло. Диспетчер знає й перевірить. Не надсилайте ще раз, будь ласка.

## Frame: what was sent

media-received = Файл отримано. Напишіть кількома словами, для чого він.
voice-not-understood = Не вдалося зрозуміти голосове повідомлення. Напишіть текстом, будь ласка.
unsupported-message = Таке повідомлення не вдається відкрити. Напишіть текстом, будь ласка.
location-received = Дякую, вашу локацію отримано. Що вам потрібно?
contacts-received = Картки контактів не використовую й не зберігаю. Напишіть, що вам потрібно.

## Words of politeness

politeness-words = будь ласка | дякую | дуже дякую | привіт | вітаю | доброго дня | добрий день | добрий ранок | добрий вечір

## Stops: facts that several answers share

stop-kind = { $kind ->
    [pickup] завантаження
    [delivery] доставка
    [handover] передача
    [depot] база
    [break] перерва
    [fuel] заправка
    [border] кордон
   *[other] точка
}
stop-state = { $state ->
    [scheduled] за планом
    [en_route] у дорозі
    [arrived] на місці
    [servicing] завантаження або розвантаження
    [departed] виконано
    [skipped] пропущено
    [cancelled] скасовано
    [failed] не виконано
   *[other] невідомо
}
stop-heading = Точка { $number }: { $kind }
next-stop-heading = Наступна точка: { $number }, { $kind }
next-stop-none = Зараз у вас немає наступної точки.
stop-status = Статус: { $state }
stop-address-unknown = Адреса: невідомо
stop-windows = Часове вікно: { $windows }
stop-windows-none = Часове вікно: немає
stop-delay = Повідомлене запізнення: { $delay }
stop-planned = Плановий приїзд: { $time }
stop-eta = Очікуваний приїзд: { $time } (розрахунок: { $asof })
stop-eta-old = Очікуваний приїзд: { $time }, але розраховано { $age } тому, може бути неточно
stop-eta-unknown = Очікуваний приїзд: невідомо
stop-arrived = Приїзд: { $time }
stop-departed = Виїзд: { $time }
stop-contact = Контакт: { $contact }
stop-note = Примітка до точки: «{ $text }»
stop-papers = Потрібні документи: { $papers }
stop-cancelled = ❗ Цю точку скасовано.
stop-cancelled-reason = ❗ Цю точку скасовано. Причина: «{ $reason }»
stop-which = Яка точка? Напишіть номер або місто.

## Intent: get_next_stop

get-next-stop-title = Наступна точка
get-next-stop-words = наступна точка | наступна | наступна адреса | куди далі | куди їхати | куди зараз | куди мені їхати | яка наступна точка | перша точка

## Intent: get_route

get-route-title = Мій маршрут
get-route-words = маршрут | мій маршрут | маршрут на сьогодні | сьогоднішній маршрут | точки | мої точки | усі точки | план на сьогодні
get-route-tomorrow-words = завтра | маршрут на завтра | маршрут завтра | мій маршрут на завтра | точки на завтра | план на завтра
get-route-yesterday-words = вчора | вчорашній маршрут | маршрут вчора | мій вчорашній маршрут | вчорашні точки
route-tomorrow-button = Завтра
route-heading = { $count ->
    [one] Ваш маршрут, { $day }: { $count } точка
    [few] Ваш маршрут, { $day }: { $count } точки
    [many] Ваш маршрут, { $day }: { $count } точок
   *[other] Ваш маршрут, { $day }: { $count } точки
}
route-none = У вас немає маршруту: { $day }.
route-cancelled = ❗ Ваш маршрут скасовано: { $day }.
route-vehicle = Тягач: { $plate }
route-trailers = Причіп: { $plates }
route-crew = Разом із вами: { $names }
route-more = { $count ->
    [one] … і ще { $count } точка
    [few] … і ще { $count } точки
    [many] … і ще { $count } точок
   *[other] … і ще { $count } точки
}

## Intent: get_stop_details

get-stop-details-title = Дані точки
get-stop-details-words = дані точки | інформація про точку | деталі точки | деталі | точка # | точка номер # | деталі точки #

## Intent: answer_stop_question

answer-stop-question-title = Примітки до точки
answer-stop-question-words = примітки | інструкції | ворота | код воріт | рампа | заїзд | в'їзд | яка рампа | які ворота | де заїзд
stop-notes-none = До цієї точки немає приміток. Можливо, диспетчер знає більше.

## Intent: get_appointment

get-appointment-title = Запис на час
get-appointment-words = запис | мій запис | часове вікно | слот | запис на час | на котру годину запис | час розвантаження
appointment-time = Запис: { $time }
appointment-reference = Номер запису: { $reference }
appointment-none = Для цієї точки немає запису на час.
appointment-status = { $status ->
    [confirmed] Статус: підтверджено
    [pending] Статус: очікує підтвердження
    [unconfirmed] Статус: ще не підтверджено
    [rejected] Статус: відхилено
    [cancelled] Статус: скасовано
    [not_scheduled] Статус: ще не замовлено
   *[other] Статус: невідомо
}
appointment-change = { $state ->
    [accepted] Зміну прийнято: { $time }
    [rejected] Зміну відхилено, лишається старий час: { $time }
   *[pending] Зміну запитано, відповіді ще немає: { $time }
}

## Intent: get_load

get-load-title = Мій вантаж
get-load-words = вантаж | мій вантаж | товар | фрахт | що я везу | номер вантажу | референс | номер замовлення
load-heading = Вантаж { $reference }
load-reference = { $type ->
    [load] Номер вантажу
    [po] Номер замовлення
    [pickup] Номер завантаження
    [delivery] Номер доставки
    [booking] Бронювання
    [container] Контейнер
    [customs] Митний номер
   *[other] Референс
}: { $value }
load-packaging = { $packaging ->
    [epal] EPAL
    [pallet] пал.
    [box] кор.
    [drum] бочки
    [ibc] IBC
    [bulk] насипом
    [container] конт.
   *[other] шт.
}
load-goods = Товар: { $goods }
load-goods-unknown = Товар: невідомо
load-weight = Вага брутто: { $weight } кг
load-weight-unknown = Вага брутто: невідомо
load-temperature = Температура: { $range } °C
load-adr = ⚠️ ADR: { $classes }
load-adr-item = UN { $un }, клас { $class }
load-adr-none = ADR: небезпечних вантажів немає
load-adr-unknown = ADR: невідомо, перевірте документи
load-seal = Пломба: { $seal }
load-from = Звідки: { $place }
load-to = Куди: { $place }
load-none = Зараз за вами немає вантажу.

## Intent: respond_to_offer

respond-to-offer-title = Пропозиції вантажів
respond-to-offer-words = пропозиція | пропозиції | пропозиція вантажу | пропозиції вантажів | мої пропозиції | чи є для мене пропозиції
offer-none = Для вас немає відкритих пропозицій вантажу.
offer-heading = Пропозиція вантажу { $reference }
offer-pickup = Завантаження: { $time }
offer-distance = Відстань: { $distance } км
offer-expires = Відповісти не пізніше: { $time }
offer-button-accept = Прийняти
offer-button-decline = Відхилити
offer-which = Яка пропозиція?
offer-accept-confirm = Прийняти цей вантаж?
offer-decline-confirm = Відхилити цей вантаж?
offer-accepted = ✅ Вантаж прийнято: { $reference }
offer-declined = Вантаж відхилено: { $reference }

## Intent: get_delivery_status

get-delivery-status-title = Доставку підтверджено?
get-delivery-status-words = статус доставки | доставку підтверджено | чи підтверджено доставку | чи підтверджена моя доставка | підтверджено | pod прийнято | статус pod
delivery-confirmed = ✅ Підтвердження доставки прийнято
delivery-checking = ⏳ Підтвердження доставки перевіряють
delivery-rejected = ❌ Підтвердження доставки відхилено: { $reason }
delivery-missing = 📄 Підтвердження доставки ще не надійшло
delivery-unproven = Підтвердження доставки: невідомо
delivery-none = За сьогодні й учора ваших доставок не зафіксовано.

## Intent: get_documents

get-documents-title = Мої документи
get-documents-words = документи | папери | мої документи | мої папери | яких документів бракує | яких паперів бракує | чого бракує | відсутні документи
document-type = { $type ->
    [cmr] CMR
    [ecmr] eCMR
    [bol] Коносамент
    [pod] Підтвердження доставки
    [delivery_note] Накладна
    [weight_ticket] Вагова квитанція
    [adr_note] Документи ADR
    [customs] Митні документи
    [posting_declaration] Декларація про відрядження
    [a1] Форма A1
    [insurance] Страхування
    [defect_report] Звіт про несправність
    [receipt] Чек
    [photo] Фото
   *[other] Документ
}
documents-required = Ще бракує:
documents-rejected = Відхилено, надішліть ще раз:
documents-expired = Недійсні:
documents-processing = Перевіряються:
documents-accepted = Прийняті:
documents-none = Усе на місці. Документи в порядку.
document-at-stop = { $document }, точка { $number }
document-because = { $document }: { $reason }
document-valid-to = { $document }, дійсно до { $date }
rejection-reason = { $reason ->
    [blurry] фото нечітке
    [incomplete] бракує сторінки або частини
    [unsigned] бракує підпису
    [wrong_document] це не той документ
    [unreadable_format] файл не читається
    [empty] файл порожній
   *[other] причину не вказано
}

## Intent: send_document

send-document-title = Надіслати документ
send-document-words = надіслати документ | відправити документ | надіслати фото | відправити фото | надіслати cmr | відправити cmr | надіслати накладну | надіслати pod
send-document-none = Зараз від вас не потрібно жодного документа.
send-document-needed = Від вас потрібно:
send-document-how = Зробіть чітке фото всієї сторінки й надішліть його сюди.
send-document-received = 📎 Документ отримано. Прочитати його я не можу, тож диспетчера повідомлено, він його збереже.

## Intent: get_hours

get-hours-title = Час керування
get-hours-words = час керування | мій час керування | години | мої години | скільки можу їхати | скільки ще можу їхати | коли перерва | коли мені на паузу | скільки лишилося
hours-now = Зараз можна їхати ще { $left }.
hours-now-none = ⛔ Зараз часу керування не лишилося.
hours-now-unknown = Залишок часу керування: невідомо. Перевірте тахограф або ELD.
hours-today = Лишилося на сьогодні: { $left }
hours-limit = Обмежує: { $rule }
hours-rule = { $rule ->
    [break] керування до перерви
    [daily_driving] денний час керування
    [weekly_driving] тижневий час керування
    [fortnight_driving] двотижневий час керування
    [daily_rest] щоденний відпочинок
    [weekly_rest] щотижневий відпочинок
    [drive_11] ліміт 11 годин керування
    [duty_14] вікно 14 годин
    [break_30] перерва 30 хвилин
    [cycle] цикл 60/70 годин
   *[other] інше правило
}
hours-break = Наступна перерва: не пізніше { $time }
hours-break-length = Наступна перерва: не пізніше { $time }, { $length }
hours-rest = Відпочинок треба почати не пізніше { $time }
hours-again = Знову можна їхати: { $time }
hours-violations = { $count ->
    [one] ❗ Зафіксовано { $count } порушення.
    [few] ❗ Зафіксовано { $count } порушення.
    [many] ❗ Зафіксовано { $count } порушень.
   *[other] ❗ Зафіксовано { $count } порушення.
}
hours-fresh = Станом на { $time }. Вирішальним є тахограф або ELD.
hours-aging = ⚠️ Ці дані отримано { $age } тому ({ $time }). Вирішальним є тахограф або ELD.
hours-too-old = Останні дані: { $time }, { $age } тому. Вони застарі, щоб називати число. Перевірте тахограф або ELD.
hours-unknown = Немає даних про ваш час керування. Перевірте тахограф або ELD.

## Intent: get_earnings

get-earnings-title = Моя зарплата
get-earnings-words = зарплата | моя зарплата | заробіток | мій заробіток | скільки я отримаю | скільки мені нараховано | виплата | розрахунковий лист
earnings-heading = Зарплата { $start } – { $end }
earnings-status = { $status ->
    [estimated] Оцінка, ще може змінитися
    [approved] Затверджено
    [paid] Виплачено
   *[other] Статус: невідомо
}
earnings-total = Разом: { $amount }
earnings-none = Немає розрахунку за { $start } – { $end }.
earnings-type = { $type ->
    [hourly] Години
    [mileage] Кілометраж
    [per_diem] Добові
    [detention] Простій
    [bonus] Премія
    [reimbursement] Витрати
    [advance] Аванс
    [deduction] Утримання
   *[other] Інше
}

## Intent: get_vehicle

get-vehicle-title = Тягач і причіп
get-vehicle-words = тягач | причіп | мій тягач | мій причіп | машина | моя машина | яка машина | номер машини | вантажівка
vehicle-truck = Машина: { $plate }
vehicle-trailer = Причіп: { $plate }
vehicle-trailer-none = Причіп: немає
vehicle-height = Висота: { $height } м
vehicle-service-both = Наступне ТО: { $day } або на { $distance } км
vehicle-service-day = Наступне ТО: { $day }
vehicle-service-distance = Наступне ТО: на { $distance } км
vehicle-service-unknown = Наступне ТО: невідомо
vehicle-defects = { $count ->
    [one] 🔧 { $count } відкрита несправність
    [few] 🔧 { $count } відкриті несправності
    [many] 🔧 { $count } відкритих несправностей
   *[other] 🔧 { $count } відкритої несправності
}
vehicle-unsafe = ⛔ Через несправність їхати небезпечно. Зателефонуйте диспетчеру.
vehicle-none = Зараз за вами немає машини.

## Intent: report_delay

report-delay-title = Запізнююся
report-delay-words = запізнююся | запізнююсь | спізнююся | запізнення | повідомити про запізнення | буду пізніше | # хвилин запізнення | запізнююся на # хвилин | запізнююсь на # хвилин | запізнення # хвилин
delay-none = У вас немає відкритої точки, для якої можна повідомити про запізнення.
delay-ask = На скільки ви запізнюєтеся: { $stop }? Виберіть або напишіть, наприклад «40 хвилин, затор».
delay-confirm = Повідомити диспетчера про запізнення на { $delay }: { $stop }?
delay-reason-line = Причина: { $reason }
delay-reason = { $reason ->
    [traffic] затори
    [weather] погода
    [breakdown] поломка
    [accident] ДТП
    [loading_wait] очікування завантаження або розвантаження
    [site_closed] зачинено
    [border] кордон
    [documents] документи
    [hours_limit] час керування
    [previous_stop] попередня точка
   *[other] інше
}
delay-done = ✅ Повідомлено. Диспетчер знає про запізнення на { $delay }.
delay-missed = ⚠️ Не встигнете в часове вікно: { $stops }

## Intent: report_incident

report-incident-title = Повідомити про проблему
report-incident-words = проблема | у мене проблема | повідомити про проблему | інцидент | пошкодження | пошкоджений товар | пошкоджено вантаж | повідомити про пошкодження
incident-safety = 🚨 Якщо є постраждалі або небезпека, спершу телефонуйте 112 (у США 911).
incident-ask = Що сталося?
incident-kind = { $kind ->
    [accident] ДТП
    [breakdown] Поломка
    [damage] Пошкоджений товар
    [shortage] Нестача товару
    [refusal] Відмова прийняти
    [theft] Крадіжка
    [threat] Погрози
    [medical] Медична проблема
    [site_closed] Зачинено
    [wrong_address] Неправильна адреса
   *[other] Інше
}
incident-confirm = Повідомити диспетчера: { $kind }?
incident-note = Ваші слова: «{ $text }»
incident-done = ✅ Диспетчера повідомлено: { $kind }.

## Intent: report_defect

report-defect-title = Несправність машини
report-defect-words = несправність | повідомити про несправність | несправність машини | несправність тягача | несправність причепа | щось зламалося
defect-ask = Що несправне в тягачі чи причепі? Опишіть одним повідомленням, наприклад «не горить лівий стоп-сигнал».
defect-confirm = Повідомити про цю несправність? «{ $text }»
defect-unsafe = ⛔ Позначено: далі не їхати.
defect-done = ✅ Про несправність повідомлено.
report-number = Номер звернення: { $number }

## Intent: claim_waiting_time

claim-waiting-time-title = Час простою
claim-waiting-time-words = простій | час простою | очікування | чекаю | заявити простій | оплата простою | скільки я чекаю
waiting-none = Зараз за вами немає простою.
waiting-waited = Очікування: { $waited }
waiting-free = З них неоплачено: { $free }
waiting-before = Заявити не пізніше: { $time }
waiting-state = { $state ->
    [none] Ще не заявлено
    [requested] Заявлено, відповіді ще немає
    [approved] ✅ Заявку схвалено
    [rejected] ❌ Заявку відхилено
   *[other] Заявка: невідомо
}
waiting-confirm = Заявити простій: { $stop }?
waiting-done = ✅ Заявку на простій надіслано: { $stop }

## Intents: confirm_arrival, confirm_departure

confirm-arrival-title = Я на місці
confirm-arrival-words = я на місці | на місці | приїхав | приїхала | я приїхав | я приїхала | я тут | підтвердити приїзд
confirm-departure-title = Я виїжджаю
confirm-departure-words = виїхав | виїхала | виїжджаю | я виїжджаю | їду далі | поїхали | підтвердити виїзд
arrival-confirm = Підтвердити приїзд: { $stop }, { $time }?
arrival-done = ✅ Приїзд записано: { $stop }, { $time }
arrival-not-possible = Приїзд зараз не можна записати: { $stop }. Статус: { $state }.
departure-confirm = Підтвердити виїзд: { $stop }, { $time }?
departure-done = ✅ Виїзд записано: { $stop }, { $time }
departure-not-possible = Виїзд зараз не можна записати: { $stop }. Статус: { $state }.
transition-none = Зараз у вас немає відкритої точки.

## Intents: contact_dispatcher, message_dispatcher, talk_to_person

contact-dispatcher-title = Дзвінок диспетчеру
contact-dispatcher-words = диспетчер | диспетчерська | зателефонувати диспетчеру | подзвонити диспетчеру | телефон диспетчера | номер диспетчера | хто мій диспетчер
dispatcher-on = На зміні до { $time }
dispatcher-hours = Зміна: { $start }–{ $end }
dispatcher-off = Зараз не на зміні
dispatcher-off-until = Зараз не на зміні, повернення: { $time }
dispatcher-backup = Заміна: { $contact }
dispatcher-none = Контакту диспетчера немає. Зателефонуйте до компанії.
message-dispatcher-title = Написати диспетчеру
message-dispatcher-words = написати диспетчеру | повідомлення диспетчеру | напиши диспетчеру | надіслати повідомлення диспетчеру | передай диспетчеру | передати диспетчеру
message-ask = Що передати диспетчеру? Напишіть «передай диспетчеру», а далі своє повідомлення.
message-confirm = Надіслати це диспетчеру? «{ $text }»
message-done = ✅ Надіслано диспетчеру.
talk-to-person-title = Поговорити з людиною
talk-to-person-words = людина | поговорити з людиною | хочу поговорити з людиною | жива людина | з'єднайте з людиною | оператор | консультант
handoff-done = Людину попросили зв'язатися з вами тут. Якщо це терміново, зателефонуйте диспетчеру.

## Intent: get_help

get-help-title = Допомога
get-help-words = допомога | меню | старт | що ти вмієш | що ви вмієте | можливості | команди | ?
help-body = Ось із чим можна допомогти. Або просто напишіть, що вам потрібно.

## Intent: change_language

change-language-title = Мова
change-language-words = мова | змінити мову | зміна мови | інша мова | моя мова | вибрати мову
language-ask = Яку мову вибрати?
language-choose = Мови
language-changed = Відтепер пишу вам українською.

## Intent: set_notifications

set-notifications-title = Сповіщення
set-notifications-words = сповіщення | мої сповіщення | налаштування сповіщень | змінити сповіщення | налаштувати сповіщення | повідомлення
set-notifications-stop-words = стоп | відписатися | вимкнути сповіщення | без сповіщень | не пишіть мені | не хочу сповіщень | тихо
set-notifications-resume-words = відновити | підписатися | увімкнути сповіщення | відновити сповіщення | хочу сповіщення | зі сповіщеннями
notifications-ask = Надсилати вам повідомлення без запитання, наприклад про зміни маршруту?
notifications-off = Гаразд, писатиму лише у відповідь. Щоб знову ввімкнути, напишіть «відновити».
notifications-on = Гаразд, повідомлятиму про зміни маршруту. Щоб вимкнути, напишіть «стоп».
notifications-button-on = Увімкнути
notifications-button-off = Вимкнути
