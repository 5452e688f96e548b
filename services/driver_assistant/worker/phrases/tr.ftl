### Asistanın Türkçe söyledikleri (siz). Anahtarlar ve alanlar İngilizcedekiyle aynıdır.

## Days, times, ages

day-today = bugün
day-tomorrow = yarın
day-yesterday = dün
day-and-time = { $day }, { $time }
day-whole = tüm gün
duration-hours = { $hours } sa { $minutes } dk
duration-minutes = { $minutes } dk
as-of = ⚠️ Bilgi saati { $time }: şirketin sistemine şu anda ulaşılamıyor.
zone-note = Saatler yerel saattir: { $city }.
unknown = bilinmiyor

## Frame: understanding and limits

greeting = Merhaba { $name }! Nasıl yardımcı olabilirim?
greeting-nameless = Merhaba! Nasıl yardımcı olabilirim?
not-found = Bunu rotalarınız, duraklarınız ve yükleriniz arasında bulamıyorum.
not-understood = Kusura bakmayın, anlayamadım. Başka türlü yazın veya menüden seçin.
ask-again-expired = Üzgünüm, zamanında yanıt veremedim. Hiçbir şey değiştirilmedi. Lütfen tekrar sorun.
button-ask-again = Tekrar sor
button-yes = Evet
button-no = Hayır
button-choose = Seçin
button-menu = Menü
rate-limited = Bir anda çok mesaj geldi. Lütfen bir dakika bekleyip tekrar yazın.
unlinked-hint = Bu numara bir sürücüye bağlı değil. Sevkiyattan numarayı profilinize eklemesini isteyin, sonra tekrar yazın.
logistics-unavailable = Şirketin sistemine şu anda ulaşılamıyor. Birkaç dakika sonra tekrar deneyin veya sevkiyatı arayın.
model-unavailable = Şu anda yalnızca kısa mesajları anlıyorum, örneğin “sonraki durak” veya “rota”. Menüyü de kullanabilirsiniz.
capability-missing = Şirketinizin sistemi bunu sunmuyor. Lütfen sevkiyata sorun.
busy-answering = Bir dakika, önceki sorunuzla hâlâ ilgileniyorum.
budget-exhausted = Bugünkü serbest soru sınırına ulaşıldı. Menü ve “sonraki durak” gibi kısa mesajlar çalışmaya devam ediyor.
degraded-note = ℹ️ Bazı kontroller şu anda çalışmıyor, bu yüzden bu standart bir yanıttır.
deactivated = Erişiminiz kapatıldı. Lütfen şirketinizle görüşün.

## Frame: what guardrails stop

blocked-injection = Bunu yapamam. Rota, duraklar, yükler, süreler ve belgeler konusunda yardımcı olabilirim.
blocked-nsfw = Bu konuda yardımcı olamam. İşimize bakalım.
blocked-scope = Yalnızca işinizle ilgili yardımcı olabilirim: rota, duraklar, yükler, süreler, belgeler.
blocked-authorization = Yalnızca kendi bilgilerinizi gösterebilirim. Diğer konular için sevkiyata sorun.
blocked-size = Mesaj çok uzun. Lütfen daha kısa bir mesaj gönderin.
blocked-generic = Buna yanıt veremem. Menüden seçin veya sevkiyata sorun.
selfharm-care = Bunu yazmanız iyi oldu. Yalnız değilsiniz. Şu anda tehlikedeyseniz güvenli bir yerde durun ve 112'yi arayın (ABD'de 911 veya 988). Sizinle görüşmesi için şirketinizden birine haber veriyorum.

## Frame: emergencies

