### सहायक हिन्दी में क्या कहता है (आप, लिंग-निरपेक्ष)। कुंजियाँ और जगहें अंग्रेज़ी जैसी ही हैं।

## Days, times, ages

day-today = आज
day-tomorrow = आने वाला कल
day-yesterday = बीता कल
day-and-time = { $day }, { $time }
day-whole = पूरा दिन
duration-hours = { $hours } घं { $minutes } मि
duration-minutes = { $minutes } मि
as-of = ⚠️ { $time } तक की जानकारी: कंपनी का सिस्टम अभी जवाब नहीं दे रहा।
zone-note = समय स्थानीय है: { $city }।
unknown = पता नहीं

## Frame: understanding and limits

greeting = नमस्ते { $name }! क्या मदद चाहिए?
greeting-nameless = नमस्ते! क्या मदद चाहिए?
not-found = यह आपके रूट, स्टॉप और लोड में नहीं मिला।
not-understood = माफ़ कीजिए, बात समझ नहीं आई। दूसरे शब्दों में लिखें या मेनू से चुनें।
ask-again-expired = माफ़ कीजिए, समय पर जवाब नहीं मिल पाया। कुछ भी बदला नहीं गया। कृपया फिर से पूछें।
button-ask-again = फिर से पूछें
button-yes = हाँ
button-no = नहीं
button-choose = चुनें
button-menu = मेनू
rate-limited = एक साथ बहुत संदेश आ गए। एक मिनट रुककर फिर लिखें।
unlinked-hint = यह नंबर किसी ड्राइवर से जुड़ा नहीं है। डिस्पैच से कहें कि इसे आपकी प्रोफ़ाइल में जोड़ दें, फिर लिखें।
logistics-unavailable = कंपनी का सिस्टम अभी जवाब नहीं दे रहा। कुछ मिनट बाद कोशिश करें या डिस्पैच को कॉल करें।
model-unavailable = अभी सिर्फ़ छोटे संदेश समझ आते हैं, जैसे “अगला स्टॉप” या “रूट”। मेनू भी इस्तेमाल कर सकते हैं।
capability-missing = आपकी कंपनी के सिस्टम में यह सुविधा नहीं है। डिस्पैच से पूछें।
busy-answering = एक मिनट, आपके पिछले सवाल पर काम चल रहा है।
budget-exhausted = आज के खुले सवालों की सीमा पूरी हो गई। मेनू और “अगला स्टॉप” जैसे छोटे संदेश चलते रहेंगे।
degraded-note = ℹ️ कुछ जाँच अभी उपलब्ध नहीं हैं, इसलिए यह मानक जवाब है।
deactivated = आपकी पहुँच बंद है। अपनी कंपनी से संपर्क करें।

## Frame: what guardrails stop

blocked-injection = यह नहीं हो सकता। रूट, स्टॉप, लोड, ड्राइविंग समय और काग़ज़ात में मदद मिल सकती है।
blocked-nsfw = इसमें मदद नहीं हो सकती। काम की बात करते हैं।
blocked-scope = मदद सिर्फ़ आपके काम में मिल सकती है: रूट, स्टॉप, लोड, ड्राइविंग समय, काग़ज़ात।
blocked-authorization = सिर्फ़ आपका अपना डेटा दिखाया जा सकता है। बाक़ी के लिए डिस्पैच से पूछें।
blocked-size = संदेश बहुत लंबा है। कृपया छोटा भेजें।
blocked-generic = इसका जवाब नहीं दिया जा सकता। मेनू से चुनें या डिस्पैच से पूछें।
selfharm-care = अच्छा हुआ कि यह लिखा। मदद मौजूद है। अगर अभी ख़तरा है तो सुरक्षित जगह रुकें और 112 पर कॉल करें (अमेरिका में 911 या 988)। आपसे बात करने के लिए कंपनी में किसी को बताया जा रहा है।

## Frame: emergencies

