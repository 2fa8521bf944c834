"""LEEME.md of an export: what is what, what is not there, and what is still risky. Pure."""

from collections.abc import Mapping

from penny_client.cli.counts import counted

_HEAD = """\
# Lo que DECK guarda de una persona

Lo ha escrito `penny player export`. Todo está en formatos abiertos: JSON, YAML, Markdown y texto UTF-8.

| Fichero | Qué es |
| --- | --- |
| `log.jsonl` | Las conversaciones, una por línea con sus turnos; los nombres son los de las tablas de DECK. |
| `log.md` | Lo mismo, para leerlo. Las horas son las de la máquina que lo escribió. |
| `planos/*.yaml` | El fichero de la versión en vigor de cada plano: lo que Penny sabe. |
| `planos/historia.jsonl` | Todas las versiones que ha tenido cada plano, una por línea. |
| `planos/ahora.json` | Con lo que empezaría ahora una conversación: con el día de hoy y el ritmo de las pausas. |
| `recados.json` | Los recados: pendientes, hechos y cancelados. |
| `archivos.json` | Qué ficheros hay en el Vault, con su tipo, su tamaño y su fecha. |
{files}\
| `auditoria.jsonl` | Quién ha leído qué, y cuándo; también esta lectura. |
| `manifest.json` | Cuánto hay de cada cosa, y el SHA-256 y el tamaño de cada fichero. |

Hay {sesiones} con {turnos}, {sonidos}, {versiones} de planos, {recados}, {archivos}, {documentos} de `penny kb` y
{lecturas}.

De los documentos de `penny kb` DECK guarda lo que dicen, y no los ficheros, que los tienes tú. Aquí no están, porque
ninguna llamada de DECK los da: las conversaciones en las que no se dijo nada, el plano 3 (la fecha y los recados) con
que empezó cada conversación pasada, los índices con los que busca y las claves. Ni las voces de `voces/`, que son
ficheros suyos y están en la carpeta de DECK.
"""
_FILES = """\
| `audio/` | Cómo sonó lo que dijo, si se guarda, en WAV: el turno con `audio_ref` `audio://ID` es `audio/ID.wav`. |
| `archivos/` | Los ficheros del Vault, tal como se pusieron. |
| `conocimiento.json` | Qué documentos hay en las colecciones de `penny kb`. |
| `pasajes.jsonl` | Lo que dicen, como lo guarda DECK: un pasaje por línea. |
"""
_LOST = """
DECK ya no tenía todos los sonidos que nombra el log. Faltan: {lost}.
"""
_OPEN = """
Nada de esto va cifrado. Guárdalo donde solo tú puedas leerlo.
"""
_PSEUDONYMISED = """
## Seudónimos

Los nombres, direcciones, números e identificadores que se han reconocido se han cambiado por otros, siempre por el
mismo dentro de esta exportación: `[PERSONA-1]`, `[EMAIL-2]`. La misma persona lleva el mismo número aunque su
nombre esté escrito de otra forma. Los identificadores (UUID, SHA-256) son otros, hechos con una clave que no se ha
guardado; otra exportación lleva otros. No hay ninguna tabla con los originales.

Las horas del log, los recados y la auditoría se han movido todas el mismo número de semanas enteras: los
intervalos, las horas (en UTC) y los días de la semana son los de verdad. Las fechas con día y mes que se dicen en
un texto se han quitado, porque dirían cuánto. Las fechas de los ficheros en el disco no dicen nada. Los comentarios
de los planos se han quitado.

**Los ficheros del Vault no están**: por dentro no se pueden cambiar. De ellos quedan tipo, tamaño y un nombre
inventado. De los documentos de `penny kb` no queda nada.

**El sonido no está**: una voz dice de quién es, y no tiene seudónimo. De qué turnos lo había, lo dice su `audio_ref`.

## Lo que sigue siendo arriesgado

Esto no es anónimo. Léelo entero antes de dárselo a nadie:

- Los nombres se reconocen con reglas y listas, y a las reglas se les escapan: sobre todo nombres poco frecuentes
  que el reconocedor de voz ha escrito en minúscula, motes, nombres que son también palabras corrientes («rosa»,
  «cruz»), nombres mal entendidos y los de otras lenguas. En frases de prueba, escritas por quien hizo las
  reglas, se escapa uno de cada veinticinco; en las de verdad pueden ser más.
- Lo que se cuenta dice quién es alguien sin nombrarlo: el trabajo, una enfermedad, un pueblo, una fecha señalada,
  una manera de hablar. Nada de eso se cambia. Tampoco los países, las ciudades grandes y las marcas conocidas.
- Quien sepa cuándo tuvo lugar una sola de las conversaciones sabe de cuándo son todas.
- Las horas a las que alguien habla, cuánto tarda y cómo hace las pausas son suyas y de nadie más.
- Quien tenga los datos originales puede casar los textos con ellos: siguen siendo datos personales (RGPD, artículo
  4.5).
"""


_COUNTED = {
    "sesiones": ("conversación", "conversaciones"),
    "turnos": ("turno", "turnos"),
    "sonidos": ("sonido", "sonidos"),
    "versiones": ("versión", "versiones"),
    "recados": ("recado", "recados"),
    "archivos": ("archivo", "archivos"),
    "documentos": ("documento", "documentos"),
    "lecturas": ("lectura", "lecturas"),
}


def leeme(counts: Mapping[str, int], *, pseudonymised: bool) -> str:
    """The text."""
    told = {name: counted(counts[name], one, many) for name, (one, many) in _COUNTED.items()}
    if pseudonymised:
        return _HEAD.format(files="", **told) + _PSEUDONYMISED
    lost = counts["sonidos_perdidos"]
    return _HEAD.format(files=_FILES, **told) + (_LOST.format(lost=lost) if lost else "") + _OPEN