emergency-accident = 🚨 Kaza: yaralı veya tehlike varsa hemen 112'yi arayın (ABD'de 911). Önce kendinizi güvene alın. Sevkiyata haber veriyorum.
emergency-breakdown = ⚠️ Arıza: güvenli bir yerde durun, dörtlüleri yakın, yelek giyin, üçgen koyun. Tehlike varsa 112'yi arayın (ABD'de 911). Sevkiyata haber veriyorum.
emergency-threat = 🚨 Tehdit varsa: güvenli bir yere geçin ve 112'yi arayın (ABD'de 911). Tartışmayın, direnmeyin. Sevkiyata haber veriyorum.
emergency-theft = 🚨 Hırsızlık: kimseyi kovalamayın. Polisi arayın, 112 (ABD'de 911). Mümkünse hiçbir şeye dokunmayın. Sevkiyata haber veriyorum.
emergency-medical = 🚨 Acil sağlık durumu: güvenli bir yerde durun ve hemen 112'yi arayın (ABD'de 911). Sevkiyata haber veriyorum.

## Frame: actions

action-expired = Bu isteğin süresi doldu, hiçbir şey yapılmadı. Lütfen tekrar sorun.
action-cancelled = Tamam, hiçbir şey gönderilmedi.
action-already-done = Bu zaten yapıldı.
action-failed = Olmadı, hiçbir şey değiştirilmedi. Tekrar deneyin veya sevkiyatı arayın.
action-unknown = Ulaşıp ulaşmadığını bilmiyorum. Sevkiyata haber verildi, kontrol edecekler. Lütfen tekrar göndermeyin.

## Frame: what was sent

media-received = Dosyanız geldi. Ne için olduğunu kısaca yazın lütfen.
voice-not-understood = Sesli mesajı anlayamadım. Lütfen yazıyla gönderin.
unsupported-message = Bu tür mesajı açamıyorum. Lütfen yazıyla gönderin.
location-received = Teşekkürler, konumunuzu aldım. Neye ihtiyacınız var?
contacts-received = Kişi kartlarını kullanamıyorum ve saklamıyorum. Neye ihtiyacınız olduğunu yazın.

## Words of politeness

politeness-words = lütfen | teşekkürler | teşekkür ederim | sağ ol | merhaba | selam | günaydın | iyi günler | iyi akşamlar

## Stops: facts that several answers share

stop-kind = { $kind ->
    [pickup] yükleme
    [delivery] teslimat
    [handover] devir
    [depot] depo
    [break] mola
    [fuel] yakıt
    [border] sınır
   *[other] durak
}
stop-state = { $state ->
    [scheduled] planlandı
    [en_route] yolda
    [arrived] varıldı
    [servicing] yükleniyor veya boşaltılıyor
    [departed] tamamlandı
    [skipped] atlandı
    [cancelled] iptal edildi
    [failed] yapılamadı
   *[other] bilinmiyor
}
stop-heading = Durak { $number }: { $kind }
next-stop-heading = Sonraki durak: { $number }, { $kind }
next-stop-none = Şu anda planlanmış başka durağınız yok.
stop-status = Durum: { $state }
stop-address-unknown = Adres: bilinmiyor
stop-windows = Saat aralığı: { $windows }
stop-windows-none = Saat aralığı: yok
stop-delay = Bildirilen gecikme: { $delay }
stop-planned = Planlanan varış: { $time }
stop-eta = Tahmini varış: { $time } (hesaplama saati { $asof })
stop-eta-old = Tahmini varış: { $time }, ama { $age } önce hesaplandı, yanlış olabilir
stop-eta-unknown = Tahmini varış: bilinmiyor
stop-arrived = Varış: { $time }
stop-departed = Çıkış: { $time }
stop-contact = İletişim: { $contact }
stop-note = Bu durak için not: “{ $text }”
stop-papers = Gerekli belgeler: { $papers }
stop-cancelled = ❗ Bu durak iptal edildi.
stop-cancelled-reason = ❗ Bu durak iptal edildi. Neden: “{ $reason }”
stop-which = Hangi durak? Numarasını veya şehrini yazın.

## Intent: get_next_stop

