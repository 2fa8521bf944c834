"""The amounts of a document: by arithmetic, and by their labels where arithmetic finds nothing. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from penny_deck.grace.extractor import avisos
from penny_deck.grace.extractor.amounts import Amount, Rate
from penny_deck.grace.extractor.arithmetic import (
    Solution,
    TaxLine,
    as_total,
    clearest,
    pairs,
    printed_rates,
    share,
    solve,
)
from penny_deck.grace.extractor.extraction import Aviso
from penny_deck.grace.extractor.labels import Kind, Money

VERIFIED, DOUBTED, UNVERIFIED, CONTRADICTED = 0.97, 0.6, 0.5, 0.3
"""How sure of amounts that agree; that agree but leave something out; that cannot be checked; that do not agree."""
_CLEAR = 0.8
_LINE_AT_LEAST = 4.0
"""Of a pair of base and cuota that is taken without a total to confirm it: two clear labels, or one and its row."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The amounts, how sure they are, and what there is to warn of."""

    lines: tuple[TaxLine, ...]
    """The highest rate first."""
    base: Amount | None
    irpf: Amount | None
    total: Amount | None
    confidence: float
    warnings: tuple[Aviso, ...]


def totals(money: Money, *, exempt: bool) -> Totals:
    """Find the amounts.

    Args:
        money: All the amounts there are.
        exempt: The document says that it bears no IVA.
    """
    solution = solve(money)
    return _checked(money, solution, exempt=exempt) if solution else _unchecked(money)


def _checked(money: Money, solution: Solution, *, exempt: bool) -> Totals:
    warnings = [avisos.CENTIMOS] if solution.off else []
    if _rival(money, solution):
        warnings.append(avisos.OTRO_TOTAL)
    if _left_out(money, solution):
        warnings.append(avisos.IVA_INCOMPLETO)
    if not _confirmed(solution, exempt=exempt):
        warnings.append(avisos.SIN_COMPROBAR)
    net = sum(line.net for line in solution.lines)
    base = _whole_base(money, solution.lines, net)
    return Totals(
        lines=_highest_first(solution.lines),
        base=base,
        irpf=solution.irpf,
        total=solution.total,
        confidence=DOUBTED if warnings else VERIFIED,
        warnings=tuple(warnings),
    )


def _highest_first(lines: Sequence[TaxLine]) -> tuple[TaxLine, ...]:
    return tuple(sorted(lines, key=lambda line: -(line.rate.value if line.rate else Decimal(0))))


def _confirmed(solution: Solution, *, exempt: bool) -> bool:
    """Whether the total cannot be another: the IVA alone fits totals that differ by some cents, and no IVA any."""
    if any(line.taxes for line in solution.lines):
        return all(line.base for line in solution.lines)
    return exempt or any(line.rate for line in solution.lines)


def _whole_base(money: Money, lines: Sequence[TaxLine], net: int) -> Amount | None:
    """The sum of the bases, if it is printed."""
    if len(lines) == 1:
        return lines[0].base
    said = [amount for amount in money.amounts if amount.value == net and money.says(amount, Kind.BASE) > 0]
    return max(said, key=lambda amount: money.says(amount, Kind.BASE), default=None)


def _lone_base(money: Money, lines: Sequence[TaxLine]) -> Amount | None:
    """What is called the base, and is not that of one rate of several."""
    base = clearest(money, Kind.BASE)
    return None if base and any(line.base and line.base.value == base.value for line in lines) else base


def _rival(money: Money, solution: Solution) -> bool:
    """Whether another amount is as clearly called the total, and is not the same."""
    own = as_total(money, solution.total)
    return any(
        amount.value != solution.total.value and as_total(money, amount) > max(own - 1, 2) for amount in money.amounts
    )


def _left_out(money: Money, solution: Solution) -> bool:
    """Whether a clearly labelled tax or retention is not in the sum."""
    used = {line.rate.value for line in solution.lines if line.rate}
    missed = any(lines[0].score >= _LINE_AT_LEAST for rate, lines in pairs(money).items() if rate not in used)
    retained = any(amount.value and money.says(amount, Kind.IRPF) >= _CLEAR for amount in money.amounts)
    return missed or (retained and not solution.irpf)


def _unchecked(money: Money) -> Totals:
    """By labels alone; what is found is warned of."""
    total = max(money.amounts, key=lambda amount: as_total(money, amount), default=None)
    if total and as_total(money, total) <= 1:
        total = None
    lines = _lines_by_label(money)
    net = sum(line.net for line in lines)
    base = _whole_base(money, lines, net) or _lone_base(money, lines)
    contradicted = bool(lines and (base or net))
    warning = avisos.NO_CUADRA if contradicted else avisos.SIN_COMPROBAR
    return Totals(
        lines=lines,
        base=base,
        irpf=clearest(money, Kind.IRPF),
        total=total,
        confidence=CONTRADICTED if contradicted else UNVERIFIED,
        warnings=(warning,) if total else (avisos.SIN_TOTAL,),
    )


def _lines_by_label(money: Money) -> tuple[TaxLine, ...]:
    """A line a rate: base and cuota that agree, or else what stands in the rate's row."""
    agreed = {rate: lines[0] for rate, lines in pairs(money).items() if lines[0].score >= _LINE_AT_LEAST}
    for rate in sorted(printed_rates(money) - set(agreed), reverse=True):
        if rate and (line := _row_line(money, rate, alone=len(printed_rates(money)) == 1)):
            agreed[rate] = line
    return tuple(line for _, line in sorted(agreed.items(), reverse=True))


def _row_line(money: Money, value: Decimal, *, alone: bool) -> TaxLine | None:
    best: TaxLine | None = None
    for rate in (rate for rate in money.rates if rate.value == value):
        row = [amount for amount in money.amounts if amount.find.cell.row == rate.find.cell.row]
        cuota = _best(money, row, Kind.CUOTA)
        if not cuota:
            continue
        base = _base_for(money, row, rate, cuota, alone=alone)
        line = TaxLine(rate, base, cuota, None, money.says(cuota, Kind.CUOTA))
        if best is None or line.score > best.score:
            best = line
    return best


def _base_for(money: Money, row: Sequence[Amount], rate: Rate, cuota: Amount, *, alone: bool) -> Amount | None:
    """The base in the same row: by its label, or because it is the larger of two; or the only one there is."""
    others = [amount for amount in row if amount is not cuota]
    base = _best(money, others, Kind.BASE)
    if not base and len(others) == 1 and abs(share(others[0].value, rate.value)) < abs(others[0].value):
        base = others[0] if abs(others[0].value) > abs(cuota.value) else None
    return base or (clearest(money, Kind.BASE) if alone else None)


def _best(money: Money, row: Sequence[Amount], kind: Kind) -> Amount | None:
    said = [amount for amount in row if money.says(amount, kind) >= 0.4]  # noqa: PLR2004 - not merely near
    return max(said, key=lambda amount: money.says(amount, kind), default=None)