emergency-accident = 🚨 हादसा: कोई घायल हो या ख़तरा हो तो तुरंत 112 पर कॉल करें (अमेरिका में 911)। पहले ख़ुद सुरक्षित हों। डिस्पैच को ख़बर दी जा रही है।
emergency-breakdown = ⚠️ गाड़ी ख़राब: सुरक्षित जगह रुकें, हैज़ार्ड लाइट, जैकेट, त्रिकोण लगाएँ। ख़तरा हो तो 112 पर कॉल करें (अमेरिका में 911)। डिस्पैच को ख़बर दी जा रही है।
emergency-threat = 🚨 कोई धमका रहा हो तो: सुरक्षित जगह जाएँ और 112 पर कॉल करें (अमेरिका में 911)। बहस या विरोध न करें। डिस्पैच को ख़बर दी जा रही है।
emergency-theft = 🚨 चोरी: किसी का पीछा न करें। पुलिस को कॉल करें, 112 (अमेरिका में 911)। हो सके तो कुछ न छुएँ। डिस्पैच को ख़बर दी जा रही है।
emergency-medical = 🚨 मेडिकल इमरजेंसी: सुरक्षित जगह रुकें और तुरंत 112 पर कॉल करें (अमेरिका में 911)। डिस्पैच को ख़बर दी जा रही है।

## Frame: actions

action-expired = इस अनुरोध का समय निकल गया, कुछ नहीं किया गया। कृपया फिर से पूछें।
action-cancelled = ठीक है, कुछ नहीं भेजा गया।
action-already-done = यह पहले ही हो चुका है।
action-failed = यह नहीं हो पाया, कुछ बदला नहीं गया। फिर कोशिश करें या डिस्पैच को कॉल करें।
action-unknown = पक्का नहीं कि यह पहुँचा या नहीं। डिस्पैच को बताया गया है, वे जाँचेंगे। कृपया दोबारा न भेजें।

## Frame: what was sent

media-received = आपकी फ़ाइल मिल गई। थोड़े शब्दों में लिखें कि यह किस लिए है।
voice-not-understood = वॉइस संदेश समझ नहीं आया। कृपया लिखकर भेजें।
unsupported-message = इस तरह का संदेश नहीं खुल पाता। कृपया लिखकर भेजें।
location-received = धन्यवाद, आपकी लोकेशन मिल गई। क्या चाहिए?
contacts-received = कॉन्टैक्ट कार्ड काम नहीं आते और रखे नहीं जाते। लिखें कि क्या चाहिए।

## Words of politeness

politeness-words = कृपया | धन्यवाद | शुक्रिया | नमस्ते | नमस्कार | हेलो | प्लीज़ | सुप्रभात

## Stops: facts that several answers share

stop-kind = { $kind ->
    [pickup] पिकअप
    [delivery] डिलीवरी
    [handover] हैंडओवर
    [depot] डिपो
    [break] ब्रेक
    [fuel] ईंधन
    [border] सीमा
   *[other] स्टॉप
}
stop-state = { $state ->
    [scheduled] तय है
    [en_route] रास्ते में
    [arrived] पहुँच गए
    [servicing] लोडिंग या अनलोडिंग
    [departed] पूरा
    [skipped] छोड़ा गया
    [cancelled] रद्द
    [failed] नहीं हो पाया
   *[other] पता नहीं
}
stop-heading = स्टॉप { $number }: { $kind }
next-stop-heading = अगला स्टॉप: { $number }, { $kind }
next-stop-none = अभी आपका कोई अगला स्टॉप तय नहीं है।
stop-status = स्थिति: { $state }
stop-address-unknown = पता: जानकारी नहीं
stop-windows = समय: { $windows }
stop-windows-none = समय: कोई बंधन नहीं
stop-delay = बताई गई देरी: { $delay }
stop-planned = तय पहुँचने का समय: { $time }
stop-eta = अनुमानित समय: { $time } ({ $asof } का हिसाब)
stop-eta-old = अनुमानित समय: { $time }, पर हिसाब { $age } पुराना है, ग़लत हो सकता है
stop-eta-unknown = अनुमानित समय: पता नहीं
stop-arrived = पहुँचे: { $time }
stop-departed = निकले: { $time }
stop-contact = संपर्क: { $contact }
stop-note = इस स्टॉप का नोट: “{ $text }”
stop-papers = ज़रूरी काग़ज़ात: { $papers }
stop-cancelled = ❗ यह स्टॉप रद्द है।
stop-cancelled-reason = ❗ यह स्टॉप रद्द है। कारण: “{ $reason }”
stop-which = कौन सा स्टॉप? उसका नंबर या शहर लिखें।