get-next-stop-title = Sonraki durak
get-next-stop-words = sonraki durak | sıradaki durak | sıradaki | sonraki | sonraki durağım | nereye | şimdi nereye | nereye gidiyorum | ilk durak

## Intent: get_route

get-route-title = Rotam
get-route-words = rota | rotam | bugünkü rota | bugünkü rotam | duraklar | duraklarım | tüm duraklar | bugünkü plan
get-route-tomorrow-words = yarın | yarınki rota | yarınki rotam | yarınki duraklar | yarınki plan | yarın rotam
get-route-yesterday-words = dün | dünkü rota | dünkü rotam | dünkü duraklar | dünkü plan
route-tomorrow-button = Yarın
route-heading = { $count ->
    [one] Rotanız, { $day }: { $count } durak
   *[other] Rotanız, { $day }: { $count } durak
}
route-none = Rotanız yok: { $day }.
route-cancelled = ❗ Rotanız iptal edildi: { $day }.
route-vehicle = Kamyon: { $plate }
route-trailers = Dorse: { $plates }
route-crew = Sizinle birlikte: { $names }
route-more = { $count ->
    [one] … ve { $count } durak daha
   *[other] … ve { $count } durak daha
}

## Intent: get_stop_details

get-stop-details-title = Durak bilgileri
get-stop-details-words = durak bilgileri | durak bilgisi | durak detayları | detaylar | durak # | # numaralı durak | durak # bilgileri

## Intent: answer_stop_question

answer-stop-question-title = Durak notları
answer-stop-question-words = notlar | talimatlar | kapı | kapı kodu | rampa | giriş | hangi rampa | hangi kapı | giriş nerede | nereden giriliyor
stop-notes-none = Bu durak için not yok. Sevkiyat daha fazlasını bilebilir.

## Intent: get_appointment

get-appointment-title = Randevu
get-appointment-words = randevu | randevum | saat aralığı | slot | randevu saati | randevum saat kaçta | yükleme randevusu
appointment-time = Randevu: { $time }
appointment-reference = Randevu numarası: { $reference }
appointment-none = Bu durak için kayıtlı randevu yok.
appointment-status = { $status ->
    [confirmed] Durum: onaylandı
    [pending] Durum: onay bekliyor
    [unconfirmed] Durum: henüz onaylanmadı
    [rejected] Durum: reddedildi
    [cancelled] Durum: iptal edildi
    [not_scheduled] Durum: henüz alınmadı
   *[other] Durum: bilinmiyor
}
appointment-change = { $state ->
    [accepted] Değişiklik kabul edildi: { $time }
    [rejected] Değişiklik reddedildi, eski randevu geçerli: { $time }
   *[pending] Değişiklik istendi, henüz yanıt yok: { $time }
}

## Intent: get_load

get-load-title = Yüküm
get-load-words = yük | yüküm | mal | navlun | ne taşıyorum | yük numarası | referans | referans numarası
load-heading = Yük { $reference }
load-reference = { $type ->
    [load] Yük numarası
    [po] Sipariş numarası
    [pickup] Yükleme numarası
    [delivery] Teslimat numarası
    [booking] Rezervasyon
    [container] Konteyner
    [customs] Gümrük numarası
   *[other] Referans
}: { $value }
load-packaging = { $packaging ->
    [epal] EPAL
    [pallet] palet
    [box] koli
    [drum] varil
    [ibc] IBC
    [bulk] dökme
    [container] konteyner
   *[other] adet
}
load-goods = Mal: { $goods }
load-goods-unknown = Mal: bilinmiyor
load-weight = Brüt ağırlık: { $weight } kg
load-weight-unknown = Brüt ağırlık: bilinmiyor
load-temperature = Sıcaklık: { $range } °C
load-adr = ⚠️ ADR: { $classes }
load-adr-item = UN { $un }, sınıf { $class }
load-adr-none = ADR: tehlikeli madde yok
load-adr-unknown = ADR: bilinmiyor, evrakı kontrol edin
load-seal = Mühür: { $seal }
load-from = Nereden: { $place }
load-to = Nereye: { $place }
load-none = Şu anda size atanmış yük yok.

