"""The forms of sentences in which Spanish says that somebody has to do something, as patterns. Pure.

The confidences are estimates of how often a sentence of the form is a task, made on the tables of the tests.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

_CLITICS = r"(?:l[aeo]s?|me|nos|te|se|os|(?:se|me|te|nos|os)l[ao]s?)?"
_NO_INFINITIVES_WORDS = """
lugar hogar taller mujer bar mar par ayer alquiler caracter dolar auxiliar familiar regular escolar particular titular
ejemplar popular militar similar azucar solar celular circular lider primer tercer cualquier placer amanecer power
"""
_NO_INFINITIVE = rf"(?!(?:{'|'.join(_NO_INFINITIVES_WORDS.split())})\b)"
INFINITIVE: Final = rf"{_NO_INFINITIVE}\b(?:no )?[a-zñ]+(?:ar|er|ir){_CLITICS}\b"
"""A pattern for an infinitive with what hangs on it, in folded text."""
_WAITING = (
    r"(?!\b(?:no|esperar|mantener|continuar|seguir|dejar|aprobar|aplazar|posponer|ser|estar|haber|poder|tener)\b)"
)
_STATIC_WORDS = """
sera seran estara estaran habra habran podra podran tendra tendran vendra vendran llegara llegaran sabra sabran querra
querran parecera seguira seguiran quedara quedaran costara costaran valdra durara supondra empezara comenzara
terminara finalizara cumplira recibira faltara asistira volvera cobrara cobraran vera veran mantendra permanecera
debera deberan sere estare habre podre sabre querre vere volvere llegare seremos estaremos habremos podremos sabremos
querremos veremos volveremos llegaremos tendre tendremos ganara ganaran perdera jugara jugaran subira subiran bajara
bajaran abrira vivira viviran nacera morira cubrira
"""
_STATIC = rf"(?!(?:{'|'.join(_STATIC_WORDS.split())})\b)"
_HAPPENING_WORDS = """
celebrara celebraran aplicara cobrara cargara abonara considerara entendera mantendra seguira reunira reuniran vera
veran podra podran efectuara producira hara haran sera levantara realizara tratara trataran
"""
_HAPPENING = rf"(?!(?:{'|'.join(_HAPPENING_WORDS.split())})\b)"
_IMPERATIVES_WORDS = """
envi[ae] mand[ae] trae traiga llam[ae] revis[ae] compr[ae] prepar[ae] confirm[ae] avis[ae] di diga pas[ae] mir[ae]
recoge recoja reserv[ae] pide pida paga pague haz haga pon ponga busca busque sub[ea] firm[ae] rellen[ae] imprim[ea]
contest[ae] respond[ea] reenvi[ae] actualiz[ae] actualice organiza organice convoca convoque cierra cierre corrige
corrija comprueb[ae] consult[ae] solicit[ae] entrega entregue llev[ae] apunt[ae] anot[ae] cancela cancele remita
aporte adjunt[ae] enviad mandad habla hable revisad traed llamad preparad confirmad comprad
"""
_IMPERATIVE = rf"(?:{'|'.join(_IMPERATIVES_WORDS.split())})(?:l[aeo]s?|me|nos|(?:me|nos|se)l[ao]s?)?\b"
_IMPERATIVE_TO_ME = rf"(?:{'|'.join(_IMPERATIVES_WORDS.split())})(?:me|nos)(?:l[ao]s?)?\b"
_IMPERATIVE_TO_OTHERS = (
    r"(?:di|diga|decid|pide|pida|pregunta|pregunte|recuerda|recuerde|avisa|avise|manda|mande"
    r"|envia|envie)les?"
)
_ENTRUST = r"(?:encargar|asignar|encomendar|pedir|solicitar)"
_STATES_WORDS = """
esta llega vuelve viene tiene puede quiere cumple empieza termina vive espera sabe dice comenta explica informa
propone pregunta recuerda era fue que para ante entre sobre desde sale sigue queda parece debe falta considera señala
indica expone agradece una este esta esa ese cree piensa insiste hace
"""
_STATE = rf"(?!(?:{'|'.join(_STATES_WORDS.split())})\b)"
_BY = r"\b(?:antes de|para (?:el|hoy|mañana)|a mas tardar|como muy tarde)"
"""Who does something in the present by a day has it to do: "Marta prepara el informe para el viernes"."""
_PROMISES_WORDS = """
llamo llamamos mando mandamos envio enviamos paso pasamos digo decimos confirmo confirmamos aviso avisamos reenvio
llevo llevamos traigo traemos preparo preparamos contesto contestamos respondo respondemos recojo recogemos compro
"""
_LATER = (
    r"(?:mañana|luego|mas tarde|en cuanto|esta (?:tarde|noche|semana)|el (?:lunes|martes|miercoles|jueves|viernes"
    r"|sabado"
    r"|domingo)|la (?:semana que viene|proxima semana))"
)
"""Who promises in the present says when; without it, it is done with the saying: "te envío las fotos"."""


class Who(Enum):
    """Where a form says who has to do it."""

    SUBJECT = auto()
    """Before the verb; without one it is no task."""
    NAMED = auto()
    """In the form itself."""
    WRITER = auto()
    READER = auto()
    NOBODY = auto()


@dataclass(frozen=True, slots=True)
class Forma:
    """A form, by a pattern in folded text; its group "que" begins what has to be done, "who" is who."""

    pattern: re.Pattern[str]
    who: Who
    confidence: float
    future: bool = False
    """Whether it is told from other forms by its accent: "enviará" from "enviara"."""
    general: bool = False
    """Whether it tells how things are done as well: "Para cocinar arroz hay que usar agua"."""
    imperative: bool = False
    """Whether it is one only if somebody is spoken to: "Envía el informe" is told of a third person too."""


def _forma(pattern: str, who: Who, confidence: float, **special: bool) -> Forma:
    return Forma(re.compile(pattern), who, confidence, **special)


_OBLIGED = (
    r"(?:(?:tienen?|tendran?) que|(?:debe|deben|debera|deberan)(?: de)?|han? de|van? a|qued(?:a|an|o|aron) en"
    r"|se compromet(?:e|en|io|ieron|era|eran) a|se (?:encarga|ocupa|responsabiliza)(?:n|ra|ran)? de"
    r"|qued(?:a|an|ara) (?:encargad|responsabl)\w+ de|es (?:la |el )?(?:encargad[oa]|responsable) de"
    r"|asume la tarea de|necesitan?|se ofrec(?:e|en|io|ieron) a"
    r"|tienen? pendientes?|(?:ha|han) (?:prometido|quedado en|aceptado)|promet(?:e|en|io|ieron)"
    r"|se (?:hace|hacen|hara|haran) cargo de)"
)
_SELF = (
    r"(?:(?:me|nos) compromet(?:o|emos) a|(?:me|nos) (?:encargo|encargamos|ocupo|ocupamos)(?: yo)? de|quedo en"
    r"|tengo (?:que|pendiente)|debo"
    r"|voy a|vamos a|he de|nos toca)"
)
_ABOUT_DUTY = (
    r"(?:se (?:encarga|ocupa|responsabiliza)(?:n|ra|ran)?|se (?:hace|hacen|hara|haran) cargo|se queda(?:n|ra"
    r"|ran)? a cargo|(?:me|nos) (?:encargo|encargamos|ocupo"
    r"|ocupamos)(?: yo)?) de(?:l)? "
)
_IMPERSONAL = (
    r"(?:hay que|habra que|(?:es|sera) (?:necesario|preciso|urgente|imprescindible|obligatorio)|hace falta"
    r"|faltan?(?: por)?"
    r"|quedan? por|(?:queda|quedan|esta|estan|sigue|siguen) pendientes?(?: de)?|urge|conviene|toca|tenemos que"
    r"|debemos|hemos de"
    r"|se (?:debe|deben|debera|deberan)(?: de)?)"
)
_ASKED = (
    r"(?:necesito|necesitamos|quiero|queremos|querria|(?:te|le|os|les) pido|(?:te|le|os|les) ruego|rogamos|ruego"
    r"|(?:te |le |os |les )?agradeceria(?:mos)?|me gustaria|haz el favor de)"
)
FORMAS: Final = (
    _forma(rf"\b{_OBLIGED} (?P<que>{INFINITIVE})", Who.SUBJECT, 0.9),
    _forma(rf"\b(?P<que>{_ABOUT_DUTY}(?!que\b)\w+)", Who.SUBJECT, 0.8),
    _forma(rf"\b(?P<que>{_STATIC}[a-zñ]+r(?:a|an))\b", Who.SUBJECT, 0.8, future=True),
    _forma(
        r"\bse (?:le )?(?:encarga|asigna|encomienda|pide|solicita|encargo"
        rf"|pidio) a (?P<who>[^,.;:]{{2,60}}?) (?:que |de )?"
        rf"(?P<que>{INFINITIVE}|(?<=que )\w+)",
        Who.NAMED,
        0.85,
    ),
    _forma(rf"\b(?:le |les )?(?:toca|corresponde) a (?P<who>[^,.;:]{{2,60}}?) (?P<que>{INFINITIVE})", Who.NAMED, 0.85),
    _forma(rf"\ba (?P<who>[^,.;:]{{2,60}}?) (?:le|les) (?:toca|corresponde) (?P<que>{INFINITIVE})", Who.NAMED, 0.85),
    _forma(
        r"\b(?:se (?:acuerda|decide|acordo|decidio|ha acordado)|acordamos|hemos acordado|quedamos en|falta|queda"
        r"|hace falta|conviene"
        r"|es (?:necesario|imprescindible|urgente|preciso"
        r"|importante)) que (?P<who>[^,.;:]{2,60}?) (?:se )?(?P<que>[a-zñ]+(?:e|en|a|an))\b",
        Who.NAMED,
        0.8,
    ),
    _forma(
        r"\b(?:pendiente de|(?:tarea|encargo) (?:para|de)) (?P<who>[^,.;:–—-]{2,60}?) ?[:–—-] (?P<que>\w)",
        Who.NAMED,
        0.9,
    ),
    _forma(rf"\b{_SELF} (?P<que>{INFINITIVE})", Who.WRITER, 0.85),
    _forma(rf"\b(?P<que>{_ABOUT_DUTY}(?!que\b)\w+)", Who.WRITER, 0.75),
    _forma(
        rf"\b(?P<que>(?:(?:te|os|le|les|lo|la) )*{_STATIC}[a-zñ]{{2,}}(?:[aei]|d|b)r(?:e|emos))\b",
        Who.WRITER,
        0.75,
        future=True,
    ),
    _forma(
        rf"¿?\b(?:(?:me|nos) )?(?:puedes|podrias|podeis|podriais|puede usted|podria usted|podria|pueden|podrian) "
        rf"(?P<que>{INFINITIVE})",
        Who.READER,
        0.85,
    ),
    _forma(r"¿(?P<que>(?:me|nos) [a-zñ]+s)\b", Who.READER, 0.7),
    _forma(
        rf"\b{_ASKED} (?:que )?(?P<que>(?<=que )(?!sepas|sepais|seas?\b|est)(?:no )?(?:\w+ ){{0,2}}?\w+)",
        Who.READER,
        0.75,
    ),
    _forma(
        r"\b(?:no (?:(?:te|se|os) )?olvid\w+(?: de)?|recuerd[ae]|recordad|acuerdate de"
        rf"|acordaos de) (?P<que>{INFINITIVE})",
        Who.READER,
        0.85,
    ),
    _forma(rf"\b(?:tienes|teneis|tendras|tendreis) que (?P<que>{INFINITIVE})", Who.READER, 0.85),
    _forma(rf"\b(?:debes|debeis) (?P<que>{INFINITIVE})", Who.READER, 0.8),
    _forma(
        rf"(?:\bpor ?fa(?:vor)?,? |^)(?P<que>{_IMPERATIVE})(?! (?:la atencion|que si))",
        Who.READER,
        0.75,
        imperative=True,
    ),
    _forma(rf"(?:^|[,;:] )(?P<que>{_IMPERATIVE_TO_ME})(?! si\b)", Who.READER, 0.75),
    _forma(rf"(?:^|[,;:] )(?P<que>{_IMPERATIVE_TO_OTHERS} al? \w+)", Who.READER, 0.75),
    _forma(rf"^(?P<que>(?:{'|'.join(_IMPERATIVES_WORDS.split())})les?)\b", Who.READER, 0.75),
    _forma(r"\b(?:se ruega|rogamos|ruego) (?:que )?(?P<que>[a-zñ]+[en])\b", Who.READER, 0.75),
    _forma(rf"^(?P<que>{_ENTRUST}) a (?P<who>[A-Za-zñ]+(?: y [A-Za-zñ]+)?) \w", Who.NAMED, 0.75),
    _forma(rf"\ben manos de (?P<who>[^,.;:]{{2,60}}?) (?P<que>{INFINITIVE})", Who.NAMED, 0.8),
    _forma(rf"\b(?P<que>{_STATE}[a-zñ]{{3,}}[ae])\b(?=.*{_BY})", Who.SUBJECT, 0.65),
    _forma(rf"\b(?:te|le|os|les) importaria (?P<que>{INFINITIVE})", Who.READER, 0.8),
    _forma(rf"\b(?:serias?|seriais|serian) tan amables? de (?P<que>{INFINITIVE})", Who.READER, 0.8),
    _forma(rf"\b(?:te|os) (?:encargas|ocupas|encargais|ocupais)(?: tu)? de (?P<que>{INFINITIVE})", Who.READER, 0.8),
    _forma(rf"\b(?P<que>(?:te|le|os|les) (?:{'|'.join(_PROMISES_WORDS.split())}))\b(?=.*\b{_LATER})", Who.WRITER, 0.7),
    _forma(
        rf"\bdesde (?P<who>[^,.;:]{{2,60}}?),? (?P<que>se {_HAPPENING}[a-zñ]{{2,}}r(?:a|an))\b",
        Who.NAMED,
        0.75,
        future=True,
    ),
    _forma(rf"\b{_IMPERSONAL} (?P<que>{_WAITING}{INFINITIVE})", Who.NOBODY, 0.8, general=True),
    _forma(rf"\bse (?:acuerda|decide|acordo) (?P<que>{_WAITING}{INFINITIVE})", Who.NOBODY, 0.6),
    _forma(
        r"\b(?:queda|quedan|sigue|siguen) pendientes? (?:de )?(?P<que>(?:el|la|los|las|un|una) \w+)", Who.NOBODY, 0.7
    ),
    _forma(
        rf"^(?:[A-Za-z, ]{{0,25}}, )?(?P<que>se {_HAPPENING}[a-zñ]{{2,}}r(?:a|an))\b", Who.NOBODY, 0.55, future=True
    ),
)
"""In the order of preference: what one has found is not read again by those after it."""
