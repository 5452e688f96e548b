### Lo que dice el asistente en español (tú). Las mismas claves y los mismos huecos que en inglés.

## Days, times, ages

day-today = hoy
day-tomorrow = mañana
day-yesterday = ayer
day-and-time = { $day }, { $time }
day-whole = todo el día
duration-hours = { $hours } h { $minutes } min
duration-minutes = { $minutes } min
as-of = ⚠️ Datos guardados ({ $time }): ahora no hay conexión con el sistema de la empresa.
zone-note = Horas locales: { $city }.
unknown = no se sabe

## Frame: understanding and limits

greeting = ¡Hola, { $name }! ¿En qué te ayudo?
greeting-nameless = ¡Hola! ¿En qué te ayudo?
not-found = No lo encuentro entre tus rutas, paradas y cargas.
not-understood = Perdona, no lo he entendido. Dilo de otra manera o elige en el menú.
ask-again-expired = Lo siento, no he podido responder a tiempo. No se ha cambiado nada. Pregunta otra vez, por favor.
button-ask-again = Preguntar otra vez
button-yes = Sí
button-no = No
button-choose = Elegir
button-menu = Menú
rate-limited = Son muchos mensajes seguidos. Espera un minuto y vuelve a escribir, por favor.
unlinked-hint = Este número no está vinculado a ningún conductor. Pide a tráfico que lo añada a tu ficha y vuelve a escribir.
logistics-unavailable = Ahora no hay conexión con el sistema de la empresa. Prueba en unos minutos o llama a tráfico.
model-unavailable = Ahora solo entiendo mensajes cortos, por ejemplo «próxima parada» o «ruta». También puedes usar el menú.
capability-missing = El sistema de tu empresa no ofrece esto. Pregunta a tráfico.
busy-answering = Un momento, sigo con tu pregunta anterior.
budget-exhausted = Hoy se ha alcanzado el límite de preguntas libres. El menú y los mensajes cortos como «próxima parada» siguen funcionando.
degraded-note = ℹ️ Algunas comprobaciones no están disponibles ahora; esta es una respuesta estándar.
deactivated = Tu acceso está desactivado. Ponte en contacto con tu empresa.

## Frame: what guardrails stop

blocked-injection = Eso no puedo hacerlo. Te ayudo con tu ruta, paradas, cargas, horas y documentos.
blocked-nsfw = Con eso no puedo ayudarte. Sigamos con el trabajo.
blocked-scope = Solo puedo ayudarte con tu trabajo: ruta, paradas, cargas, horas, documentos.
blocked-authorization = Solo puedo mostrarte tus propios datos. Para lo demás, pregunta a tráfico.
blocked-size = El mensaje es demasiado largo. Envía uno más corto, por favor.
blocked-generic = A eso no puedo responder. Elige en el menú o pregunta a tráfico.
selfharm-care = Qué bien que lo hayas escrito. Hay gente que puede ayudarte. Si estás en peligro ahora, para en un lugar seguro y llama al 112 (en España también al 024, en EE. UU. al 911 o al 988). Aviso a una persona de tu empresa para que se ponga en contacto contigo.

## Frame: emergencies

emergency-accident = 🚨 Accidente: llama ya al 112 (911 en EE. UU.) si hay heridos o peligro. Ponte a salvo primero. Estoy avisando a tráfico.
emergency-breakdown = ⚠️ Avería: para en un lugar seguro, luces de emergencia, chaleco y señalización. Si hay peligro, llama al 112 (911 en EE. UU.). Estoy avisando a tráfico.
emergency-threat = 🚨 Si te amenazan: ponte a salvo y llama al 112 (911 en EE. UU.). No discutas ni te resistas. Estoy avisando a tráfico.
emergency-theft = 🚨 Robo: no persigas a nadie. Llama a la policía, 112 (911 en EE. UU.). No toques nada si puedes evitarlo. Estoy avisando a tráfico.
emergency-medical = 🚨 Emergencia médica: para en un lugar seguro y llama ya al 112 (911 en EE. UU.). Estoy avisando a tráfico.

## Frame: actions