## Intent: respond_to_offer

respond-to-offer-title = Yük teklifleri
respond-to-offer-words = teklif | teklifler | yük teklifi | yük teklifleri | tekliflerim | bana teklif var mı
offer-none = Sizin için açık yük teklifi yok.
offer-heading = Yük teklifi { $reference }
offer-pickup = Yükleme: { $time }
offer-distance = Mesafe: { $distance } km
offer-expires = Son yanıt: { $time }
offer-button-accept = Kabul et
offer-button-decline = Reddet
offer-which = Hangi teklif?
offer-accept-confirm = Bu yük kabul edilsin mi?
offer-decline-confirm = Bu yük reddedilsin mi?
offer-accepted = ✅ Yük kabul edildi: { $reference }
offer-declined = Yük reddedildi: { $reference }

## Intent: get_delivery_status

get-delivery-status-title = Teslimat onaylandı mı?
get-delivery-status-words = teslimat durumu | teslimat onaylandı mı | teslimatım onaylandı mı | onaylandı mı | pod kabul edildi mi | pod durumu
delivery-confirmed = ✅ Teslimat belgesi kabul edildi
delivery-checking = ⏳ Teslimat belgesi kontrol ediliyor
delivery-rejected = ❌ Teslimat belgesi reddedildi: { $reason }
delivery-missing = 📄 Teslimat belgesi henüz gelmedi
delivery-unproven = Teslimat belgesi: bilinmiyor
delivery-none = Bugün ve dün için kayıtlı teslimatınız yok.

## Intent: get_documents

get-documents-title = Belgelerim
get-documents-words = belgeler | evrak | evraklar | belgelerim | evraklarım | eksik belgeler | eksik evrak | hangi evrak eksik
document-type = { $type ->
    [cmr] CMR
    [ecmr] eCMR
    [bol] Konşimento
    [pod] Teslimat belgesi
    [delivery_note] İrsaliye
    [weight_ticket] Kantar fişi
    [adr_note] ADR evrakı
    [customs] Gümrük evrakı
    [posting_declaration] Görevlendirme bildirimi
    [a1] A1 formu
    [insurance] Sigorta
    [defect_report] Arıza raporu
    [receipt] Fiş
    [photo] Fotoğraf
   *[other] Belge
}
documents-required = Eksik olanlar:
documents-rejected = Reddedildi, lütfen yeniden gönderin:
documents-expired = Süresi dolanlar:
documents-processing = Kontrol edilenler:
documents-accepted = Kabul edilenler:
documents-none = Eksik yok. Tüm evrak tamam.
document-at-stop = { $document }, durak { $number }
document-because = { $document }: { $reason }
document-valid-to = { $document }, geçerlilik sonu { $date }
rejection-reason = { $reason ->
    [blurry] fotoğraf net değil
    [incomplete] bir sayfa veya bölüm eksik
    [unsigned] imza eksik
    [wrong_document] yanlış belge
    [unreadable_format] dosya okunamıyor
    [empty] dosya boş
   *[other] neden belirtilmemiş
}

## Intent: send_document

send-document-title = Belge gönder
send-document-words = belge gönder | evrak gönder | fotoğraf gönder | cmr gönder | pod gönder | irsaliye gönder | belge yükle
send-document-none = Şu anda sizden beklenen belge yok.
send-document-needed = Sizden beklenenler:
send-document-how = Sayfanın tamamının net fotoğrafını çekip buraya gönderin.
send-document-received = 📎 Belgeniz geldi. Ben okuyamıyorum, sevkiyata haber verildi, onlar dosyalayacak.

## Intent: get_hours