## Intent: get_next_stop

get-next-stop-title = अगला स्टॉप
get-next-stop-words = अगला स्टॉप | अगला | मेरा अगला स्टॉप | कहाँ जाना है | अब कहाँ जाना है | अब कहाँ | अगला पता | पहला स्टॉप | agla stop

## Intent: get_route

get-route-title = मेरा रूट
get-route-words = रूट | मेरा रूट | आज का रूट | आज का प्लान | सारे स्टॉप | मेरे स्टॉप | आज के स्टॉप | mera route
get-route-tomorrow-words = कल का रूट | कल मेरा रूट | कल के स्टॉप | कल का प्लान | कल कहाँ जाना है
get-route-yesterday-words = बीते कल का रूट | पिछले दिन का रूट | कल कौन सा रूट था | बीते कल के स्टॉप | कल का पुराना रूट
route-tomorrow-button = कल का रूट
route-heading = { $count ->
    [one] आपका रूट, { $day }: { $count } स्टॉप
   *[other] आपका रूट, { $day }: { $count } स्टॉप
}
route-none = आपका कोई रूट नहीं है: { $day }।
route-cancelled = ❗ आपका रूट रद्द है: { $day }।
route-vehicle = ट्रक: { $plate }
route-trailers = ट्रेलर: { $plates }
route-crew = आपके साथ: { $names }
route-more = { $count ->
    [one] … और { $count } स्टॉप
   *[other] … और { $count } स्टॉप
}

## Intent: get_stop_details

get-stop-details-title = स्टॉप की जानकारी
get-stop-details-words = स्टॉप की जानकारी | स्टॉप जानकारी | जानकारी | स्टॉप # | स्टॉप नंबर # | स्टॉप # की जानकारी | stop # ki jankari

## Intent: answer_stop_question

answer-stop-question-title = स्टॉप के नोट
answer-stop-question-words = नोट | निर्देश | गेट | गेट कोड | डॉक | रैंप | एंट्री | कौन सा गेट | कौन सा डॉक | गेट कहाँ है
stop-notes-none = इस स्टॉप के लिए कोई नोट नहीं है। शायद डिस्पैच को पता हो।

## Intent: get_appointment

get-appointment-title = अपॉइंटमेंट
get-appointment-words = अपॉइंटमेंट | मेरा अपॉइंटमेंट | स्लॉट | मेरा स्लॉट | अपॉइंटमेंट कब है | स्लॉट का समय | टाइम स्लॉट
appointment-time = अपॉइंटमेंट: { $time }
appointment-reference = अपॉइंटमेंट नंबर: { $reference }
appointment-none = इस स्टॉप के लिए कोई अपॉइंटमेंट दर्ज नहीं है।
appointment-status = { $status ->
    [confirmed] स्थिति: पक्का
    [pending] स्थिति: पुष्टि का इंतज़ार
    [unconfirmed] स्थिति: अभी पक्का नहीं
    [rejected] स्थिति: अस्वीकार
    [cancelled] स्थिति: रद्द
    [not_scheduled] स्थिति: अभी बुक नहीं
   *[other] स्थिति: पता नहीं
}
appointment-change = { $state ->
    [accepted] बदलाव मंज़ूर: { $time }
    [rejected] बदलाव नामंज़ूर, पुराना समय ही रहेगा: { $time }
   *[pending] बदलाव माँगा गया, जवाब बाक़ी: { $time }
}

