### O que o assistente diz em português (de Portugal). As mesmas chaves e os mesmos espaços que em inglês.

## Days, times, ages

day-today = hoje
day-tomorrow = amanhã
day-yesterday = ontem
day-and-time = { $day }, { $time }
day-whole = todo o dia
duration-hours = { $hours } h { $minutes } min
duration-minutes = { $minutes } min
as-of = ⚠️ Dados guardados ({ $time }): agora não há ligação ao sistema da empresa.
zone-note = Horas locais: { $city }.
unknown = não se sabe

## Frame: understanding and limits

greeting = Olá, { $name }! Em que posso ajudar?
greeting-nameless = Olá! Em que posso ajudar?
not-found = Não encontro isso nas suas rotas, paragens e cargas.
not-understood = Desculpe, não percebi. Escreva de outra forma ou escolha no menu.
ask-again-expired = Lamento, não consegui responder a tempo. Nada foi alterado. Por favor, pergunte outra vez.
button-ask-again = Perguntar outra vez
button-yes = Sim
button-no = Não
button-choose = Escolher
button-menu = Menu
rate-limited = São muitas mensagens seguidas. Espere um minuto e volte a escrever, por favor.
unlinked-hint = Este número não está associado a nenhum motorista. Peça ao tráfego que o junte à sua ficha e volte a escrever.
logistics-unavailable = Agora não há ligação ao sistema da empresa. Tente daqui a uns minutos ou ligue ao tráfego.
model-unavailable = Agora só percebo mensagens curtas, por exemplo «próxima paragem» ou «rota». Também pode usar o menu.
capability-missing = O sistema da sua empresa não oferece isto. Pergunte ao tráfego.
busy-answering = Um momento, ainda estou a tratar da sua última pergunta.
budget-exhausted = O limite de perguntas livres de hoje foi atingido. O menu e as mensagens curtas como «próxima paragem» continuam a funcionar.
degraded-note = ℹ️ Algumas verificações não estão disponíveis agora; esta é uma resposta padrão.
deactivated = O seu acesso foi desativado. Contacte a sua empresa.

## Frame: what guardrails stop

blocked-injection = Não posso fazer isso. Posso ajudar com a sua rota, paragens, cargas, horas e documentos.
blocked-nsfw = Com isso não posso ajudar. Vamos manter-nos no trabalho.
blocked-scope = Só posso ajudar com o seu trabalho: rota, paragens, cargas, horas, documentos.
blocked-authorization = Só posso mostrar os seus próprios dados. Para o resto, pergunte ao tráfego.
blocked-size = A mensagem é demasiado longa. Envie uma mais curta, por favor.
blocked-generic = A isso não posso responder. Escolha no menu ou pergunte ao tráfego.
selfharm-care = Ainda bem que escreveu. Há quem possa ajudar. Se está em perigo agora, pare num local seguro e ligue 112 (nos EUA 911, ou 988 para falar com alguém). Vou avisar uma pessoa da sua empresa para que entre em contacto consigo.

## Frame: emergencies

emergency-accident = 🚨 Acidente: ligue já 112 (911 nos EUA) se houver feridos ou perigo. Primeiro, ponha-se em segurança. Estou a avisar o tráfego.
emergency-breakdown = ⚠️ Avaria: pare num local seguro, quatro piscas, colete e triângulo. Em perigo, ligue 112 (911 nos EUA). Estou a avisar o tráfego.
emergency-threat = 🚨 Em caso de ameaça: ponha-se em segurança e ligue 112 (911 nos EUA). Não discuta nem resista. Estou a avisar o tráfego.
emergency-theft = 🚨 Roubo: não vá atrás de ninguém. Ligue à polícia, 112 (911 nos EUA). Se puder, não toque em nada. Estou a avisar o tráfego.
emergency-medical = 🚨 Emergência médica: pare num local seguro e ligue já 112 (911 nos EUA). Estou a avisar o tráfego.

## Frame: actions

action-expired = O pedido expirou e nada foi feito. Por favor, pergunte outra vez.
action-cancelled = Certo, nada foi enviado.
action-already-done = Isto já foi feito.
action-failed = Não funcionou e nada foi alterado. Tente outra vez ou ligue ao tráfego.
action-unknown = Não sei se isto chegou. O tráfego foi avisado e vai verificar. Por favor, não envie outra vez.