get-hours-title = Sürüş süresi
get-hours-words = sürüş süresi | sürüş sürem | saatlerim | sürüş saatleri | ne kadar sürebilirim | kaç saat sürebilirim | molam ne zaman | ne zaman mola vermeliyim | kalan süre
hours-now = Şu anda { $left } daha sürebilirsiniz.
hours-now-none = ⛔ Şu anda sürüş süreniz kalmadı.
hours-now-unknown = Kalan sürüş süresi: bilinmiyor. Takografa veya ELD'ye bakın.
hours-today = Bugün kalan: { $left }
hours-limit = Sınırlayan: { $rule }
hours-rule = { $rule ->
    [break] molaya kadar sürüş
    [daily_driving] günlük sürüş süresi
    [weekly_driving] haftalık sürüş süresi
    [fortnight_driving] iki haftalık sürüş süresi
    [daily_rest] günlük dinlenme zamanı
    [weekly_rest] haftalık dinlenme zamanı
    [drive_11] 11 saat sürüş sınırı
    [duty_14] 14 saatlik çalışma süresi
    [break_30] 30 dakikalık mola
    [cycle] 60/70 saatlik döngü
   *[other] başka kural
}
hours-break = Sonraki mola: en geç { $time }
hours-break-length = Sonraki mola: en geç { $time }, { $length }
hours-rest = Dinlenme en geç şu saatte başlamalı: { $time }
hours-again = Yeniden sürüş: { $time }
hours-violations = { $count ->
    [one] ❗ { $count } ihlal kayıtlı.
   *[other] ❗ { $count } ihlal kayıtlı.
}
hours-fresh = Bilgi saati { $time }. Takograf veya ELD esas alınır.
hours-aging = ⚠️ Bu bilgiler { $age } öncesine ait ({ $time }). Takograf veya ELD esas alınır.
hours-too-old = Son bilgiler { $age } öncesine ait ({ $time }). Sayı vermek için çok eski. Takografa veya ELD'ye bakın.
hours-unknown = Sürüş sürelerinizle ilgili bilgi yok. Takografa veya ELD'ye bakın.

## Intent: get_earnings

get-earnings-title = Ücretim
get-earnings-words = ücret | ücretim | maaş | maaşım | kazancım | ne kadar kazandım | bordro | kazanç
earnings-heading = Ücret { $start } – { $end }
earnings-status = { $status ->
    [estimated] Tahmini, değişebilir
    [approved] Onaylandı
    [paid] Ödendi
   *[other] Durum: bilinmiyor
}
earnings-total = Toplam: { $amount }
earnings-none = { $start } – { $end } için ücret dökümü yok.
earnings-type = { $type ->
    [hourly] Saat ücreti
    [mileage] Kilometre
    [per_diem] Harcırah
    [detention] Bekleme
    [bonus] Prim
    [reimbursement] Masraf
    [advance] Avans
    [deduction] Kesinti
   *[other] Diğer
}

## Intent: get_vehicle

get-vehicle-title = Kamyon ve dorse
get-vehicle-words = kamyon | dorse | kamyonum | dorsem | tır | araç | aracım | hangi araç | plaka
vehicle-truck = Kamyon: { $plate }
vehicle-trailer = Dorse: { $plate }
vehicle-trailer-none = Dorse: yok
vehicle-height = Yükseklik: { $height } m
vehicle-service-both = Sonraki bakım: { $day } veya { $distance } km olunca
vehicle-service-day = Sonraki bakım: { $day }
vehicle-service-distance = Sonraki bakım: { $distance } km olunca
vehicle-service-unknown = Sonraki bakım: bilinmiyor
vehicle-defects = { $count ->
    [one] 🔧 { $count } açık arıza kaydı
   *[other] 🔧 { $count } açık arıza kaydı
}
vehicle-unsafe = ⛔ Bir arıza nedeniyle yola devam etmek güvenli değil. Sevkiyatı arayın.
vehicle-none = Şu anda size atanmış araç yok.