## Intent: get_load

get-load-title = मेरा लोड
get-load-words = लोड | मेरा लोड | माल | कौन सा माल है | क्या माल है | लोड नंबर | रेफ़रेंस | रेफ़रेंस नंबर
load-heading = लोड { $reference }
load-reference = { $type ->
    [load] लोड नंबर
    [po] ऑर्डर नंबर
    [pickup] पिकअप नंबर
    [delivery] डिलीवरी नंबर
    [booking] बुकिंग
    [container] कंटेनर
    [customs] कस्टम नंबर
   *[other] रेफ़रेंस
}: { $value }
load-packaging = { $packaging ->
    [epal] EPAL
    [pallet] पैलेट
    [box] डिब्बे
    [drum] ड्रम
    [ibc] IBC
    [bulk] खुला माल
    [container] कंटेनर
   *[other] नग
}
load-goods = माल: { $goods }
load-goods-unknown = माल: पता नहीं
load-weight = कुल वज़न: { $weight } किग्रा
load-weight-unknown = कुल वज़न: पता नहीं
load-temperature = तापमान: { $range } °C
load-adr = ⚠️ ADR: { $classes }
load-adr-item = UN { $un }, श्रेणी { $class }
load-adr-none = ADR: कोई ख़तरनाक माल नहीं
load-adr-unknown = ADR: पता नहीं, काग़ज़ात देखें
load-seal = सील: { $seal }
load-from = कहाँ से: { $place }
load-to = कहाँ तक: { $place }
load-none = अभी आपके नाम कोई लोड नहीं है।

## Intent: respond_to_offer

respond-to-offer-title = लोड के ऑफ़र
respond-to-offer-words = ऑफ़र | लोड ऑफ़र | लोड के ऑफ़र | मेरे ऑफ़र | नया ऑफ़र | मेरे लिए ऑफ़र है क्या | load offer hai kya
offer-none = अभी आपके लिए कोई खुला लोड ऑफ़र नहीं है।
offer-heading = लोड ऑफ़र { $reference }
offer-pickup = पिकअप: { $time }
offer-distance = दूरी: { $distance } किमी
offer-expires = जवाब कब तक: { $time }
offer-button-accept = मंज़ूर
offer-button-decline = नामंज़ूर
offer-which = कौन सा ऑफ़र?
offer-accept-confirm = यह लोड मंज़ूर है?
offer-decline-confirm = यह लोड नामंज़ूर करें?
offer-accepted = ✅ लोड मंज़ूर: { $reference }
offer-declined = लोड नामंज़ूर: { $reference }

## Intent: get_delivery_status

get-delivery-status-title = डिलीवरी पक्की हुई?
get-delivery-status-words = डिलीवरी की स्थिति | डिलीवरी स्टेटस | क्या डिलीवरी पक्की हुई | मेरी डिलीवरी पक्की हुई | पक्की हुई | pod स्टेटस | pod मिला क्या
delivery-confirmed = ✅ डिलीवरी का सबूत मंज़ूर
delivery-checking = ⏳ डिलीवरी के सबूत की जाँच चल रही है
delivery-rejected = ❌ डिलीवरी का सबूत नामंज़ूर: { $reason }
delivery-missing = 📄 डिलीवरी का सबूत अभी नहीं मिला
delivery-unproven = डिलीवरी का सबूत: पता नहीं
delivery-none = आज या बीते कल की आपकी कोई डिलीवरी दर्ज नहीं है।

## Intent: get_documents

