"""People whom Penny knows, and forty questions that they ask about themselves."""

import tomllib
from pathlib import Path
from typing import Any

import yaml

from penny_gateway.prompt import Planos

MARTA: Planos = {
    "PERSONALIDAD": {"nombre": "Penny", "tono": "Cercano", "estilo": "Breve", "tratamiento": "De tú"},
    "CONTEXTO_PERSONAL": {
        "nombre_usuario": "Marta",
        "preferencias": {"bebida": "té verde", "deporte": "natación"},
        "recordar": ["Prefiere respuestas cortas", "Su perro se llama Bruno"],
    },
    "CONTEXTO_AMBIENTAL": {
        "dia_semana": "martes",
        "fecha": "2026-03-10",
        "hora": "10:15",
        "eventos_hoy": ["17:30 - Dentista"],
        "recados": ["Llamar al fontanero", "Renovar el DNI"],
    },
}
"""Somebody as DECK tells of her, for what is measured below the whole."""

_QUESTIONS = Path(__file__).with_name("questions.toml")


def known_people() -> list[dict[str, Any]]:
    """The people, each with what Penny knows and the questions; see the table itself."""
    people: list[dict[str, Any]] = tomllib.loads(_QUESTIONS.read_text(encoding="utf-8"))["person"]
    return people


def home_of(people: list[dict[str, Any]]) -> dict[str, str]:
    """The files of a DECK home that these people live in."""
    files = {"config/penny.yaml": f'player_por_defecto: "{people[0]["id"]}"\n'}
    for person in people:
        plano = {
            "plano": "CONTEXTO_PERSONAL",
            "persistencia": "permanente",
            "modificable": True,
            "player_id": person["id"],
            "contenido": {
                "nombre_usuario": person["nombre"],
                "preferencias": person["preferencias"],
                "recordar": person["recordar"],
            },
            "recados": person["recados"],
            "eventos": person["eventos"],
        }
        files[f"planos/usuarios/{person['id']}.yaml"] = yaml.safe_dump(plano, allow_unicode=True)
    return files