## Intent: report_delay

report-delay-title = Gecikiyorum
report-delay-words = gecikiyorum | geç kalıyorum | geç kalacağım | gecikme | gecikme bildir | gecikeceğim | # dakika gecikiyorum | # dakika geç | # dk gecikme | # dakika gecikme
delay-none = Gecikme bildirilebilecek açık durağınız yok.
delay-ask = Ne kadar gecikeceksiniz: { $stop }? Seçin veya yazın, örneğin “40 dakika, trafik”.
delay-confirm = Sevkiyata { $delay } gecikme bildirilsin mi: { $stop }?
delay-reason-line = Neden: { $reason }
delay-reason = { $reason ->
    [traffic] trafik
    [weather] hava
    [breakdown] arıza
    [accident] kaza
    [loading_wait] yükleme veya boşaltma beklemesi
    [site_closed] kapalı
    [border] sınır
    [documents] evrak
    [hours_limit] sürüş süresi
    [previous_stop] önceki durak
   *[other] diğer
}
delay-done = ✅ Bildirildi. Sevkiyat gecikmeyi biliyor: { $delay }.
delay-missed = ⚠️ Yetişilemeyecek saat aralığı: { $stops }

## Intent: report_incident

report-incident-title = Sorun bildir
report-incident-words = sorun | sorun var | sorun bildir | bir sorun var | olay | hasar | hasarlı mal | hasar bildir
incident-safety = 🚨 Yaralı veya tehlike varsa önce 112'yi arayın (ABD'de 911).
incident-ask = Ne oldu?
incident-kind = { $kind ->
    [accident] Kaza
    [breakdown] Arıza
    [damage] Hasarlı mal
    [shortage] Eksik mal
    [refusal] Mal kabul edilmedi
    [theft] Hırsızlık
    [threat] Tehdit
    [medical] Sağlık sorunu
    [site_closed] Kapalı
    [wrong_address] Yanlış adres
   *[other] Diğer
}
incident-confirm = Sevkiyata bildirilsin mi: { $kind }?
incident-note = Sizin sözleriniz: “{ $text }”
incident-done = ✅ Sevkiyata bildirildi: { $kind }.

## Intent: report_defect

report-defect-title = Araç arızası
report-defect-words = araç arızası | arıza bildir | arıza bildirimi | kamyon arızası | dorse arızası | bir şey bozuldu
defect-ask = Kamyonda veya dorsede ne bozuk? Tek mesajda anlatın, örneğin “sol fren lambası yanmıyor”.
defect-confirm = Bu arıza bildirilsin mi? “{ $text }”
defect-unsafe = ⛔ İşaretlendi: yola devam edilmez.
defect-done = ✅ Arıza bildirildi.
report-number = Bildirim numarası: { $number }

## Intent: claim_waiting_time

claim-waiting-time-title = Bekleme süresi
claim-waiting-time-words = bekleme | bekleme süresi | bekliyorum | bekleme ücreti | bekleme bildir | ne kadar bekledim | bekleme talebi
waiting-none = Şu anda kayıtlı bekleme süreniz yok.
waiting-waited = Bekleme: { $waited }
waiting-free = Bunun ücretsiz kısmı: { $free }
waiting-before = Son talep zamanı: { $time }
waiting-state = { $state ->
    [none] Henüz talep edilmedi
    [requested] Talep edildi, henüz yanıt yok
    [approved] ✅ Talep onaylandı
    [rejected] ❌ Talep reddedildi
   *[other] Talep: bilinmiyor
}
waiting-confirm = Bekleme ücreti talep edilsin mi: { $stop }?
waiting-done = ✅ Bekleme talebi gönderildi: { $stop }

## Intents: confirm_arrival, confirm_departure

