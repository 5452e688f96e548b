### Ce que dit l'assistant en français (vous). Les mêmes clés et les mêmes champs qu'en anglais.

## Days, times, ages

day-today = aujourd'hui
day-tomorrow = demain
day-yesterday = hier
day-and-time = { $day }, { $time }
day-whole = toute la journée
duration-hours = { $hours } h { $minutes } min
duration-minutes = { $minutes } min
as-of = ⚠️ Données enregistrées ({ $time }) : le système de l'entreprise ne répond pas pour l'instant.
zone-note = Heures locales : { $city }.
unknown = inconnu

## Frame: understanding and limits

greeting = Bonjour { $name } ! Que puis-je faire pour vous ?
greeting-nameless = Bonjour ! Que puis-je faire pour vous ?
not-found = Je ne trouve pas cela dans vos tournées, arrêts et chargements.
not-understood = Désolé, je n'ai pas compris. Dites-le autrement ou choisissez dans le menu.
ask-again-expired = Désolé, je n'ai pas pu répondre à temps. Rien n'a été modifié. Merci de reposer la question.
button-ask-again = Redemander
button-yes = Oui
button-no = Non
button-choose = Choisir
button-menu = Menu
rate-limited = Cela fait beaucoup de messages à la fois. Attendez une minute, puis écrivez à nouveau.
unlinked-hint = Ce numéro n'est associé à aucun conducteur. Demandez à l'exploitation de l'ajouter à votre fiche, puis écrivez à nouveau.
logistics-unavailable = Le système de l'entreprise ne répond pas pour l'instant. Réessayez dans quelques minutes ou appelez l'exploitation.
model-unavailable = Pour l'instant, je ne comprends que les messages courts, par exemple « prochain arrêt » ou « tournée ». Vous pouvez aussi utiliser le menu.
capability-missing = Le système de votre entreprise ne fournit pas cela. Demandez à l'exploitation.
busy-answering = Un instant, je m'occupe encore de votre question précédente.
budget-exhausted = La limite de questions libres est atteinte pour aujourd'hui. Le menu et les messages courts comme « prochain arrêt » fonctionnent toujours.
degraded-note = ℹ️ Certains contrôles ne sont pas disponibles pour l'instant ; ceci est une réponse standard.
deactivated = Votre accès est désactivé. Contactez votre entreprise.

## Frame: what guardrails stop

blocked-injection = Je ne peux pas faire cela. Je peux vous aider pour la tournée, les arrêts, les chargements, les heures et les documents.
blocked-nsfw = Je ne peux pas vous aider pour cela. Restons-en au travail.
blocked-scope = Je ne peux vous aider que pour votre travail : tournée, arrêts, chargements, heures, documents.
blocked-authorization = Je ne peux montrer que vos propres données. Pour le reste, demandez à l'exploitation.
blocked-size = Ce message est trop long. Envoyez-en un plus court.
blocked-generic = Je ne peux pas répondre à cela. Choisissez dans le menu ou demandez à l'exploitation.
selfharm-care = Vous avez bien fait de l'écrire. Vous pouvez trouver de l'aide. Si vous êtes en danger maintenant, arrêtez-vous en lieu sûr et appelez le 112 (en France aussi le 3114, aux États-Unis le 911 ou le 988). Je préviens une personne de votre entreprise pour qu'elle vous contacte.

## Frame: emergencies

emergency-accident = 🚨 Accident : appelez tout de suite le 112 (911 aux États-Unis) en cas de blessés ou de danger. Mettez-vous d'abord à l'abri. Je préviens l'exploitation.
emergency-breakdown = ⚠️ Panne : arrêtez-vous en lieu sûr, feux de détresse, gilet, triangle. En cas de danger, appelez le 112 (911 aux États-Unis). Je préviens l'exploitation.
emergency-threat = 🚨 En cas de menace : mettez-vous à l'abri et appelez le 112 (911 aux États-Unis). Ne discutez pas, ne résistez pas. Je préviens l'exploitation.
emergency-theft = 🚨 Vol : ne poursuivez personne. Appelez la police, 112 (911 aux États-Unis). Si possible, ne touchez à rien. Je préviens l'exploitation.
emergency-medical = 🚨 Urgence médicale : arrêtez-vous en lieu sûr et appelez tout de suite le 112 (911 aux États-Unis). Je préviens l'exploitation.