get-documents-title = मेरे काग़ज़ात
get-documents-words = काग़ज़ात | कागजात | दस्तावेज़ | मेरे काग़ज़ात | मेरे कागज | कौन से काग़ज़ बाक़ी हैं | बाक़ी काग़ज़ात | क्या काग़ज़ चाहिए
document-type = { $type ->
    [cmr] CMR
    [ecmr] eCMR
    [bol] बिल ऑफ़ लेडिंग
    [pod] डिलीवरी का सबूत
    [delivery_note] डिलीवरी नोट
    [weight_ticket] वज़न की पर्ची
    [adr_note] ADR काग़ज़ात
    [customs] कस्टम काग़ज़ात
    [posting_declaration] पोस्टिंग घोषणा
    [a1] A1 फ़ॉर्म
    [insurance] बीमा
    [defect_report] ख़राबी की रिपोर्ट
    [receipt] रसीद
    [photo] फ़ोटो
   *[other] काग़ज़
}
documents-required = अभी बाक़ी:
documents-rejected = नामंज़ूर, कृपया फिर भेजें:
documents-expired = समय निकल चुका:
documents-processing = जाँच में:
documents-accepted = मंज़ूर:
documents-none = कुछ बाक़ी नहीं। सब काग़ज़ात ठीक हैं।
document-at-stop = { $document }, स्टॉप { $number }
document-because = { $document }: { $reason }
document-valid-to = { $document }, { $date } तक मान्य
rejection-reason = { $reason ->
    [blurry] फ़ोटो साफ़ नहीं है
    [incomplete] कोई पन्ना या हिस्सा नहीं है
    [unsigned] दस्तख़त नहीं है
    [wrong_document] यह सही काग़ज़ नहीं है
    [unreadable_format] फ़ाइल पढ़ी नहीं जा सकती
    [empty] फ़ाइल ख़ाली है
   *[other] कारण नहीं बताया गया
}

## Intent: send_document

send-document-title = काग़ज़ भेजें
send-document-words = काग़ज़ भेजना है | काग़ज़ भेजें | फ़ोटो भेजना है | फोटो भेजें | cmr भेजना है | pod भेजना है | pod भेजें
send-document-none = अभी आपसे कोई काग़ज़ नहीं चाहिए।
send-document-needed = आपसे चाहिए:
send-document-how = पूरे पन्ने की साफ़ फ़ोटो खींचकर यहाँ भेजें।
send-document-received = 📎 आपका दस्तावेज़ मिल गया। इसे यहाँ पढ़ा नहीं जा सकता, डिस्पैच को बताया गया है, वे इसे दर्ज करेंगे।

## Intent: get_hours

get-hours-title = ड्राइविंग समय
get-hours-words = ड्राइविंग समय | ड्राइविंग टाइम | मेरे घंटे | घंटे | कितनी देर चला सकते हैं | कितना समय बचा है | ब्रेक कब है | ब्रेक कब लेना है | कितने घंटे बचे हैं
hours-now = अभी { $left } और गाड़ी चलाई जा सकती है।
hours-now-none = ⛔ अभी ड्राइविंग का समय नहीं बचा।
hours-now-unknown = बचा हुआ ड्राइविंग समय: पता नहीं। टैकोग्राफ़ या ELD देखें।
hours-today = आज बचा: { $left }
hours-limit = सीमा: { $rule }
hours-rule = { $rule ->
    [break] ब्रेक से पहले की ड्राइविंग
    [daily_driving] दिन की ड्राइविंग
    [weekly_driving] हफ़्ते की ड्राइविंग
    [fortnight_driving] दो हफ़्ते की ड्राइविंग
    [daily_rest] दैनिक आराम बाक़ी
    [weekly_rest] साप्ताहिक आराम बाक़ी
    [drive_11] 11 घंटे की ड्राइविंग सीमा
    [duty_14] 14 घंटे की अवधि
    [break_30] 30 मिनट का ब्रेक
    [cycle] 60/70 घंटे का चक्र
   *[other] दूसरा नियम
}
hours-break = अगला ब्रेक: { $time } तक
hours-break-length = अगला ब्रेक: { $time } तक, { $length }
hours-rest = आराम { $time } तक शुरू होना चाहिए
hours-again = { $time } से फिर गाड़ी चलाई जा सकती है
hours-violations = { $count ->
    [one] ❗ { $count } उल्लंघन दर्ज है।
   *[other] ❗ { $count } उल्लंघन दर्ज हैं।
}
hours-fresh = { $time } तक की जानकारी। टैकोग्राफ़ या ELD ही मान्य है।
hours-aging = ⚠️ यह जानकारी { $age } पुरानी है ({ $time })। टैकोग्राफ़ या ELD ही मान्य है।
hours-too-old = आख़िरी जानकारी { $time } की है, { $age } पुरानी। संख्या बताने के लिए यह बहुत पुरानी है। टैकोग्राफ़ या ELD देखें।
hours-unknown = आपके ड्राइविंग समय की जानकारी नहीं है। टैकोग्राफ़ या ELD देखें।