## Frame: what was sent

media-received = Recebi o seu ficheiro. Escreva em poucas palavras para que é.
voice-not-understood = Não percebi a mensagem de voz. Escreva em texto, por favor.
unsupported-message = Não consigo abrir este tipo de mensagem. Escreva em texto, por favor.
location-received = Recebi a sua localização. De que precisa?
contacts-received = Não posso usar cartões de contacto e não os guardo. Escreva o que precisa.

## Words of politeness

politeness-words = por favor | se faz favor | obrigado | obrigada | olá | bom dia | boa tarde | boa noite

## Stops: facts that several answers share

stop-kind = { $kind ->
    [pickup] recolha
    [delivery] entrega
    [handover] passagem de carga
    [depot] base
    [break] pausa
    [fuel] abastecimento
    [border] fronteira
   *[other] paragem
}
stop-state = { $state ->
    [scheduled] prevista
    [en_route] a caminho
    [arrived] no local
    [servicing] a carregar ou descarregar
    [departed] feita
    [skipped] saltada
    [cancelled] cancelada
    [failed] não realizada
   *[other] não se sabe
}
stop-heading = Paragem { $number }: { $kind }
next-stop-heading = Próxima paragem: { $number }, { $kind }
next-stop-none = Agora não tem mais paragens previstas.
stop-status = Estado: { $state }
stop-address-unknown = Morada: não se sabe
stop-windows = Janela horária: { $windows }
stop-windows-none = Janela horária: nenhuma
stop-delay = Atraso comunicado: { $delay }
stop-planned = Chegada planeada: { $time }
stop-eta = Chegada estimada: { $time } (cálculo: { $asof })
stop-eta-old = Chegada estimada: { $time }, mas calculada há { $age }; pode estar errada
stop-eta-unknown = Chegada estimada: não se sabe
stop-arrived = Chegada: { $time }
stop-departed = Saída: { $time }
stop-contact = Contacto: { $contact }
stop-note = Nota desta paragem: «{ $text }»
stop-papers = Documentos necessários: { $papers }
stop-cancelled = ❗ Esta paragem está cancelada.
stop-cancelled-reason = ❗ Esta paragem está cancelada. Motivo: «{ $reason }»
stop-which = Que paragem? Escreva o número ou a cidade.

## Intent: get_next_stop

get-next-stop-title = Próxima paragem
get-next-stop-words = próxima paragem | próxima | paragem seguinte | a seguir | para onde vou | para onde vou agora | onde é a próxima | qual é a minha próxima paragem | primeira paragem

## Intent: get_route

get-route-title = A minha rota
get-route-words = rota | a minha rota | minha rota | rota de hoje | a rota de hoje | paragens | as minhas paragens | todas as paragens | plano de hoje
get-route-tomorrow-words = amanhã | rota de amanhã | a rota de amanhã | a minha rota de amanhã | paragens de amanhã | plano de amanhã
get-route-yesterday-words = ontem | rota de ontem | a rota de ontem | a minha rota de ontem | paragens de ontem
route-tomorrow-button = Amanhã
route-heading = { $count ->
    [one] A sua rota, { $day }: { $count } paragem
   *[other] A sua rota, { $day }: { $count } paragens
}
route-none = Não tem rota: { $day }.
route-cancelled = ❗ A sua rota está cancelada: { $day }.
route-vehicle = Camião: { $plate }
route-trailers = Reboque: { $plates }
route-crew = Consigo: { $names }
route-more = { $count ->
    [one] … e mais { $count } paragem
   *[other] … e mais { $count } paragens
}

## Intent: get_stop_details

get-stop-details-title = Dados da paragem
get-stop-details-words = dados da paragem | detalhes da paragem | detalhes | paragem # | paragem número # | detalhes paragem # | dados paragem #

## Intent: answer_stop_question

answer-stop-question-title = Notas da paragem
answer-stop-question-words = notas | instruções | portão | código do portão | cais | rampa | acesso | entrada | que cais | por onde entro
stop-notes-none = Não há notas para esta paragem. Talvez o tráfego saiba mais.