## Frame: actions

action-expired = La demande a expiré et rien n'a été fait. Merci de reposer la question.
action-cancelled = D'accord, rien n'a été envoyé.
action-already-done = C'est déjà fait.
action-failed = Cela n'a pas fonctionné et rien n'a été modifié. Réessayez ou appelez l'exploitation.
action-unknown = Je ne sais pas si cela est bien passé. L'exploitation est prévenue et va vérifier. Merci de ne pas le renvoyer.

## Frame: what was sent

media-received = J'ai bien reçu votre fichier. Écrivez en quelques mots à quoi il sert.
voice-not-understood = Je n'ai pas compris le message vocal. Merci de l'écrire.
unsupported-message = Je ne peux pas ouvrir ce type de message. Merci de l'écrire.
location-received = Merci, j'ai votre position. De quoi avez-vous besoin ?
contacts-received = Je ne peux pas utiliser les fiches de contact et je ne les garde pas. Écrivez ce qu'il vous faut.

## Words of politeness

politeness-words = s'il vous plaît | s'il te plaît | svp | stp | merci | bonjour | bonsoir | salut

## Stops: facts that several answers share

stop-kind = { $kind ->
    [pickup] enlèvement
    [delivery] livraison
    [handover] relais
    [depot] dépôt
    [break] pause
    [fuel] carburant
    [border] frontière
   *[other] arrêt
}
stop-state = { $state ->
    [scheduled] prévu
    [en_route] en route
    [arrived] sur place
    [servicing] chargement ou déchargement
    [departed] terminé
    [skipped] sauté
    [cancelled] annulé
    [failed] non réalisé
   *[other] inconnu
}
stop-heading = Arrêt { $number } : { $kind }
next-stop-heading = Prochain arrêt : { $number }, { $kind }
next-stop-none = Vous n'avez plus d'arrêt prévu pour l'instant.
stop-status = Statut : { $state }
stop-address-unknown = Adresse : inconnue
stop-windows = Créneau : { $windows }
stop-windows-none = Créneau : aucun
stop-delay = Retard signalé : { $delay }
stop-planned = Arrivée planifiée : { $time }
stop-eta = Arrivée estimée : { $time } (calcul : { $asof })
stop-eta-old = Arrivée estimée : { $time }, mais calculée il y a { $age } ; elle peut être fausse
stop-eta-unknown = Arrivée estimée : inconnue
stop-arrived = Arrivée : { $time }
stop-departed = Départ : { $time }
stop-contact = Contact : { $contact }
stop-note = Note pour cet arrêt : « { $text } »
stop-papers = Documents nécessaires : { $papers }
stop-cancelled = ❗ Cet arrêt est annulé.
stop-cancelled-reason = ❗ Cet arrêt est annulé. Motif : « { $reason } »
stop-which = Quel arrêt ? Écrivez son numéro ou la ville.

## Intent: get_next_stop

get-next-stop-title = Prochain arrêt
get-next-stop-words = prochain arrêt | prochain | arrêt suivant | suivant | mon prochain arrêt | où je vais | où aller maintenant | c'est où le prochain | premier arrêt

## Intent: get_route

get-route-title = Ma tournée
get-route-words = tournée | ma tournée | tournée du jour | ma tournée aujourd'hui | arrêts | mes arrêts | tous les arrêts | itinéraire | planning
get-route-tomorrow-words = demain | tournée de demain | ma tournée demain | ma tournée de demain | arrêts de demain | planning de demain
get-route-yesterday-words = hier | tournée d'hier | ma tournée hier | ma tournée d'hier | arrêts d'hier
route-tomorrow-button = Demain
route-heading = { $count ->
    [one] Votre tournée, { $day } : { $count } arrêt
   *[other] Votre tournée, { $day } : { $count } arrêts
}
route-none = Pas de tournée pour vous : { $day }.
route-cancelled = ❗ Votre tournée est annulée : { $day }.
route-vehicle = Camion : { $plate }
route-trailers = Remorque : { $plates }
route-crew = Avec vous : { $names }
route-more = { $count ->
    [one] … et encore { $count } arrêt
   *[other] … et encore { $count } arrêts
}

## Intent: get_stop_details

get-stop-details-title = Détails de l'arrêt
get-stop-details-words = détails de l'arrêt | infos arrêt | détails | arrêt # | arrêt numéro # | détails arrêt # | infos arrêt #

