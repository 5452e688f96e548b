"""Loads offered to the driver: shows them, accepts or declines one after a confirmation."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from driver_assistant.contracts.logistics import Offer, OfferResponse, OfferState
from driver_assistant.contracts.messages import Wire
from driver_assistant.worker.confirmation import ask_to_confirm
from driver_assistant.worker.intent import Action, Ask, Intent, Reply
from driver_assistant.worker.logistics import DriverLogistics
from driver_assistant.worker.plain import bold, plain
from driver_assistant.worker.rules import menu_payload
from driver_assistant.worker.say import Say
from driver_assistant.worker.stop_facts import town

_Decision = Literal["accept", "decline"]


class WhichOffer(BaseModel):
    """What to do with which offer, as far as the driver said."""

    decision: _Decision | None = Field(None, description="null if they only ask what there is")
    number: int | None = Field(
        None, ge=1, le=10, description="the offer's place in the list that was shown, from 1"
    )


class Offers(Wire):
    """The open offers in the order of the API, and what was said about one."""

    offers: tuple[Offer, ...] = ()
    decision: _Decision | None = None
    number: int | None = None

    @property
    def chosen(self) -> Offer | None:
        """The offer that is meant: the one of that number, or the only one."""
        place = self.number or (1 if len(self.offers) == 1 else 0)
        return self.offers[place - 1] if 0 < place <= len(self.offers) else None


class OfferProposal(Wire):
    """What would be answered."""

    offer_id: str
    accept: bool


class OfferAnswered(Wire):
    """The offer afterwards, and what was answered."""

    offer: Offer
    accept: bool


async def _fetch(which: WhichOffer, logistics: DriverLogistics, ask: Ask) -> Offers:
    open_ones = [
        offer
        for offer in await logistics.offers()
        if offer.state is OfferState.OPEN
        and (offer.expires_at is None or offer.expires_at > ask.now)
    ]
    return Offers(offers=tuple(open_ones[:10]), decision=which.decision, number=which.number)


def _say(record: Offers, say: Say) -> Reply:
    if not record.offers:
        return Reply(parts=(say.answer(say.lines(say("offer-none"))),))
    offer = record.chosen
    if offer is None:
        rows = [
            (_again(record, number), f"{number}. {_name(one)}", _way(one))
            for number, one in enumerate(record.offers, 1)
        ]
        return Reply(parts=(say.rows(say.lines(say("offer-which")), say("button-choose"), rows),))
    facts = _facts(offer, say)
    if record.decision is None:
        place = record.offers.index(offer) + 1
        choices = [
            (
                menu_payload("respond_to_offer", decision=decision, number=place),
                say(f"offer-button-{decision}"),
            )
            for decision in ("accept", "decline")
        ]
        return Reply(parts=(say.answer(say.lines(*facts), choices),))
    return ask_to_confirm(say.lines(*facts, say(f"offer-{record.decision}-confirm")), say)


def _again(record: Offers, number: int) -> str:
    if record.decision is None:
        return menu_payload("respond_to_offer", number=number)
    return menu_payload("respond_to_offer", decision=record.decision, number=number)


def _name(offer: Offer) -> str:
    return plain(offer.reference, 40)


def _way(offer: Offer) -> str:
    return " → ".join(part for part in (town(offer.pickup), town(offer.delivery)) if part)


def _facts(offer: Offer, say: Say) -> list[str]:
    zone = offer.pickup.time_zone if offer.pickup else None
    lines = [bold(say("offer-heading", reference=_name(offer) or say("unknown")))]
    if way := _way(offer):
        lines.append(way)
    if offer.pickup_from:
        lines.append(say("offer-pickup", time=say.when(offer.pickup_from, zone)))
        note = say.zone_note(zone, offer.pickup_from)
        lines += [note] if note else []
    if offer.total_meters is not None:
        lines.append(say("offer-distance", distance=say.number(offer.total_meters // 1000)))
    if offer.expires_at:
        lines.append(say("offer-expires", time=say.when(offer.expires_at)))
    return lines


def _propose(record: Offers, _ask: Ask) -> OfferProposal | None:
    offer = record.chosen
    if offer is None or record.decision is None:
        return None
    return OfferProposal(offer_id=offer.id, accept=record.decision == "accept")


async def _perform(proposal: OfferProposal, logistics: DriverLogistics, key: str) -> OfferAnswered:
    answer = OfferResponse(accept=proposal.accept)
    offer = await logistics.answer_offer(proposal.offer_id, answer, idempotency_key=key)
    return OfferAnswered(offer=offer, accept=proposal.accept)


def _said(done: OfferAnswered, say: Say) -> Reply:
    key = "offer-accepted" if done.accept else "offer-declined"
    name = _name(done.offer) or say("unknown")
    return Reply(parts=(say.answer(say.lines(say(key, reference=name))),))


PLUGIN = Intent(
    name="respond_to_offer",
    description=(
        "Loads that are offered to the driver: shows open offers, accepts or declines one after a "
        "confirmation. Not for loads that are already assigned."
    ),
    parameters=WhichOffer,
    record=Offers,
    fetch=_fetch,
    say=_say,
    examples=(
        "what loads can I pick up next?",
        "I'll take the load you offered",
        "no quiero esa carga que me ofrecéis",
        "aceito a carga para o Porto",
        "je prends le chargement proposé",
        "Die angebotene Fuhre nehme ich",
        "biorę ten ładunek do Gdańska",
        "nu accept încărcătura oferită",
        "teklif edilen yükü alıyorum",
        "беру запропонований вантаж",
        "ऑफ़र वाला लोड ले लूँगा",
    ),
    action=Action(
        proposal=OfferProposal,
        propose=_propose,
        perform=_perform,
        outcome=OfferAnswered,
        said=_said,
    ),
)