## Intent: get_earnings

get-earnings-title = मेरी कमाई
get-earnings-words = कमाई | मेरी कमाई | वेतन | मेरा वेतन | सैलरी | कितना कमाया | तनख़्वाह | पे स्लिप
earnings-heading = कमाई { $start } – { $end }
earnings-status = { $status ->
    [estimated] अनुमान, बदल सकता है
    [approved] मंज़ूर
    [paid] भुगतान हो गया
   *[other] स्थिति: पता नहीं
}
earnings-total = कुल: { $amount }
earnings-none = { $start } – { $end } का कोई हिसाब नहीं है।
earnings-type = { $type ->
    [hourly] घंटे
    [mileage] दूरी
    [per_diem] दैनिक भत्ता
    [detention] इंतज़ार
    [bonus] बोनस
    [reimbursement] ख़र्च
    [advance] एडवांस
    [deduction] कटौती
   *[other] अन्य
}

## Intent: get_vehicle

get-vehicle-title = ट्रक और ट्रेलर
get-vehicle-words = ट्रक | ट्रेलर | मेरा ट्रक | मेरा ट्रेलर | गाड़ी | मेरी गाड़ी | कौन सा ट्रक | गाड़ी नंबर
vehicle-truck = ट्रक: { $plate }
vehicle-trailer = ट्रेलर: { $plate }
vehicle-trailer-none = ट्रेलर: कोई नहीं
vehicle-height = ऊँचाई: { $height } मी
vehicle-service-both = अगली सर्विस: { $day }, या { $distance } किमी पर
vehicle-service-day = अगली सर्विस: { $day }
vehicle-service-distance = अगली सर्विस: { $distance } किमी पर
vehicle-service-unknown = अगली सर्विस: पता नहीं
vehicle-defects = { $count ->
    [one] 🔧 { $count } ख़राबी दर्ज
   *[other] 🔧 { $count } ख़राबियाँ दर्ज
}
vehicle-unsafe = ⛔ एक ख़राबी की वजह से गाड़ी चलाना सुरक्षित नहीं है। डिस्पैच को कॉल करें।
vehicle-none = अभी आपके नाम कोई ट्रक नहीं है।

## Intent: report_delay

report-delay-title = देर हो रही है
report-delay-words = देर हो रही है | देर | देरी | देरी बताएँ | मुझे देर होगी | लेट | # मिनट की देरी | # मिनट लेट | # मिनट देर
delay-none = आपका कोई खुला स्टॉप नहीं है जिसके लिए देरी बताई जाए।
delay-ask = कितनी देर होगी: { $stop }? चुनें या लिखें, जैसे “40 मिनट, ट्रैफ़िक”।
delay-confirm = डिस्पैच को { $delay } की देरी बताएँ: { $stop }?
delay-reason-line = कारण: { $reason }
delay-reason = { $reason ->
    [traffic] ट्रैफ़िक
    [weather] मौसम
    [breakdown] गाड़ी ख़राब
    [accident] हादसा
    [loading_wait] लोडिंग या अनलोडिंग का इंतज़ार
    [site_closed] जगह बंद
    [border] सीमा
    [documents] काग़ज़ात
    [hours_limit] ड्राइविंग समय
    [previous_stop] पिछला स्टॉप
   *[other] अन्य
}
delay-done = ✅ बता दिया गया। डिस्पैच को { $delay } की देरी पता है।
delay-missed = ⚠️ समय पर नहीं पहुँचेंगे: { $stops }