## Intent: get_appointment

get-appointment-title = Marcação
get-appointment-words = marcação | a minha marcação | janela horária | slot | hora da marcação | a que horas é a marcação | agendamento
appointment-time = Marcação: { $time }
appointment-reference = Número da marcação: { $reference }
appointment-none = Não há marcação registada para esta paragem.
appointment-status = { $status ->
    [confirmed] Estado: confirmada
    [pending] Estado: a aguardar confirmação
    [unconfirmed] Estado: ainda por confirmar
    [rejected] Estado: recusada
    [cancelled] Estado: cancelada
    [not_scheduled] Estado: ainda por marcar
   *[other] Estado: não se sabe
}
appointment-change = { $state ->
    [accepted] Alteração aceite: { $time }
    [rejected] Alteração recusada, mantém-se a marcação anterior: { $time }
   *[pending] Alteração pedida, ainda sem resposta: { $time }
}

## Intent: get_load

get-load-title = A minha carga
get-load-words = carga | a minha carga | minha carga | mercadoria | o que levo | número da carga | referência | número de referência
load-heading = Carga { $reference }
load-reference = { $type ->
    [load] Número da carga
    [po] Nota de encomenda
    [pickup] Número de recolha
    [delivery] Número de entrega
    [booking] Reserva
    [container] Contentor
    [customs] Número aduaneiro
   *[other] Referência
}: { $value }
load-packaging = { $packaging ->
    [epal] EPAL
    [pallet] palete
    [box] caixa
    [drum] bidão
    [ibc] IBC
    [bulk] granel
    [container] contentor
   *[other] un.
}
load-goods = Mercadoria: { $goods }
load-goods-unknown = Mercadoria: não se sabe
load-weight = Peso bruto: { $weight } kg
load-weight-unknown = Peso bruto: não se sabe
load-temperature = Temperatura: { $range } °C
load-adr = ⚠️ ADR: { $classes }
load-adr-item = ONU { $un }, classe { $class }
load-adr-none = ADR: sem mercadorias perigosas
load-adr-unknown = ADR: não se sabe, veja os documentos
load-seal = Selo: { $seal }
load-from = De: { $place }
load-to = Para: { $place }
load-none = Agora não tem nenhuma carga atribuída.

## Intent: respond_to_offer

respond-to-offer-title = Ofertas de carga
respond-to-offer-words = oferta | ofertas | oferta de carga | ofertas de carga | as minhas ofertas | há ofertas para mim
offer-none = Não há nenhuma oferta de carga em aberto para si.
offer-heading = Oferta de carga { $reference }
offer-pickup = Recolha: { $time }
offer-distance = Distância: { $distance } km
offer-expires = Responder até: { $time }
offer-button-accept = Aceitar
offer-button-decline = Recusar
offer-which = Que oferta?
offer-accept-confirm = Aceita esta carga?
offer-decline-confirm = Recusa esta carga?
offer-accepted = ✅ Carga aceite: { $reference }
offer-declined = Carga recusada: { $reference }

## Intent: get_delivery_status

get-delivery-status-title = Entrega confirmada?
get-delivery-status-words = estado da entrega | entrega confirmada | a entrega está confirmada | a minha entrega está confirmada | confirmada | pod aceite | estado do pod
delivery-confirmed = ✅ Comprovativo de entrega aceite
delivery-checking = ⏳ Comprovativo de entrega em verificação
delivery-rejected = ❌ Comprovativo de entrega recusado: { $reason }
delivery-missing = 📄 Comprovativo de entrega ainda não recebido
delivery-unproven = Comprovativo de entrega: não se sabe
delivery-none = Não há nenhuma entrega sua registada hoje nem ontem.

## Intent: get_documents