## Intent: answer_stop_question

answer-stop-question-title = Notes sur l'arrêt
answer-stop-question-words = notes | consignes | instructions | portail | code du portail | quai | accès | entrée | quel quai | où est l'entrée
stop-notes-none = Il n'y a pas de notes pour cet arrêt. L'exploitation en sait peut-être plus.

## Intent: get_appointment

get-appointment-title = Rendez-vous
get-appointment-words = rendez-vous | mon rendez-vous | rdv | créneau | créneau horaire | à quelle heure est le rendez-vous | heure du rdv
appointment-time = Rendez-vous : { $time }
appointment-reference = Numéro de rendez-vous : { $reference }
appointment-none = Aucun rendez-vous n'est enregistré pour cet arrêt.
appointment-status = { $status ->
    [confirmed] Statut : confirmé
    [pending] Statut : en attente de confirmation
    [unconfirmed] Statut : pas encore confirmé
    [rejected] Statut : refusé
    [cancelled] Statut : annulé
    [not_scheduled] Statut : pas encore réservé
   *[other] Statut : inconnu
}
appointment-change = { $state ->
    [accepted] Changement accepté : { $time }
    [rejected] Changement refusé, l'ancien créneau reste : { $time }
   *[pending] Changement demandé, pas encore de réponse : { $time }
}

## Intent: get_load

get-load-title = Mon chargement
get-load-words = chargement | mon chargement | marchandise | fret | qu'est-ce que je transporte | numéro de chargement | référence | numéro de référence
load-heading = Chargement { $reference }
load-reference = { $type ->
    [load] Numéro de chargement
    [po] Bon de commande
    [pickup] Numéro d'enlèvement
    [delivery] Numéro de livraison
    [booking] Réservation
    [container] Conteneur
    [customs] Numéro de douane
   *[other] Référence
} : { $value }
load-packaging = { $packaging ->
    [epal] EPAL
    [pallet] palette
    [box] carton
    [drum] fût
    [ibc] IBC
    [bulk] vrac
    [container] conteneur
   *[other] pièces
}
load-goods = Marchandise : { $goods }
load-goods-unknown = Marchandise : inconnue
load-weight = Poids brut : { $weight } kg
load-weight-unknown = Poids brut : inconnu
load-temperature = Température : { $range } °C
load-adr = ⚠️ ADR : { $classes }
load-adr-item = ONU { $un }, classe { $class }
load-adr-none = ADR : pas de matières dangereuses
load-adr-unknown = ADR : inconnu, vérifiez les papiers
load-seal = Scellé : { $seal }
load-from = De : { $place }
load-to = À : { $place }
load-none = Aucun chargement ne vous est attribué pour l'instant.

## Intent: respond_to_offer

respond-to-offer-title = Offres de chargement
respond-to-offer-words = offre | offres | offre de chargement | offres de chargement | mes offres | des offres pour moi
offer-none = Il n'y a pas d'offre de chargement en cours pour vous.
offer-heading = Offre de chargement { $reference }
offer-pickup = Enlèvement : { $time }
offer-distance = Distance : { $distance } km
offer-expires = Répondre avant : { $time }
offer-button-accept = Accepter
offer-button-decline = Refuser
offer-which = Quelle offre ?
offer-accept-confirm = Accepter ce chargement ?
offer-decline-confirm = Refuser ce chargement ?
offer-accepted = ✅ Chargement accepté : { $reference }
offer-declined = Chargement refusé : { $reference }

## Intent: get_delivery_status

get-delivery-status-title = Livraison confirmée ?
get-delivery-status-words = statut de la livraison | livraison confirmée | ma livraison est confirmée | la livraison est confirmée | confirmée | pod accepté | statut du pod
delivery-confirmed = ✅ Preuve de livraison acceptée
delivery-checking = ⏳ Preuve de livraison en cours de vérification
delivery-rejected = ❌ Preuve de livraison refusée : { $reason }
delivery-missing = 📄 Preuve de livraison pas encore reçue
delivery-unproven = Preuve de livraison : inconnue
delivery-none = Aucune livraison de votre part n'est enregistrée aujourd'hui ni hier.

## Intent: get_documents