action-expired = La solicitud ha caducado y no se ha hecho nada. Pregunta otra vez, por favor.
action-cancelled = De acuerdo, no se ha enviado nada.
action-already-done = Esto ya está hecho.
action-failed = No ha funcionado y no se ha cambiado nada. Inténtalo otra vez o llama a tráfico.
action-unknown = No sé si ha llegado. Tráfico está avisado y lo comprobará. No lo envíes otra vez, por favor.

## Frame: what was sent

media-received = He recibido tu archivo. Escribe en pocas palabras para qué es.
voice-not-understood = No he entendido el mensaje de voz. Escríbelo, por favor.
unsupported-message = No puedo abrir este tipo de mensaje. Escríbelo, por favor.
location-received = Gracias, tengo tu ubicación. ¿Qué necesitas?
contacts-received = No puedo usar tarjetas de contacto y no las guardo. Escribe qué necesitas.

## Words of politeness

politeness-words = por favor | gracias | muchas gracias | hola | buenos días | buenas tardes | buenas noches | buenas

## Stops: facts that several answers share

stop-kind = { $kind ->
    [pickup] recogida
    [delivery] entrega
    [handover] relevo
    [depot] base
    [break] descanso
    [fuel] repostaje
    [border] frontera
   *[other] parada
}
stop-state = { $state ->
    [scheduled] prevista
    [en_route] en camino
    [arrived] en el lugar
    [servicing] cargando o descargando
    [departed] hecha
    [skipped] omitida
    [cancelled] cancelada
    [failed] no realizada
   *[other] no se sabe
}
stop-heading = Parada { $number }: { $kind }
next-stop-heading = Próxima parada: { $number }, { $kind }
next-stop-none = Ahora no tienes más paradas previstas.
stop-status = Estado: { $state }
stop-address-unknown = Dirección: no se sabe
stop-windows = Franja horaria: { $windows }
stop-windows-none = Franja horaria: ninguna
stop-delay = Retraso avisado: { $delay }
stop-planned = Llegada prevista: { $time }
stop-eta = Llegada estimada: { $time } (cálculo: { $asof })
stop-eta-old = Llegada estimada: { $time }, pero calculada hace { $age }; puede no ser correcta
stop-eta-unknown = Llegada estimada: no se sabe
stop-arrived = Llegada: { $time }
stop-departed = Salida: { $time }
stop-contact = Contacto: { $contact }
stop-note = Nota de esta parada: «{ $text }»
stop-papers = Documentos necesarios: { $papers }
stop-cancelled = ❗ Esta parada está cancelada.
stop-cancelled-reason = ❗ Esta parada está cancelada. Motivo: «{ $reason }»
stop-which = ¿Qué parada? Escribe su número o la ciudad.

## Intent: get_next_stop

get-next-stop-title = Próxima parada
get-next-stop-words = próxima parada | siguiente parada | siguiente | próxima | a dónde voy | adónde voy ahora | dónde toca ahora | cuál es mi próxima parada | primera parada

## Intent: get_route

get-route-title = Mi ruta
get-route-words = ruta | mi ruta | ruta de hoy | la ruta de hoy | paradas | mis paradas | todas las paradas | plan de hoy
get-route-tomorrow-words = mañana | ruta de mañana | la ruta de mañana | mi ruta de mañana | paradas de mañana | plan de mañana
get-route-yesterday-words = ayer | ruta de ayer | la ruta de ayer | mi ruta de ayer | paradas de ayer
route-tomorrow-button = Mañana
route-heading = { $count ->
    [one] Tu ruta, { $day }: { $count } parada
   *[other] Tu ruta, { $day }: { $count } paradas
}
route-none = No tienes ruta: { $day }.
route-cancelled = ❗ Tu ruta está cancelada: { $day }.
route-vehicle = Camión: { $plate }
route-trailers = Remolque: { $plates }
route-crew = Contigo: { $names }
route-more = { $count ->
    [one] … y { $count } parada más
   *[other] … y { $count } paradas más
}

## Intent: get_stop_details

get-stop-details-title = Datos de la parada
get-stop-details-words = datos de la parada | detalles de la parada | detalles | parada # | parada número # | detalles parada # | datos parada #

## Intent: answer_stop_question