confirm-arrival-title = Vardım
confirm-arrival-words = vardım | geldim | buradayım | duraktayım | yerindeyim | varış | varışı onayla
confirm-departure-title = Çıktım
confirm-departure-words = çıktım | çıkıyorum | ayrıldım | yola çıktım | yola çıkıyorum | çıkış | çıkışı onayla
arrival-confirm = Varışınız kaydedilsin mi: { $stop }, { $time }?
arrival-done = ✅ Varış kaydedildi: { $stop }, { $time }
arrival-not-possible = Varış şu anda kaydedilemiyor: { $stop }. Durum: { $state }.
departure-confirm = Çıkışınız kaydedilsin mi: { $stop }, { $time }?
departure-done = ✅ Çıkış kaydedildi: { $stop }, { $time }
departure-not-possible = Çıkış şu anda kaydedilemiyor: { $stop }. Durum: { $state }.
transition-none = Şu anda açık durağınız yok.

## Intents: contact_dispatcher, message_dispatcher, talk_to_person

contact-dispatcher-title = Sevkiyatı ara
contact-dispatcher-words = sevkiyat | sevkiyatçı | operasyon | sevkiyatı ara | sevkiyat telefonu | sevkiyat numarası | sevkiyatçım kim
dispatcher-on = Görevde, bitiş: { $time }
dispatcher-hours = Mesai: { $start }–{ $end }
dispatcher-off = Şu anda görevde değil
dispatcher-off-until = Şu anda görevde değil, dönüş: { $time }
dispatcher-backup = Yedek: { $contact }
dispatcher-none = Kayıtlı sevkiyat numarası yok. Lütfen şirketinizi arayın.
message-dispatcher-title = Sevkiyata yaz
message-dispatcher-words = sevkiyata yaz | sevkiyata mesaj | sevkiyata mesaj gönder | operasyona mesaj | sevkiyata ilet | operasyona yaz
message-ask = Sevkiyata ne ileteyim? “Sevkiyata ilet” yazıp ardından mesajınızı yazın.
message-confirm = Sevkiyata gönderilsin mi? “{ $text }”
message-done = ✅ Sevkiyata gönderildi.
talk-to-person-title = Biriyle görüş
talk-to-person-words = insan | bir insanla görüşmek istiyorum | biriyle görüşmek istiyorum | biriyle konuşmak istiyorum | gerçek kişi | temsilci | yetkili
handoff-done = Bir kişinin buradan sizinle iletişime geçmesini istedim. Acilse sevkiyatı arayın.

## Intent: get_help

get-help-title = Yardım
get-help-words = yardım | menü | menu | başla | ne yapabilirsin | seçenekler | komutlar | ?
help-body = Şu konularda yardımcı olabilirim. İhtiyacınızı doğrudan da yazabilirsiniz.

## Intent: change_language

change-language-title = Dil
change-language-words = dil | dil değiştir | dili değiştir | başka dil | dilim | dil seç
language-ask = Hangi dili istersiniz?
language-choose = Diller
language-changed = Bundan sonra size Türkçe yazacağım.

## Intent: set_notifications

set-notifications-title = Bildirimler
set-notifications-words = bildirimler | bildirimlerim | bildirim ayarları | bildirimleri değiştir | uyarılar | bildirim ayarla
set-notifications-stop-words = dur | durdur | bildirimleri kapat | bildirim istemiyorum | mesaj istemiyorum | aboneliği iptal et | sessiz
set-notifications-resume-words = devam | bildirimleri aç | bildirimleri yeniden aç | bildirim istiyorum | abone ol | yeniden başlat
notifications-ask = Siz sormadan da mesaj göndereyim mi, örneğin rota değişikliklerinde?
notifications-off = Tamam, yalnızca siz yazınca yazarım. Mesajları yeniden açmak için “devam” yazın.
notifications-on = Tamam, rota değişikliklerini haber veririm. Kapatmak için “dur” yazın.
notifications-button-on = Aç
notifications-button-off = Kapat