## Intent: report_incident

report-incident-title = समस्या बताएँ
report-incident-words = समस्या | समस्या है | समस्या बताएँ | दिक़्क़त है | नुक़सान | माल ख़राब है | माल टूटा है | नुक़सान बताएँ
incident-safety = 🚨 कोई घायल हो या ख़तरा हो तो पहले 112 पर कॉल करें (अमेरिका में 911)।
incident-ask = क्या हुआ?
incident-kind = { $kind ->
    [accident] हादसा
    [breakdown] गाड़ी ख़राब
    [damage] माल ख़राब
    [shortage] माल कम
    [refusal] माल लेने से मना
    [theft] चोरी
    [threat] धमकी
    [medical] सेहत की समस्या
    [site_closed] जगह बंद
    [wrong_address] ग़लत पता
   *[other] अन्य
}
incident-confirm = डिस्पैच को बताएँ: { $kind }?
incident-note = आपके शब्द: “{ $text }”
incident-done = ✅ डिस्पैच को बता दिया गया: { $kind }।

## Intent: report_defect

report-defect-title = गाड़ी में ख़राबी
report-defect-words = ख़राबी | गाड़ी में ख़राबी | ख़राबी बताएँ | ट्रक में ख़राबी | ट्रेलर में ख़राबी | कुछ टूट गया
defect-ask = ट्रक या ट्रेलर में क्या ख़राब है? एक संदेश में लिखें, जैसे “बाईं ब्रेक लाइट नहीं जल रही”।
defect-confirm = यह ख़राबी बताएँ? “{ $text }”
defect-unsafe = ⛔ दर्ज: आगे न चलाएँ।
defect-done = ✅ ख़राबी बता दी गई।
report-number = रिपोर्ट नंबर: { $number }

## Intent: claim_waiting_time

claim-waiting-time-title = इंतज़ार का समय
claim-waiting-time-words = इंतज़ार | इंतज़ार का समय | वेटिंग | वेटिंग टाइम | इंतज़ार का पैसा | कितनी देर से इंतज़ार है | डिटेंशन
waiting-none = अभी आपके नाम कोई इंतज़ार दर्ज नहीं है।
waiting-waited = इंतज़ार: { $waited }
waiting-free = इसमें बिना भुगतान: { $free }
waiting-before = दावा कब तक: { $time }
waiting-state = { $state ->
    [none] अभी दावा नहीं किया
    [requested] दावा भेजा, जवाब बाक़ी
    [approved] ✅ दावा मंज़ूर
    [rejected] ❌ दावा नामंज़ूर
   *[other] दावा: पता नहीं
}
waiting-confirm = इंतज़ार का दावा भेजें: { $stop }?
waiting-done = ✅ इंतज़ार का दावा भेजा गया: { $stop }

## Intents: confirm_arrival, confirm_departure

confirm-arrival-title = पहुँच गए
confirm-arrival-words = पहुँच गया | पहुँच गई | पहुँच गए | मैं पहुँच गया | मैं पहुँच गई | यहाँ पहुँचे | pahunch gaya
confirm-departure-title = निकल गए
confirm-departure-words = निकल गया | निकल गई | निकल गए | निकल रहे हैं | मैं निकल गया | मैं निकल गई | nikal gaya
arrival-confirm = पहुँचना दर्ज करें: { $stop }, { $time }?
arrival-done = ✅ पहुँचना दर्ज: { $stop }, { $time }
arrival-not-possible = पहुँचना अभी दर्ज नहीं हो सकता: { $stop }। स्थिति: { $state }।
departure-confirm = निकलना दर्ज करें: { $stop }, { $time }?
departure-done = ✅ निकलना दर्ज: { $stop }, { $time }
departure-not-possible = निकलना अभी दर्ज नहीं हो सकता: { $stop }। स्थिति: { $state }।
transition-none = अभी आपका कोई खुला स्टॉप नहीं है।

