"""All that an extraction can warn of. Pure."""

from penny_deck.grace.extractor.extraction import Aviso

SIN_TOTAL = Aviso("sin_total", "No se ha encontrado el total.")
NO_CUADRA = Aviso("no_cuadra", "Las cantidades no cuadran: la base, el IVA y el total se contradicen.")
CENTIMOS = Aviso("centimos", "El total difiere en algún céntimo de la suma de la base y el IVA.")
SIN_COMPROBAR = Aviso("sin_comprobar", "El total no se ha podido comprobar con las demás cantidades.")
OTRO_TOTAL = Aviso("otro_total", "Otra cantidad se presenta también como total.")
IVA_INCOMPLETO = Aviso("iva_incompleto", "Puede faltar alguna línea del IVA o de la retención.")
NIF_DUDOSO = Aviso("nif_dudoso", "Un NIF no pasa la comprobación de su letra o dígito de control.")
CORREGIDO = Aviso("corregido", "Un dato se ha leído mal y se ha reconstruido; conviene mirarlo.")
FECHAS = Aviso("fechas", "El vencimiento es anterior a la fecha de la factura.")
