"""E-mails of several kinds, as .eml: notice of an invoice, appointment, complaint, newsletter and so on."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from support.documents import catalogue, facts, invoices, writing

KINDS = ("factura", "cita", "queja", "boletin", "pedido", "personal")
_START = datetime(2025, 3, 3, 9, 30, tzinfo=UTC)


def mail(chance: random.Random, kind: str) -> tuple[bytes, dict[str, Any]]:
    """An e-mail and its truth: kind, sender, subject, date and what the kind has besides."""
    sent = _START + timedelta(days=chance.randrange(250), minutes=chance.randrange(600))
    message = EmailMessage()
    sender = catalogue.firm(chance)
    subject, body, more = _WRITERS[kind](chance, sent)
    message["From"] = f'"{sender.name}" <{sender.web}>'
    message["To"] = "ana.prats@correo.example"
    message["Subject"] = subject
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = f"<{chance.randrange(10**12)}@correo.example>"
    message.set_content(f"{body}\n\nUn saludo,\n{sender.name}\nTel. {sender.phone}\n")
    if kind == "boletin":
        message.add_alternative(f"<html><body><p>{body}</p></body></html>", subtype="html")
        message.replace_header("Content-Type", 'multipart/alternative; boundary="=frontera="')
    if kind == "factura":
        _attach_invoice(message, chance)
    truth = {"tipo": kind, "de": sender.web, "asunto": subject, "fecha": sent.date().isoformat(), **more}
    return message.as_bytes(), truth


def _attach_invoice(message: EmailMessage, chance: random.Random) -> None:
    made = facts.invoice(chance, "simple")
    data = invoices.draw(made, invoices.style(chance, held_out=False))
    message.add_attachment(data, maintype="application", subtype="pdf", filename="factura.pdf")
    message.set_boundary("=frontera=")


_Written = tuple[str, str, dict[str, Any]]


def _invoice_notice(chance: random.Random, sent: datetime) -> _Written:
    number, total = f"F-{sent.year}/{chance.randrange(999):04}", facts.cents(Decimal(chance.random() * 400 + 9))
    due = (sent + timedelta(days=30)).date()
    body = (
        f"Le enviamos adjunta la factura {number} por un importe de {writing.amount(total, 'es')}.\n"
        f"El cargo se hará en su cuenta el {writing.day(due, 'long', 'es')}."
    )
    return f"Su factura {number}", body, {"numero": number, "importe": str(total), "vence": due.isoformat()}


def _appointment(chance: random.Random, sent: datetime) -> _Written:
    day, hour = (sent + timedelta(days=chance.randrange(2, 20))).date(), chance.randrange(9, 19)
    body = f"Le recordamos su cita el {writing.day(day, 'long', 'es')} a las {hour}:30. Si no puede venir, avísenos."
    return "Recordatorio de su cita", body, {"dia": day.isoformat(), "hora": f"{hour:02}:30"}


def _complaint(chance: random.Random, sent: datetime) -> _Written:
    order = f"P-{chance.randrange(10_000)}"
    body = (
        f"El pedido {order} llegó roto el {writing.day(sent.date(), 'slash', 'es')} y nadie me contesta.\n"
        "Quiero que me devuelvan el dinero antes de una semana."
    )
    return f"Reclamación por el pedido {order}", body, {"pedido": order}


def _newsletter(chance: random.Random, _sent: datetime) -> _Written:
    off = chance.choice((10, 20, 30))
    body = f"¡Solo este mes, -{off}% en toda la tienda! Desde 19,90 €. Para dejar de recibirlo, pulse aquí."
    return f"Llegan las rebajas: hasta -{off}%", body, {}


def _order(chance: random.Random, sent: datetime) -> _Written:
    order, total = f"{chance.randrange(10**7, 10**8)}", facts.cents(Decimal(chance.random() * 90 + 5))
    day = (sent + timedelta(days=3)).date()
    body = (
        f"Hemos recibido su pedido {order}. Total: {writing.amount(total, 'es')}.\n"
        f"Llegará el {writing.day(day, 'slash', 'es')}."
    )
    return f"Pedido {order} confirmado", body, {"pedido": order, "importe": str(total), "llega": day.isoformat()}


def _personal(chance: random.Random, sent: datetime) -> _Written:
    day = (sent + timedelta(days=chance.randrange(3, 9))).date()
    body = f"¿Cenamos el {writing.day(day, 'long', 'es')}? Reservo yo. Trae el libro que te dejé."
    return "¿Cenamos?", body, {"dia": day.isoformat()}


_WRITERS = {
    "factura": _invoice_notice,
    "cita": _appointment,
    "queja": _complaint,
    "boletin": _newsletter,
    "pedido": _order,
    "personal": _personal,
}
