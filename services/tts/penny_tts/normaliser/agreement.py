"""Which gender a number takes from the words around it.

The law of this file: it decides only where the text decides. A noun is judged by its ending, with the exceptions
in tables; where nothing can be told the answer is masculine before a noun and the plain form elsewhere.
The tables are written without accents (`ñ` as `n`), as `fold` leaves a word.
"""

import re
import unicodedata
from typing import Final

from penny_tts.normaliser.cardinals import NUMBER, Form
from penny_tts.normaliser.tables import table

#: How many characters on each side of a number are looked at.
CONTEXT_CHARS: Final = 48

#: Feminine nouns whose ending does not say so.
_FEMININE: Final = table(
    "vez noche tarde clase llave calle flor parte gente mujer madre serie imagen orden ley luz voz cruz nuez red pared"
    " sede fase frase base clave nube torre senal carcel piel mano foto moto radio razon dosis crisis tesis hipotesis"
    " sintesis sangre leche carne nave suerte muerte fuente mente especie superficie sal labor hambre sed paz raiz"
    " matriz actriz cicatriz nariz perdiz tos res vejez escasez nieve liebre fiebre catastrofe serpiente corriente"
    " pendiente tilde peste gripe virgen catedral capital central sucursal vocal espiral app web wifi tablet newsletter"
    " pyme lista pista vista revista entrevista conquista autopista arista yema crema gema broma goma paloma loma coma"
    " rama llama cama dama trama bici postal variable tribu"
)
#: Masculine nouns that end like feminine ones.
_MASCULINE: Final = table(
    "dia mapa planeta tema problema sistema idioma clima drama poema esquema sintoma aroma diploma lema dilema teorema"
    " emblema ecosistema enigma dogma carisma estigma fantasma plasma prisma cisma trauma asma panorama pijama tranvia"
    " sofa papa gorila puma panda koala yoga karma avion camion guion gorrion bastion escorpion embrion ion sarampion"
    " anfitrion centurion atleta poeta patriota paradigma paraguas sacapuntas"
)
#: Feminine, but with `un` in the singular, since they begin with a stressed a (DPD, "el").
_STRESSED_A: Final = table("agua aguila aula arma area hacha alma ala arpa ancla alga ave acta aspa anima")
_SINGULAR_IN_S: Final = table(
    "mes pais lunes martes miercoles jueves viernes autobus bus gas interes virus analisis crisis tesis dosis paraguas"
    " hipotesis sintesis campus corpus compas caos tos res cumpleanos dios iris"
)
#: Words that may follow a number and are not what it counts.
_NOT_NOUNS: Final = table(
    "a al ante antes aun aunque bajo cada como con contra cual cuando de del desde despues donde durante e el ella"
    " ellas ellos en entonces entre es esa esas ese eso esos esta estas este esto estos hasta hoy la las le les lo los"
    " luego manana mas me mediante menos mi mis mientras muy nada ni no nos nosotros o os para pero por porque pues que"
    " quien se segun si sin sobre su sus tambien tampoco te tras tu tus u un una unas unos vosotros y ya ademas siempre"
    " nunca solo incluso quizas tal igual aproximadamente izquierda derecha exterior interior"
    " abre abren acaba acaban cenas cenamos cierra cierran comemos comes comienza comienzan debe deben debemos debes"
    " dice dicen dices dijo empieza empezamos empiezan empiezas entra entran entras era eran eres esta estaba estaban"
    " estamos estan estas fue fueron ha hace hacemos hacen haces han has hay haya hemos hizo llega llegan llegas llamas"
    " necesitamos necesitas pasa pasan pasas podemos puede pueden puedes queda quedamos quedan quedas queremos quiere"
    " quieren quieres sabes sale salen sales sea sera seran ser sigue siguen somos son tenemos tengo tiene tienen"
    " tienes termina terminan terminas tuvo tuvieron va vamos van vas ves viene vienen vienes vuelve vuelven vuelves"
)
#: Words before a number that make it a name, not a count: `página 200`, `el 21`.
_LABELS: Final = table(
    "el al del dia numero capitulo pagina tema punto paso nivel opcion articulo sala planta piso habitacion linea"
    " apartado version fase grupo tipo autobus vuelo tren puerta canal episodio temporada unidad leccion ejercicio"
    " pregunta mesa anden via terminal ano kilometro calle portal zona categoria clase curso modulo bloque anexo figura"
    " tabla folio escena acto tomo volumen parte seccion carril dorsal asiento fila expediente pedido codigo extension"
    " factor nota talla box parada bus metro recado evento ejemplo caso parrafo cuadro grafico lote estacion"
)
_SCALES: Final = table("mil millon millones billon billones")
_YEAR_PREPOSITIONS: Final = table("en de desde hasta para hacia a")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")

_NEXT: Final = re.compile(rf"(?P<and> (?:o|u|a|y|ni) {NUMBER})? (?P<word>[^\W\d_]+)")
_PREVIOUS: Final = re.compile(r"(?P<word>[^\W\d_]+)\.? $")
_FEMININE_ENDING: Final = re.compile(r"(?:a|as|[cstxgn]ion|iones|dad|tad|dades|tades|tud|tudes|umbres?)$")
_MASCULINE_ENDING: Final = re.compile(r"(?:gram|ist|naut)as?$")


def form(value: str, before: str, after: str) -> Form:
    """The form of the integer `value` (its digits) between the text `before` and the text `after`."""
    previous = _word(_PREVIOUS.search(before[-CONTEXT_CHARS:]))
    following = _NEXT.match(after[:CONTEXT_CHARS])
    if _word(following) in _SCALES:
        return Form.MASCULINE
    if previous == "las" or (previous == "la" and value == "1"):
        return Form.FEMININE
    if previous in _LABELS or (previous in _YEAR_PREPOSITIONS and _YEAR.fullmatch(value)):
        return Form.PLAIN
    noun, several = _word(following), following is not None and following["and"] is not None
    return gender(noun, singular=value == "1") if counts("2" if several else value, noun) else Form.PLAIN


def is_function_word(word: str) -> bool:
    """Whether a word is one that neither counts as a noun nor names anybody."""
    return fold(word) in _NOT_NOUNS


def counts(value: str, following: str) -> bool:
    """Whether the word after the number can be what it counts: a singular after one, a plural after the rest."""
    if not following or is_function_word(following):
        return False
    plural = following.endswith("s") and fold(following) not in _SINGULAR_IN_S
    return not plural if value == "1" else following.endswith("s")


def gender(noun: str, *, singular: bool = False) -> Form:
    """Masculine or feminine, by the tables first and the ending then."""
    word = fold(noun)
    stems = {word, word.removesuffix("s"), word.removesuffix("es"), re.sub(r"ces$", "z", word)}
    if stems & _MASCULINE or (singular and word in _STRESSED_A):
        return Form.MASCULINE
    if stems & _FEMININE:
        return Form.FEMININE
    feminine = _FEMININE_ENDING.search(word) and not _MASCULINE_ENDING.search(word)
    return Form.FEMININE if feminine else Form.MASCULINE


def following_word(after: str) -> str:
    """The word right after a number, empty if there is none."""
    return _word(_NEXT.match(after[:CONTEXT_CHARS]))


def fold(word: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _word(match: re.Match[str] | None) -> str:
    return fold(match["word"]) if match else ""