get-documents-title = Os meus documentos
get-documents-words = documentos | papéis | os meus documentos | os meus papéis | que papéis faltam | documentos em falta | que documentos faltam | documentação
document-type = { $type ->
    [cmr] CMR
    [ecmr] eCMR
    [bol] Conhecimento de embarque
    [pod] Comprovativo de entrega
    [delivery_note] Guia de entrega
    [weight_ticket] Talão de pesagem
    [adr_note] Documentos ADR
    [customs] Documentos alfandegários
    [posting_declaration] Declaração de destacamento
    [a1] Formulário A1
    [insurance] Seguro
    [defect_report] Relatório de avarias
    [receipt] Recibo
    [photo] Fotografia
   *[other] Documento
}
documents-required = Ainda faltam:
documents-rejected = Recusados; envie outra vez, por favor:
documents-expired = Caducados:
documents-processing = Em verificação:
documents-accepted = Aceites:
documents-none = Não falta nada. Os papéis estão todos em ordem.
document-at-stop = { $document }, paragem { $number }
document-because = { $document }: { $reason }
document-valid-to = { $document }, válido até { $date }
rejection-reason = { $reason ->
    [blurry] a fotografia não está nítida
    [incomplete] falta uma página ou uma parte
    [unsigned] falta a assinatura
    [wrong_document] não é o documento certo
    [unreadable_format] não é possível ler o ficheiro
    [empty] o ficheiro está vazio
   *[other] sem motivo indicado
}

## Intent: send_document

send-document-title = Enviar um documento
send-document-words = enviar documento | mandar documento | enviar foto | mandar foto | enviar cmr | mandar cmr | enviar guia | enviar pod
send-document-none = Agora não é preciso nenhum documento seu.
send-document-needed = É preciso:
send-document-how = Tire uma fotografia nítida da página inteira e envie-a aqui.
send-document-received = 📎 Recebi o seu documento. Não consigo lê-lo, por isso avisei o tráfego para o arquivar.

## Intent: get_hours

get-hours-title = Horas de condução
get-hours-words = horas | as minhas horas | horas de condução | tempo de condução | quanto posso conduzir | quanto tempo me resta | quando é a minha pausa | quando tenho de parar | horas que me restam
hours-now = Pode conduzir mais { $left } agora.
hours-now-none = ⛔ Agora não lhe resta tempo de condução.
hours-now-unknown = Tempo de condução agora: não se sabe. Veja o tacógrafo ou o ELD.
hours-today = Resta hoje: { $left }
hours-limit = Limite: { $rule }
hours-rule = { $rule ->
    [break] condução até à pausa
    [daily_driving] condução diária
    [weekly_driving] condução semanal
    [fortnight_driving] condução de duas semanas
    [daily_rest] descanso diário a cumprir
    [weekly_rest] descanso semanal a cumprir
    [drive_11] limite de 11 horas de condução
    [duty_14] período de 14 horas
    [break_30] pausa de 30 minutos
    [cycle] ciclo de 60/70 horas
   *[other] outra regra
}
hours-break = Próxima pausa: até { $time }
hours-break-length = Próxima pausa: até { $time }, { $length }
hours-rest = O descanso tem de começar até { $time }
hours-again = Pode voltar a conduzir a partir de { $time }
hours-violations = { $count ->
    [one] ❗ Há { $count } infração registada.
   *[other] ❗ Há { $count } infrações registadas.
}
hours-fresh = Dados atualizados: { $time }. Vale o tacógrafo ou o ELD.
hours-aging = ⚠️ Estes dados têm { $age } ({ $time }). Vale o tacógrafo ou o ELD.
hours-too-old = Os últimos dados são de { $time }, de há { $age }. São demasiado antigos para dar um número. Veja o tacógrafo ou o ELD.
hours-unknown = Não tenho dados das suas horas de condução. Veja o tacógrafo ou o ELD.

## Intent: get_earnings

get-earnings-title = O meu pagamento
get-earnings-words = pagamento | o meu pagamento | salário | o meu salário | ordenado | quanto ganhei | quanto ganho | recibo de vencimento
earnings-heading = Pagamento { $start } – { $end }
earnings-status = { $status ->
    [estimated] Estimativa, ainda pode mudar
    [approved] Aprovado
    [paid] Pago
   *[other] Estado: não se sabe
}
earnings-total = Total: { $amount }
earnings-none = Não há extrato para { $start } – { $end }.
earnings-type = { $type ->
    [hourly] Horas
    [mileage] Quilometragem
    [per_diem] Ajudas de custo
    [detention] Tempo de espera
    [bonus] Prémio
    [reimbursement] Despesas
    [advance] Adiantamento
    [deduction] Desconto
   *[other] Outros
}