answer-stop-question-title = Notas de la parada
answer-stop-question-words = notas | instrucciones | puerta | código de la puerta | muelle | rampa | acceso | entrada | qué muelle | por dónde entro
stop-notes-none = No hay notas de esta parada. Quizá tráfico sepa más.

## Intent: get_appointment

get-appointment-title = Cita
get-appointment-words = cita | mi cita | franja horaria | horario de descarga | hora de la cita | a qué hora es la cita | ventana horaria
appointment-time = Cita: { $time }
appointment-reference = Número de cita: { $reference }
appointment-none = No hay ninguna cita registrada para esta parada.
appointment-status = { $status ->
    [confirmed] Estado: confirmada
    [pending] Estado: pendiente de confirmar
    [unconfirmed] Estado: aún sin confirmar
    [rejected] Estado: rechazada
    [cancelled] Estado: cancelada
    [not_scheduled] Estado: aún sin reservar
   *[other] Estado: no se sabe
}
appointment-change = { $state ->
    [accepted] Cambio aceptado: { $time }
    [rejected] Cambio rechazado, sigue la cita anterior: { $time }
   *[pending] Cambio pedido, aún sin respuesta: { $time }
}

## Intent: get_load

get-load-title = Mi carga
get-load-words = carga | mi carga | mercancía | qué llevo | número de carga | referencia | número de referencia | referencia de carga
load-heading = Carga { $reference }
load-reference = { $type ->
    [load] Número de carga
    [po] Pedido
    [pickup] Número de recogida
    [delivery] Número de entrega
    [booking] Reserva
    [container] Contenedor
    [customs] Número de aduana
   *[other] Referencia
}: { $value }
load-packaging = { $packaging ->
    [epal] EPAL
    [pallet] palé
    [box] caja
    [drum] bidón
    [ibc] IBC
    [bulk] granel
    [container] contenedor
   *[other] uds.
}
load-goods = Mercancía: { $goods }
load-goods-unknown = Mercancía: no se sabe
load-weight = Peso bruto: { $weight } kg
load-weight-unknown = Peso bruto: no se sabe
load-temperature = Temperatura: { $range } °C
load-adr = ⚠️ ADR: { $classes }
load-adr-item = ONU { $un }, clase { $class }
load-adr-none = ADR: sin mercancías peligrosas
load-adr-unknown = ADR: no se sabe, mira los documentos
load-seal = Precinto: { $seal }
load-from = De: { $place }
load-to = A: { $place }
load-none = Ahora no tienes ninguna carga asignada.

## Intent: respond_to_offer

respond-to-offer-title = Ofertas de carga
respond-to-offer-words = oferta | ofertas | oferta de carga | ofertas de carga | mis ofertas | hay ofertas para mí
offer-none = No hay ninguna oferta de carga abierta para ti.
offer-heading = Oferta de carga { $reference }
offer-pickup = Recogida: { $time }
offer-distance = Distancia: { $distance } km
offer-expires = Responder antes de: { $time }
offer-button-accept = Aceptar
offer-button-decline = Rechazar
offer-which = ¿Qué oferta?
offer-accept-confirm = ¿Aceptas esta carga?
offer-decline-confirm = ¿Rechazas esta carga?
offer-accepted = ✅ Carga aceptada: { $reference }
offer-declined = Carga rechazada: { $reference }

## Intent: get_delivery_status

get-delivery-status-title = ¿Entrega confirmada?
get-delivery-status-words = estado de la entrega | entrega confirmada | está confirmada la entrega | está confirmada mi entrega | confirmada | pod aceptado | estado del pod
delivery-confirmed = ✅ Comprobante de entrega aceptado
delivery-checking = ⏳ Comprobante de entrega en revisión
delivery-rejected = ❌ Comprobante de entrega rechazado: { $reason }
delivery-missing = 📄 Comprobante de entrega aún no recibido
delivery-unproven = Comprobante de entrega: no se sabe
delivery-none = No consta ninguna entrega tuya de hoy ni de ayer.

## Intent: get_documents

