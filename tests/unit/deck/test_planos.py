"""The models of the planos, and the errors of files that do not fit them."""

from pathlib import Path

import pytest

from penny_chassis.errors import Misconfigured
from penny_deck import home
from penny_deck.planos import models as planos
from penny_deck.planos.models import ContextoPersonal, Personalidad, Sistema

PLAYER = "3f0c8f6e-2a53-4f0e-9a53-0d8f5f6f1c11"
SISTEMA = (home._TEMPLATES / "sistema.yaml").read_text(encoding="utf-8")
USUARIO = (home._TEMPLATES / "usuario.yaml").read_text(encoding="utf-8").replace("{player_id}", PLAYER)


def write(folder: Path, text: str) -> Path:
    """A file with this text."""
    path = folder / "archivo.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def line_of(text: str, words: str) -> int:
    """The line of a text in which words first stand."""
    return text[: text.index(words)].count("\n") + 1


def test_the_default_files_are_the_specifications_example(tmp_path: Path) -> None:
    """What a first start writes says of Penny and Carlos what section 3.2 says."""
    sistema = planos.read(write(tmp_path, SISTEMA), Sistema)
    persona = planos.read(write(tmp_path, USUARIO), ContextoPersonal)
    assert planos.plano_of(sistema).contenido == {
        "version": "1.0",
        "nombre_asistente": "Penny",
        "capacidades": ["conversacion_natural", "gestion_recados", "consulta_datos_via_grace"],
        "limitaciones": ["no_modifica_datos_directamente", "no_ejecuta_acciones_externas"],
        "reglas": ["respuestas_concisas_max_3_oraciones", "confirmar_antes_de_crear_recados", "nunca_inventar_datos"],
    }
    assert persona.contenido.nombre_usuario == "Carlos"
    assert len(persona.recados) == 3
    assert persona.contenido.recordar[:2] == ("Prefiere respuestas cortas", "Reuniones los lunes por la mañana")


def test_the_hash_is_of_the_content_and_not_of_its_form() -> None:
    """The order of keys does not matter, a value does."""
    assert planos.hash_of({"a": 1, "b": "ñ"}) == planos.hash_of({"b": "ñ", "a": 1})
    assert planos.hash_of({"a": 1}) != planos.hash_of({"a": 2})
    assert planos.hash_of({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_recados_and_eventos_are_no_part_of_plano_2s_content(tmp_path: Path) -> None:
    """They make plano 3; plano 2 is told apart from them, and a new recado is no new version of it."""
    persona = planos.read(write(tmp_path, USUARIO), ContextoPersonal)
    assert planos.plano_of(persona).contenido.keys() == {"nombre_usuario", "preferencias", "recordar"}


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("  reglas:", "  reglsa:", "reglsa", "contenido.reglsa: this key is not known; did you mean 'reglas'?"),
        (
            '  version: "1.0"',
            "  version: 1.0",
            "version: 1.0",
            "contenido.version: a text is expected; put it in quotes",
        ),
        ("plano: SISTEMA", "plano: PERSONALIDAD", "plano: P", "plano: Input should be 'SISTEMA'"),
        ("modificable: false", "modificable: true", "modificable", "modificable: Input should be False"),
        ("    - nunca_inventar_datos", "    - 7", "    - 7", "contenido.reglas[2]: a text is expected"),
        ('  nombre_asistente: "Penny"\n', "", "contenido:", "contenido.nombre_asistente: this key is missing"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, at: str, words: str
) -> None:
    """An owner can go straight to what he has to mend."""
    text = SISTEMA.replace(old, new)
    path = write(tmp_path, text)
    with pytest.raises(Misconfigured) as caught:
        planos.read(path, Sistema)
    assert f"{path}:{line_of(text, at)}: {words}" in caught.value.message


def test_a_wrong_key_below_a_list_names_the_keys_known_there(tmp_path: Path) -> None:
    """The keys of the list's elements are listed, not those of the file."""
    text = USUARIO.replace('    texto: "Llamada cliente"', '    titulo: "Llamada cliente"')
    with pytest.raises(Misconfigured) as caught:
        planos.read(write(tmp_path, text), ContextoPersonal)
    assert "eventos[0].titulo: this key is not known. Known here: fecha, dia, hora, texto." in caught.value.message
    assert "eventos[0].texto: this key is missing." in caught.value.message


def test_a_file_says_all_its_faults_but_no_more_than_five(tmp_path: Path) -> None:
    """One round of mending is enough for most files."""
    text = "plano: SISTEMA\n" + "".join(f"clave{n}: x\n" for n in range(7))
    with pytest.raises(Misconfigured) as caught:
        planos.read(write(tmp_path, text), Sistema)
    assert caught.value.message.count("archivo.yaml:") == 5
    assert caught.value.message.endswith("And 5 more.")


def test_no_error_quotes_what_a_person_wrote(tmp_path: Path) -> None:
    """Keys are named, values never: they are content."""
    canary = "el canario canta"
    text = USUARIO.replace('formato_hora: "24h"', f'formato_hora: "{canary}"').replace(
        'hora: "09:30"', f'hora: "{canary}"'
    )
    with pytest.raises(Misconfigured) as caught:
        planos.read(write(tmp_path, text), ContextoPersonal)
    assert canary not in str(caught.value)
    assert "formato_hora" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('hora: "09:30"', 'hora: "9:30"', "eventos[1].hora: the text does not have the form"),
        ("fecha: 2025-12-16", "fecha: 16/12/2025", "eventos[3].fecha"),
        ("dia: lunes", "dia: lunes\n    fecha: 2025-12-16", "eventos[1]: give it a fecha or a dia, not both"),
        ("dia: jueves", "dia: martres", "eventos[2].dia: Input should be 'lunes'"),
        ('# zona_horaria: "Europe/Madrid"', 'zona_horaria: "Europa/Madrid"', "zona_horaria: this is no time zone"),
        ('# zona_horaria: "Europe/Madrid"', 'zona_horaria: "Europe"', "zona_horaria: this is no time zone"),
        ('# zona_horaria: "Europe/Madrid"', 'zona_horaria: "../../etc/passwd"', "zona_horaria: this is no time zone"),
        (f'player_id: "{PLAYER}"', 'player_id: "carlos"', "player_id: "),
        ('cafe: "solo y sin azúcar"', "cafe: [solo]", "contenido.preferencias.cafe: a text is expected"),
        ('musica: "jazz por la tarde"', 'musica: "a\\0b"', "contenido.preferencias.musica: the text does not have"),
    ],
)
def test_a_persons_file_is_checked_to_its_leaves(tmp_path: Path, old: str, new: str, words: str) -> None:
    """Hours, dates, days, zones, ids and preferences have a form each."""
    assert old in USUARIO
    with pytest.raises(Misconfigured) as caught:
        planos.read(write(tmp_path, USUARIO.replace(old, new)), ContextoPersonal)
    assert words in caught.value.message


def test_unquoted_hours_are_understood(tmp_path: Path) -> None:
    """`hora: 14:00` means what it says."""
    persona = planos.read(write(tmp_path, USUARIO.replace('"14:00"', "14:00")), ContextoPersonal)
    assert persona.eventos[0].hora == "14:00"


@pytest.mark.parametrize("text", ["", "- uno\n", "hola\n"])
def test_a_file_that_holds_no_keys_is_refused(tmp_path: Path, text: str) -> None:
    """An empty file, a list and a word are no plano."""
    with pytest.raises(Misconfigured, match=r"archivo\.yaml:1: "):
        planos.read(write(tmp_path, text), Personalidad)