## Intent: get_vehicle

get-vehicle-title = Camião e reboque
get-vehicle-words = camião | reboque | o meu camião | o meu reboque | veículo | o meu veículo | que camião levo | matrícula
vehicle-truck = Camião: { $plate }
vehicle-trailer = Reboque: { $plate }
vehicle-trailer-none = Reboque: nenhum
vehicle-height = Altura: { $height } m
vehicle-service-both = Próxima revisão: { $day }, ou aos { $distance } km
vehicle-service-day = Próxima revisão: { $day }
vehicle-service-distance = Próxima revisão: aos { $distance } km
vehicle-service-unknown = Próxima revisão: não se sabe
vehicle-defects = { $count ->
    [one] 🔧 { $count } defeito por resolver
   *[other] 🔧 { $count } defeitos por resolver
}
vehicle-unsafe = ⛔ Há um defeito e não se deve circular. Ligue ao tráfego.
vehicle-none = Agora não tem nenhum camião atribuído.

## Intent: report_delay

report-delay-title = Vou chegar tarde
report-delay-words = vou chegar tarde | vou atrasar-me | vou atrasado | vou atrasada | atraso | comunicar atraso | tarde | # minutos de atraso | # minutos atrasado | atraso de # minutos
delay-none = Não tem nenhuma paragem em aberto para comunicar um atraso.
delay-ask = Quanto atraso tem para { $stop }? Escolha, ou escreva por exemplo «40 minutos, trânsito».
delay-confirm = Comunico ao tráfego um atraso de { $delay } em { $stop }?
delay-reason-line = Motivo: { $reason }
delay-reason = { $reason ->
    [traffic] trânsito
    [weather] mau tempo
    [breakdown] avaria
    [accident] acidente
    [loading_wait] espera para carregar ou descarregar
    [site_closed] local fechado
    [border] fronteira
    [documents] documentos
    [hours_limit] horas de condução
    [previous_stop] paragem anterior
   *[other] outro
}
delay-done = ✅ Comunicado. O tráfego sabe que chega com { $delay } de atraso.
delay-missed = ⚠️ A janela horária não será cumprida: { $stops }

## Intent: report_incident

report-incident-title = Comunicar um problema
report-incident-words = problema | tenho um problema | comunicar um problema | incidente | danos | mercadoria danificada | carga danificada | comunicar danos
incident-safety = 🚨 Se houver feridos ou perigo, ligue primeiro 112 (911 nos EUA).
incident-ask = O que aconteceu?
incident-kind = { $kind ->
    [accident] Acidente
    [breakdown] Avaria
    [damage] Mercadoria danificada
    [shortage] Falta mercadoria
    [refusal] Mercadoria recusada
    [theft] Roubo
    [threat] Ameaça
    [medical] Problema médico
    [site_closed] Local fechado
    [wrong_address] Morada errada
   *[other] Outro
}
incident-confirm = Comunico isto ao tráfego? { $kind }
incident-note = As suas palavras: «{ $text }»
incident-done = ✅ Comunicado ao tráfego: { $kind }.

## Intent: report_defect

report-defect-title = Defeito no veículo
report-defect-words = defeito | comunicar defeito | defeito no veículo | defeito no camião | defeito no reboque | algo está partido
defect-ask = O que se passa com o camião ou o reboque? Descreva numa mensagem, por exemplo «a luz de travão esquerda não funciona».
defect-confirm = Comunico este defeito? «{ $text }»
defect-unsafe = ⛔ Marcado: não continuar a circular.
defect-done = ✅ Defeito comunicado.
report-number = Número do aviso: { $number }

## Intent: claim_waiting_time