get-documents-title = Mis documentos
get-documents-words = documentos | papeles | mis documentos | mis papeles | qué papeles faltan | documentos que faltan | qué documentos faltan | documentación
document-type = { $type ->
    [cmr] CMR
    [ecmr] eCMR
    [bol] Conocimiento de embarque
    [pod] Comprobante de entrega
    [delivery_note] Albarán
    [weight_ticket] Tique de báscula
    [adr_note] Documentos ADR
    [customs] Documentos de aduana
    [posting_declaration] Declaración de desplazamiento
    [a1] Formulario A1
    [insurance] Seguro
    [defect_report] Parte de defectos
    [receipt] Recibo
    [photo] Foto
   *[other] Documento
}
documents-required = Todavía faltan:
documents-rejected = Rechazados; envíalos otra vez, por favor:
documents-expired = Caducados:
documents-processing = En revisión:
documents-accepted = Aceptados:
documents-none = No falta nada. Todos los papeles están en orden.
document-at-stop = { $document }, parada { $number }
document-because = { $document }: { $reason }
document-valid-to = { $document }, válido hasta { $date }
rejection-reason = { $reason ->
    [blurry] la foto no es nítida
    [incomplete] falta una página o una parte
    [unsigned] falta la firma
    [wrong_document] no es el documento correcto
    [unreadable_format] el archivo no se puede leer
    [empty] el archivo está vacío
   *[other] sin motivo indicado
}

## Intent: send_document

send-document-title = Enviar un documento
send-document-words = enviar documento | mandar documento | enviar foto | mandar foto | enviar cmr | mandar cmr | enviar albarán | mandar albarán | subir pod
send-document-none = Ahora no hace falta ningún documento tuyo.
send-document-needed = Hace falta:
send-document-how = Haz una foto nítida de la página entera y envíala aquí.
send-document-received = 📎 Tengo tu documento. No puedo leerlo, así que he avisado a tráfico para que lo archive.

## Intent: get_hours

get-hours-title = Horas de conducción
get-hours-words = horas | mis horas | horas de conducción | tiempo de conducción | cuánto puedo conducir | cuánto me queda | cuándo es mi pausa | cuándo tengo que parar | horas que me quedan
hours-now = Puedes conducir { $left } más ahora.
hours-now-none = ⛔ Ahora no te queda tiempo de conducción.
hours-now-unknown = Tiempo de conducción ahora: no se sabe. Mira el tacógrafo o el ELD.
hours-today = Te queda hoy: { $left }
hours-limit = Límite: { $rule }
hours-rule = { $rule ->
    [break] conducción hasta la pausa
    [daily_driving] conducción diaria
    [weekly_driving] conducción semanal
    [fortnight_driving] conducción de dos semanas
    [daily_rest] toca el descanso diario
    [weekly_rest] toca el descanso semanal
    [drive_11] límite de 11 horas de conducción
    [duty_14] jornada de 14 horas
    [break_30] pausa de 30 minutos
    [cycle] ciclo de 60/70 horas
   *[other] otra regla
}
hours-break = Próxima pausa: antes de { $time }
hours-break-length = Próxima pausa: antes de { $time }, { $length }
hours-rest = El descanso debe empezar antes de { $time }
hours-again = Puedes volver a conducir a partir de { $time }
hours-violations = { $count ->
    [one] ❗ Hay { $count } infracción registrada.
   *[other] ❗ Hay { $count } infracciones registradas.
}
hours-fresh = Datos actualizados: { $time }. Manda el tacógrafo o el ELD.
hours-aging = ⚠️ Estos datos son de hace { $age } ({ $time }). Manda el tacógrafo o el ELD.
hours-too-old = Los últimos datos son de { $time }, de hace { $age }. Son demasiado antiguos para darte una cifra. Mira el tacógrafo o el ELD.
hours-unknown = No tengo datos de tus horas de conducción. Mira el tacógrafo o el ELD.

## Intent: get_earnings

get-earnings-title = Mi paga
get-earnings-words = paga | mi paga | sueldo | mi sueldo | nómina | cuánto he ganado | cuánto gano | mis ganancias
earnings-heading = Paga { $start } – { $end }
earnings-status = { $status ->
    [estimated] Estimación, aún puede cambiar
    [approved] Aprobada
    [paid] Pagada
   *[other] Estado: no se sabe
}
earnings-total = Total: { $amount }
earnings-none = No hay liquidación para { $start } – { $end }.
earnings-type = { $type ->
    [hourly] Horas
    [mileage] Kilometraje
    [per_diem] Dietas
    [detention] Tiempo de espera
    [bonus] Prima
    [reimbursement] Gastos
    [advance] Anticipo
    [deduction] Descuento
   *[other] Otros
}