get-documents-title = Mes documents
get-documents-words = documents | papiers | mes documents | mes papiers | papiers manquants | documents manquants | quels papiers manquent | il manque quoi
document-type = { $type ->
    [cmr] CMR
    [ecmr] eCMR
    [bol] Connaissement
    [pod] Preuve de livraison
    [delivery_note] Bon de livraison
    [weight_ticket] Ticket de pesée
    [adr_note] Documents ADR
    [customs] Documents de douane
    [posting_declaration] Déclaration de détachement
    [a1] Formulaire A1
    [insurance] Assurance
    [defect_report] Rapport de défaut
    [receipt] Reçu
    [photo] Photo
   *[other] Document
}
documents-required = Manquent encore :
documents-rejected = Refusés, merci de renvoyer :
documents-expired = Expirés :
documents-processing = En vérification :
documents-accepted = Acceptés :
documents-none = Il ne manque rien. Tous les papiers sont en ordre.
document-at-stop = { $document }, arrêt { $number }
document-because = { $document } : { $reason }
document-valid-to = { $document }, valable jusqu'au { $date }
rejection-reason = { $reason ->
    [blurry] la photo n'est pas nette
    [incomplete] il manque une page ou une partie
    [unsigned] il manque la signature
    [wrong_document] ce n'est pas le bon document
    [unreadable_format] le fichier est illisible
    [empty] le fichier est vide
   *[other] sans motif indiqué
}

## Intent: send_document

send-document-title = Envoyer un document
send-document-words = envoyer document | envoyer un document | envoyer photo | envoyer une photo | envoyer cmr | envoyer le cmr | envoyer pod | envoyer bon de livraison
send-document-none = Aucun document n'est attendu de vous pour l'instant.
send-document-needed = À envoyer :
send-document-how = Prenez une photo nette de la page entière et envoyez-la ici.
send-document-received = 📎 J'ai votre document. Je ne peux pas le lire ; l'exploitation est prévenue et le classera.

## Intent: get_hours

get-hours-title = Heures de conduite
get-hours-words = heures | mes heures | heures de conduite | temps de conduite | combien je peux rouler | combien de temps il me reste | c'est quand ma pause | quand faire ma pause | heures restantes
hours-now = Vous pouvez encore conduire { $left }.
hours-now-none = ⛔ Vous n'avez plus de temps de conduite pour l'instant.
hours-now-unknown = Temps de conduite restant : inconnu. Regardez le tachygraphe ou l'ELD.
hours-today = Reste aujourd'hui : { $left }
hours-limit = Limite : { $rule }
hours-rule = { $rule ->
    [break] conduite avant la pause
    [daily_driving] conduite journalière
    [weekly_driving] conduite hebdomadaire
    [fortnight_driving] conduite sur deux semaines
    [daily_rest] repos journalier à prendre
    [weekly_rest] repos hebdomadaire à prendre
    [drive_11] limite de 11 heures de conduite
    [duty_14] période de 14 heures
    [break_30] pause de 30 minutes
    [cycle] cycle de 60/70 heures
   *[other] autre règle
}
hours-break = Prochaine pause : avant { $time }
hours-break-length = Prochaine pause : avant { $time }, { $length }
hours-rest = Le repos doit commencer avant { $time }
hours-again = Vous pourrez reprendre la route à partir de { $time }
hours-violations = { $count ->
    [one] ❗ { $count } infraction enregistrée.
   *[other] ❗ { $count } infractions enregistrées.
}
hours-fresh = Données à jour : { $time }. Le tachygraphe ou l'ELD fait foi.
hours-aging = ⚠️ Ces données datent d'il y a { $age } ({ $time }). Le tachygraphe ou l'ELD fait foi.
hours-too-old = Dernières données : { $time }, il y a { $age }. C'est trop vieux pour donner un chiffre. Regardez le tachygraphe ou l'ELD.
hours-unknown = Je n'ai pas de données sur vos heures de conduite. Regardez le tachygraphe ou l'ELD.

## Intent: get_earnings

get-earnings-title = Ma paie
get-earnings-words = paie | ma paie | salaire | mon salaire | combien j'ai gagné | mes gains | fiche de paie | bulletin de paie
earnings-heading = Paie { $start } – { $end }
earnings-status = { $status ->
    [estimated] Estimation, peut encore changer
    [approved] Validée
    [paid] Payée
   *[other] Statut : inconnu
}
earnings-total = Total : { $amount }
earnings-none = Il n'y a pas de relevé pour { $start } – { $end }.
earnings-type = { $type ->
    [hourly] Heures
    [mileage] Kilométrage
    [per_diem] Indemnités
    [detention] Temps d'attente
    [bonus] Prime
    [reimbursement] Frais
    [advance] Acompte
    [deduction] Retenue
   *[other] Autre
}