claim-waiting-time-title = Tempo de espera
claim-waiting-time-words = espera | tempo de espera | à espera | reclamar espera | reclamar tempo de espera | há quanto tempo espero | paralisação
waiting-none = Agora não tem tempo de espera registado.
waiting-waited = Espera: { $waited }
waiting-free = Disso, sem pagamento: { $free }
waiting-before = Reclamar até: { $time }
waiting-state = { $state ->
    [none] Ainda por reclamar
    [requested] Reclamado, ainda sem resposta
    [approved] ✅ Reclamação aprovada
    [rejected] ❌ Reclamação recusada
   *[other] Reclamação: não se sabe
}
waiting-confirm = Reclamo o tempo de espera em { $stop }?
waiting-done = ✅ Reclamação do tempo de espera enviada: { $stop }

## Intents: confirm_arrival, confirm_departure

confirm-arrival-title = Já cheguei
confirm-arrival-words = cheguei | já cheguei | já estou aqui | estou aqui | estou na paragem | estou no local | confirmar chegada
confirm-departure-title = Já saí
confirm-departure-words = saí | já saí | vou sair | estou a sair | já parti | parti | confirmar saída
arrival-confirm = Confirmo a sua chegada a { $stop }, { $time }?
arrival-done = ✅ Chegada registada: { $stop }, { $time }
arrival-not-possible = Agora não é possível registar a chegada a { $stop }. Estado: { $state }.
departure-confirm = Confirmo a sua saída de { $stop }, { $time }?
departure-done = ✅ Saída registada: { $stop }, { $time }
departure-not-possible = Agora não é possível registar a saída de { $stop }. Estado: { $state }.
transition-none = Agora não tem nenhuma paragem em aberto.

## Intents: contact_dispatcher, message_dispatcher, talk_to_person

contact-dispatcher-title = Ligar ao tráfego
contact-dispatcher-words = tráfego | gestor de tráfego | ligar ao tráfego | telefone do tráfego | número do tráfego | quem é o meu gestor | despacho
dispatcher-on = De turno até { $time }
dispatcher-hours = Turno: { $start }–{ $end }
dispatcher-off = Agora fora de turno
dispatcher-off-until = Agora fora de turno, volta { $time }
dispatcher-backup = Em substituição: { $contact }
dispatcher-none = Não há contacto do tráfego registado. Ligue à sua empresa, por favor.
message-dispatcher-title = Escrever ao tráfego
message-dispatcher-words = escrever ao tráfego | mensagem ao tráfego | mensagem para o tráfego | mandar mensagem ao tráfego | enviar mensagem ao tráfego | avisar o tráfego
message-ask = O que digo ao tráfego? Escreva «diz ao tráfego» e depois a sua mensagem.
message-confirm = Envio isto ao tráfego? «{ $text }»
message-done = ✅ Enviado ao tráfego.
talk-to-person-title = Falar com alguém
talk-to-person-words = pessoa | falar com uma pessoa | falar com alguém | pessoa real | quero falar com alguém | operador | agente
handoff-done = Pedi a uma pessoa que entre em contacto consigo por aqui. Se for urgente, ligue ao tráfego.

## Intent: get_help

get-help-title = Ajuda
get-help-words = ajuda | menu | começar | o que podes fazer | o que pode fazer | opções | comandos | ?
help-body = Posso ajudar com isto. Também pode escrever o que precisa.

## Intent: change_language

change-language-title = Idioma
change-language-words = idioma | língua | mudar idioma | mudar de idioma | mudar de língua | outro idioma | outra língua
language-ask = Que idioma quer?
language-choose = Idiomas
language-changed = A partir de agora escrevo em português.

## Intent: set_notifications

set-notifications-title = Avisos
set-notifications-words = avisos | notificações | os meus avisos | definições de avisos | mudar avisos | configurar avisos
set-notifications-stop-words = parar | parar avisos | sem avisos | desligar avisos | não quero mensagens | cancelar avisos | silenciar
set-notifications-resume-words = retomar | ligar avisos | ativar avisos | voltar a receber avisos | ativar notificações | com avisos
notifications-ask = Quer receber mensagens minhas sem ter perguntado, por exemplo alterações da rota?
notifications-off = Certo, só escrevo quando me escrever. Para voltar a receber avisos, escreva «retomar».
notifications-on = Certo, aviso das alterações da rota. Para desligar, escreva «parar».
notifications-button-on = Ligar
notifications-button-off = Desligar