## Intent: get_vehicle

get-vehicle-title = Camión y remolque
get-vehicle-words = camión | remolque | mi camión | mi remolque | vehículo | mi vehículo | qué camión llevo | matrícula
vehicle-truck = Camión: { $plate }
vehicle-trailer = Remolque: { $plate }
vehicle-trailer-none = Remolque: ninguno
vehicle-height = Altura: { $height } m
vehicle-service-both = Próxima revisión: { $day }, o a los { $distance } km
vehicle-service-day = Próxima revisión: { $day }
vehicle-service-distance = Próxima revisión: a los { $distance } km
vehicle-service-unknown = Próxima revisión: no se sabe
vehicle-defects = { $count ->
    [one] 🔧 { $count } defecto abierto
   *[other] 🔧 { $count } defectos abiertos
}
vehicle-unsafe = ⛔ Hay un defecto y no se debe circular. Llama a tráfico.
vehicle-none = Ahora no tienes ningún camión asignado.

## Intent: report_delay

report-delay-title = Llego tarde
report-delay-words = llego tarde | voy tarde | voy con retraso | retraso | avisar de retraso | tarde | # minutos tarde | # minutos de retraso | llego # minutos tarde | voy # minutos tarde
delay-none = No tienes ninguna parada pendiente para avisar de un retraso.
delay-ask = ¿Cuánto retraso llevas para { $stop }? Elige, o escribe por ejemplo «40 minutos, tráfico».
delay-confirm = ¿Aviso a tráfico de un retraso de { $delay } en { $stop }?
delay-reason-line = Motivo: { $reason }
delay-reason = { $reason ->
    [traffic] atasco
    [weather] mal tiempo
    [breakdown] avería
    [accident] accidente
    [loading_wait] espera para cargar o descargar
    [site_closed] lugar cerrado
    [border] frontera
    [documents] documentos
    [hours_limit] horas de conducción
    [previous_stop] parada anterior
   *[other] otro
}
delay-done = ✅ Avisado. Tráfico sabe que llegas con { $delay } de retraso.
delay-missed = ⚠️ No se cumplirá la franja horaria: { $stops }

## Intent: report_incident

report-incident-title = Avisar de un problema
report-incident-words = problema | tengo un problema | avisar de un problema | incidencia | daños | mercancía dañada | carga dañada | avisar de daños
incident-safety = 🚨 Si hay heridos o peligro, llama primero al 112 (911 en EE. UU.).
incident-ask = ¿Qué ha pasado?
incident-kind = { $kind ->
    [accident] Accidente
    [breakdown] Avería
    [damage] Mercancía dañada
    [shortage] Falta mercancía
    [refusal] Mercancía rechazada
    [theft] Robo
    [threat] Amenaza
    [medical] Problema médico
    [site_closed] Lugar cerrado
    [wrong_address] Dirección incorrecta
   *[other] Otro
}
incident-confirm = ¿Aviso a tráfico? { $kind }
incident-note = Tus palabras: «{ $text }»
incident-done = ✅ Tráfico está avisado: { $kind }.

## Intent: report_defect

report-defect-title = Defecto del vehículo
report-defect-words = defecto | avisar de un defecto | defecto del vehículo | defecto del camión | defecto del remolque | algo está roto
defect-ask = ¿Qué le pasa al camión o al remolque? Descríbelo en un mensaje, por ejemplo «no va la luz de freno izquierda».
defect-confirm = ¿Aviso de este defecto? «{ $text }»
defect-unsafe = ⛔ Marcado: no seguir circulando.
defect-done = ✅ Defecto avisado.
report-number = Número de aviso: { $number }

## Intent: claim_waiting_time