## Intents: contact_dispatcher, message_dispatcher, talk_to_person

contact-dispatcher-title = डिस्पैच को कॉल
contact-dispatcher-words = डिस्पैच | डिस्पैचर | डिस्पैच को कॉल | डिस्पैचर का नंबर | डिस्पैच का नंबर | मेरा डिस्पैचर कौन है | dispatcher number do
dispatcher-on = ड्यूटी पर, { $time } तक
dispatcher-hours = ड्यूटी: { $start }–{ $end }
dispatcher-off = अभी ड्यूटी पर नहीं
dispatcher-off-until = अभी ड्यूटी पर नहीं, वापसी: { $time }
dispatcher-backup = दूसरा संपर्क: { $contact }
dispatcher-none = डिस्पैच का कोई नंबर दर्ज नहीं है। अपनी कंपनी को कॉल करें।
message-dispatcher-title = डिस्पैच को संदेश
message-dispatcher-words = डिस्पैच को संदेश | डिस्पैच को लिखें | डिस्पैच को मैसेज | डिस्पैचर को मैसेज | डिस्पैच को मैसेज भेजो | डिस्पैच को बताओ
message-ask = डिस्पैच को क्या बताना है? “डिस्पैच को बताओ” लिखकर अपना संदेश लिखें।
message-confirm = यह डिस्पैच को भेजें? “{ $text }”
message-done = ✅ डिस्पैच को भेज दिया गया।
talk-to-person-title = किसी से बात करें
talk-to-person-words = इंसान | किसी से बात करनी है | इंसान से बात करनी है | किसी व्यक्ति से बात | असली इंसान | ऑपरेटर | एजेंट
handoff-done = किसी से कहा गया है कि यहाँ आपसे संपर्क करें। बहुत ज़रूरी हो तो डिस्पैच को कॉल करें।

## Intent: get_help

get-help-title = मदद
get-help-words = मदद | मेनू | शुरू | क्या कर सकते हो | विकल्प | सहायता | madad | ?
help-body = इनमें मदद मिल सकती है। जो चाहिए वह सीधे लिख भी सकते हैं।

## Intent: change_language

change-language-title = भाषा
change-language-words = भाषा | भाषा बदलें | भाषा बदलो | दूसरी भाषा | मेरी भाषा | भाषा चुनें
language-ask = कौन सी भाषा चाहिए?
language-choose = भाषाएँ
language-changed = अब से जवाब हिन्दी में मिलेंगे।

## Intent: set_notifications

set-notifications-title = सूचनाएँ
set-notifications-words = सूचनाएँ | सूचना | मेरी सूचनाएँ | सूचना सेटिंग | नोटिफ़िकेशन | सूचनाएँ बदलें
set-notifications-stop-words = बंद करो | सूचना बंद करो | सूचनाएँ बंद | नोटिफ़िकेशन बंद | संदेश मत भेजो | अनसब्सक्राइब
set-notifications-resume-words = चालू करो | सूचना चालू करो | सूचनाएँ चालू | नोटिफ़िकेशन चालू | फिर से भेजो | सब्सक्राइब
notifications-ask = क्या बिना पूछे भी संदेश भेजे जाएँ, जैसे रूट बदलने पर?
notifications-off = ठीक है, संदेश सिर्फ़ आपके लिखने पर जाएगा। फिर चालू करने के लिए “चालू करो” लिखें।
notifications-on = ठीक है, रूट बदलने पर ख़बर मिलेगी। बंद करने के लिए “बंद करो” लिखें।
notifications-button-on = चालू करें
notifications-button-off = बंद करें