## Intent: get_vehicle

get-vehicle-title = Camion et remorque
get-vehicle-words = camion | remorque | mon camion | ma remorque | véhicule | mon véhicule | quel camion | immatriculation
vehicle-truck = Camion : { $plate }
vehicle-trailer = Remorque : { $plate }
vehicle-trailer-none = Remorque : aucune
vehicle-height = Hauteur : { $height } m
vehicle-service-both = Prochain entretien : { $day }, ou à { $distance } km
vehicle-service-day = Prochain entretien : { $day }
vehicle-service-distance = Prochain entretien : à { $distance } km
vehicle-service-unknown = Prochain entretien : inconnu
vehicle-defects = { $count ->
    [one] 🔧 { $count } défaut en cours
   *[other] 🔧 { $count } défauts en cours
}
vehicle-unsafe = ⛔ Un défaut interdit de rouler. Appelez l'exploitation.
vehicle-none = Aucun camion ne vous est attribué pour l'instant.

## Intent: report_delay

report-delay-title = Je suis en retard
report-delay-words = je suis en retard | en retard | retard | j'ai du retard | signaler un retard | je vais être en retard | # minutes de retard | # min de retard | retard de # minutes
delay-none = Vous n'avez aucun arrêt en cours pour lequel signaler un retard.
delay-ask = Combien de retard pour { $stop } ? Choisissez, ou écrivez par exemple « 40 minutes, bouchons ».
delay-confirm = Signaler à l'exploitation un retard de { $delay } pour { $stop } ?
delay-reason-line = Motif : { $reason }
delay-reason = { $reason ->
    [traffic] circulation
    [weather] météo
    [breakdown] panne
    [accident] accident
    [loading_wait] attente au chargement ou au déchargement
    [site_closed] site fermé
    [border] frontière
    [documents] documents
    [hours_limit] heures de conduite
    [previous_stop] arrêt précédent
   *[other] autre
}
delay-done = ✅ C'est signalé. L'exploitation sait que vous aurez { $delay } de retard.
delay-missed = ⚠️ Créneau qui ne sera pas tenu : { $stops }

## Intent: report_incident

report-incident-title = Signaler un problème
report-incident-words = problème | j'ai un problème | signaler un problème | incident | dommage | marchandise abîmée | marchandise endommagée | signaler un dommage
incident-safety = 🚨 En cas de blessés ou de danger, appelez d'abord le 112 (911 aux États-Unis).
incident-ask = Que s'est-il passé ?
incident-kind = { $kind ->
    [accident] Accident
    [breakdown] Panne
    [damage] Marchandise abîmée
    [shortage] Marchandise manquante
    [refusal] Marchandise refusée
    [theft] Vol
    [threat] Menace
    [medical] Problème médical
    [site_closed] Site fermé
    [wrong_address] Mauvaise adresse
   *[other] Autre
}
incident-confirm = Signaler ceci à l'exploitation : { $kind } ?
incident-note = Vos mots : « { $text } »
incident-done = ✅ Signalé à l'exploitation : { $kind }.

## Intent: report_defect

report-defect-title = Défaut du véhicule
report-defect-words = défaut | signaler un défaut | défaut du véhicule | défaut du camion | défaut de la remorque | quelque chose est cassé
defect-ask = Qu'est-ce qui ne va pas sur le camion ou la remorque ? Décrivez-le en un message, par exemple « feu stop gauche en panne ».
defect-confirm = Signaler ce défaut ? « { $text } »
defect-unsafe = ⛔ Indiqué : ne plus rouler.
defect-done = ✅ Défaut signalé.
report-number = Numéro du signalement : { $number }

## Intent: claim_waiting_time