claim-waiting-time-title = Tiempo de espera
claim-waiting-time-words = espera | tiempo de espera | esperando | reclamar espera | reclamar tiempo de espera | cuánto llevo esperando | paralización
waiting-none = Ahora no tienes tiempo de espera registrado.
waiting-waited = Espera: { $waited }
waiting-free = De eso, sin pagar: { $free }
waiting-before = Reclamar antes de: { $time }
waiting-state = { $state ->
    [none] Aún sin reclamar
    [requested] Reclamado, aún sin respuesta
    [approved] ✅ Reclamación aprobada
    [rejected] ❌ Reclamación rechazada
   *[other] Reclamación: no se sabe
}
waiting-confirm = ¿Reclamo el tiempo de espera de { $stop }?
waiting-done = ✅ Reclamación del tiempo de espera enviada: { $stop }

## Intents: confirm_arrival, confirm_departure

confirm-arrival-title = He llegado
confirm-arrival-words = he llegado | ya he llegado | llegué | ya estoy aquí | estoy aquí | estoy en la parada | confirmar llegada
confirm-departure-title = Ya he salido
confirm-departure-words = he salido | ya he salido | salí | salgo ya | me voy | ya me voy | confirmar salida
arrival-confirm = ¿Confirmo tu llegada a { $stop }, { $time }?
arrival-done = ✅ Llegada registrada: { $stop }, { $time }
arrival-not-possible = Ahora no se puede registrar la llegada a { $stop }. Estado: { $state }.
departure-confirm = ¿Confirmo tu salida de { $stop }, { $time }?
departure-done = ✅ Salida registrada: { $stop }, { $time }
departure-not-possible = Ahora no se puede registrar la salida de { $stop }. Estado: { $state }.
transition-none = Ahora no tienes ninguna parada pendiente.

## Intents: contact_dispatcher, message_dispatcher, talk_to_person

contact-dispatcher-title = Llamar a tráfico
contact-dispatcher-words = tráfico | jefe de tráfico | llamar a tráfico | teléfono de tráfico | número de tráfico | quién es mi jefe de tráfico | despacho
dispatcher-on = De turno hasta { $time }
dispatcher-hours = Turno: { $start }–{ $end }
dispatcher-off = Ahora fuera de turno
dispatcher-off-until = Ahora fuera de turno, vuelve { $time }
dispatcher-backup = Sustituye: { $contact }
dispatcher-none = No hay contacto de tráfico registrado. Llama a tu empresa, por favor.
message-dispatcher-title = Escribir a tráfico
message-dispatcher-words = escribir a tráfico | mensaje a tráfico | mensaje para tráfico | mandar mensaje a tráfico | enviar mensaje a tráfico | avisar a tráfico
message-ask = ¿Qué le digo a tráfico? Escribe «dile a tráfico» y luego tu mensaje.
message-confirm = ¿Envío esto a tráfico? «{ $text }»
message-done = ✅ Enviado a tráfico.
talk-to-person-title = Hablar con alguien
talk-to-person-words = persona | hablar con una persona | hablar con alguien | persona real | quiero hablar con alguien | operador | agente
handoff-done = He pedido que una persona se ponga en contacto contigo por aquí. Si es urgente, llama a tráfico.

## Intent: get_help

get-help-title = Ayuda
get-help-words = ayuda | menú | empezar | qué puedes hacer | opciones | comandos | ?
help-body = Te puedo ayudar con esto. También puedes escribir lo que necesitas.

## Intent: change_language

change-language-title = Idioma
change-language-words = idioma | cambiar idioma | otro idioma | cambiar de idioma | mi idioma | lengua
language-ask = ¿Qué idioma quieres?
language-choose = Idiomas
language-changed = A partir de ahora te escribo en español.

## Intent: set_notifications

set-notifications-title = Avisos
set-notifications-words = avisos | notificaciones | mis avisos | ajustes de avisos | cambiar avisos | configurar avisos
set-notifications-stop-words = baja | darme de baja | parar avisos | sin avisos | desactivar avisos | no más mensajes | silenciar
set-notifications-resume-words = reanudar | alta | activar avisos | volver a recibir avisos | activar notificaciones | con avisos
notifications-ask = ¿Quieres recibir mensajes míos sin haber preguntado, por ejemplo cambios de ruta?
notifications-off = De acuerdo, solo escribiré cuando tú escribas. Para volver a recibir avisos, escribe «reanudar».
notifications-on = De acuerdo, te aviso de los cambios de ruta. Para desactivarlo, escribe «baja».
notifications-button-on = Activar
notifications-button-off = Desactivar