claim-waiting-time-title = Temps d'attente
claim-waiting-time-words = attente | temps d'attente | j'attends | demander l'attente | déclarer l'attente | depuis combien de temps j'attends | immobilisation
waiting-none = Aucun temps d'attente n'est enregistré pour vous.
waiting-waited = Attente : { $waited }
waiting-free = Dont non payé : { $free }
waiting-before = À demander avant : { $time }
waiting-state = { $state ->
    [none] Pas encore demandé
    [requested] Demandé, pas encore de réponse
    [approved] ✅ Demande acceptée
    [rejected] ❌ Demande refusée
   *[other] Demande : inconnue
}
waiting-confirm = Demander le temps d'attente pour { $stop } ?
waiting-done = ✅ Demande de temps d'attente envoyée : { $stop }

## Intents: confirm_arrival, confirm_departure

confirm-arrival-title = Je suis sur place
confirm-arrival-words = arrivé | arrivée | je suis arrivé | je suis arrivée | je suis là | je suis sur place | sur place | confirmer l'arrivée
confirm-departure-title = Je repars
confirm-departure-words = parti | partie | je suis parti | je suis partie | je pars | je repars | départ | confirmer le départ
arrival-confirm = Confirmer votre arrivée : { $stop }, { $time } ?
arrival-done = ✅ Arrivée enregistrée : { $stop }, { $time }
arrival-not-possible = L'arrivée ne peut pas être enregistrée maintenant : { $stop }. Statut : { $state }.
departure-confirm = Confirmer votre départ : { $stop }, { $time } ?
departure-done = ✅ Départ enregistré : { $stop }, { $time }
departure-not-possible = Le départ ne peut pas être enregistré maintenant : { $stop }. Statut : { $state }.
transition-none = Vous n'avez aucun arrêt en cours.

## Intents: contact_dispatcher, message_dispatcher, talk_to_person

contact-dispatcher-title = Appeler l'exploitation
contact-dispatcher-words = exploitation | exploitant | appeler l'exploitation | numéro de l'exploitation | téléphone de l'exploitation | qui est mon exploitant | dispatch
dispatcher-on = En service jusqu'à { $time }
dispatcher-hours = Service : { $start }–{ $end }
dispatcher-off = Hors service pour l'instant
dispatcher-off-until = Hors service pour l'instant, retour { $time }
dispatcher-backup = Remplacement : { $contact }
dispatcher-none = Aucun contact d'exploitation n'est enregistré. Appelez votre entreprise.
message-dispatcher-title = Message exploitation
message-dispatcher-words = écrire à l'exploitation | message à l'exploitation | message pour l'exploitation | envoyer un message à l'exploitation | prévenir l'exploitation | message au dispatch
message-ask = Que dois-je transmettre à l'exploitation ? Écrivez « dis à l'exploitation » puis votre message.
message-confirm = Envoyer ceci à l'exploitation ? « { $text } »
message-done = ✅ Envoyé à l'exploitation.
talk-to-person-title = Parler à quelqu'un
talk-to-person-words = une personne | parler à une personne | parler à quelqu'un | un humain | vraie personne | opérateur | agent
handoff-done = J'ai demandé à une personne de vous contacter ici. Si c'est urgent, appelez l'exploitation.

## Intent: get_help

get-help-title = Aide
get-help-words = aide | menu | démarrer | que peux-tu faire | que pouvez-vous faire | options | commandes | ?
help-body = Je peux vous aider pour ceci. Vous pouvez aussi écrire ce qu'il vous faut.

## Intent: change_language

change-language-title = Langue
change-language-words = langue | changer de langue | autre langue | changer la langue | ma langue | choisir la langue
language-ask = Quelle langue souhaitez-vous ?
language-choose = Langues
language-changed = À partir de maintenant, je vous écris en français.

## Intent: set_notifications

set-notifications-title = Notifications
set-notifications-words = notifications | alertes | mes notifications | réglages notifications | changer les notifications | avis
set-notifications-stop-words = stop | désabonner | me désabonner | arrêter les notifications | plus de notifications | pas de notifications | désactiver les notifications
set-notifications-resume-words = reprendre | m'abonner | réactiver | activer les notifications | remettre les notifications | avec notifications
notifications-ask = Voulez-vous recevoir mes messages sans avoir demandé, par exemple en cas de changement de tournée ?
notifications-off = D'accord, je n'écris que si vous m'écrivez. Pour réactiver les messages, écrivez « reprendre ».
notifications-on = D'accord, je vous préviens des changements de tournée. Pour arrêter, écrivez « stop ».
notifications-button-on = Activer
notifications-button-off = Désactiver
