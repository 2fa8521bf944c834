"""Base, IVA, retention and total that agree with each other, among all the amounts of a document. Pure.

base x rate = cuota, to two cents; and the bases and cuotas, less the retention, are the total. Of all the amounts that
agree in this way those are taken whose labels say most clearly that they are what they would have to be.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from penny_deck.grace.extractor.amounts import Amount, Rate
from penny_deck.grace.extractor.labels import Kind, Money

TOLERANCE = 2
"""Cents by which rounding, line by line or of the whole, may differ."""
IVA_RATES = frozenset(map(Decimal, ("0", "2", "4", "5", "7.5", "8", "10", "16", "18", "21")))
"""Those in force and those of recent years (Ley 37/1992, arts. 90 and 91, and the decrees of 2012, 2022 and 2023)."""
RECARGO_RATES = tuple(map(Decimal, ("5.2", "1.4", "0.5", "0.62", "1.75")))
"""Ley 37/1992, art. 161, and the decree of 2022."""
_ALIKE = 8
_PAIRS_A_RATE = 5
_RATES = 4
_TOTALS = 4
_CLEAR = 0.8
"""A label that says so, and nothing else."""
_PAIR_AT_LEAST = 2.0
"""Below it nothing but chance makes two amounts agree."""


@dataclass(frozen=True, slots=True)
class TaxLine:
    """What is taxed at one rate; some of it may not be printed."""

    rate: Rate | None
    base: Amount | None
    cuota: Amount | None
    recargo: Amount | None = None
    score: float = 0.0

    @property
    def net(self) -> int:
        """The base, in cents."""
        return self.base.value if self.base else 0

    @property
    def taxes(self) -> int:
        """Cuota and recargo, in cents."""
        return sum(amount.value for amount in (self.cuota, self.recargo) if amount)


@dataclass(frozen=True, slots=True)
class Solution:
    """Amounts that agree."""

    lines: tuple[TaxLine, ...]
    irpf: Amount | None
    total: Amount
    score: float
    off: int = 0
    """Cents by which the total differs from the sum."""


def solve(money: Money) -> Solution | None:
    """The amounts that agree and are labelled best; None if none agree."""
    choices = [*_combinations(money), *_gross_only(money), *_untaxed(money)]
    return max(choices, key=lambda solution: solution.score, default=None)


def pairs(money: Money) -> dict[Decimal, list[TaxLine]]:
    """By rate, the bases and cuotas that agree with it, the best labelled first."""
    by_value = _by_value(money)
    found: dict[Decimal, list[TaxLine]] = {}
    for rate, printed in _printed(money).items():
        lines = list(_agreeing(money, by_value, rate, printed)) if rate else []
        if lines:
            found[rate] = sorted(lines, key=lambda line: -line.score)[:_PAIRS_A_RATE]
    return found


def printed_rates(money: Money) -> set[Decimal]:
    """The rates of IVA that are printed."""
    return set(_printed(money))


def _printed(money: Money) -> dict[Decimal, list[Rate]]:
    rates: dict[Decimal, list[Rate]] = defaultdict(list)
    for rate in money.rates:
        of_irpf = money.says(rate, Kind.IRPF) >= _CLEAR or money.says(rate, Kind.RECARGO) >= _CLEAR
        if rate.value in IVA_RATES and not of_irpf:
            rates[rate.value].append(rate)
    return rates


def _by_value(money: Money) -> dict[int, list[Amount]]:
    """Of those that are as much, the ones at the end, where the totals are."""
    by_value: dict[int, list[Amount]] = defaultdict(list)
    for amount in reversed(money.amounts):
        if len(by_value[amount.value]) < _ALIKE:
            by_value[amount.value].append(amount)
    return by_value


def _agreeing(
    money: Money, by_value: dict[int, list[Amount]], rate: Decimal, printed: Sequence[Rate]
) -> Iterator[TaxLine]:
    for net, bases in by_value.items():
        expected = share(net, rate)
        for off in range(-TOLERANCE, TOLERANCE + 1):
            cuotas = by_value.get(expected + off)
            if cuotas and expected:
                line = max(
                    (_line(money, base, cuota, printed) for base in bases for cuota in cuotas),
                    key=lambda line: line.score,
                )
                if line.score - abs(off) / 2 >= _PAIR_AT_LEAST:
                    yield line


def share(net: int, rate: Decimal) -> int:
    """So much per cent of some cents, to the cent, halves up."""
    return int((net * rate / 100).quantize(Decimal(1), ROUND_HALF_UP))


def _line(money: Money, base: Amount, cuota: Amount, printed: Sequence[Rate]) -> TaxLine:
    rate = max(printed, key=lambda rate: _beside(rate, cuota) * 2 + _beside(rate, base) - rate.repaired / 2)
    score = 2 * money.says(base, Kind.BASE) + 2 * money.says(cuota, Kind.CUOTA)
    score += 1.5 * _beside(base, cuota) + 2 * _beside(rate, cuota) + _beside(rate, base)
    score -= 2 * money.says(cuota, Kind.TOTAL) + money.says(base, Kind.TOTAL) + money.says(cuota, Kind.BASE)
    score -= 2 * (money.says(cuota, Kind.RECARGO) + money.says(cuota, Kind.IRPF) + money.says(cuota, Kind.OTHER))
    score -= money.says(base, Kind.OTHER)
    return TaxLine(rate, base, cuota, None, score - (base.repaired + cuota.repaired) / 2)


def _beside(one: Amount | Rate, other: Amount | Rate) -> float:
    """1 in the same row, a little in the next."""
    return {0: 1.0, 1: 0.3}.get(abs(one.find.cell.row - other.find.cell.row), 0.0)


def _combinations(money: Money) -> Iterator[Solution]:
    """Lines of taxes, at most one a rate, with a retention or without, that make a total."""
    found, by_value = pairs(money), _by_value(money)
    zero = _zero_lines(money)
    options: list[list[TaxLine | None]] = [[*lines, None] for _, lines in sorted(found.items())[-_RATES:]]
    options += [[*zero, None]] if zero else []
    withheld = _said(money, Kind.IRPF)
    for chosen in product(*options):
        lines = tuple(line for line in chosen if line)
        if any(line.taxes for line in lines):
            for complete in _with_recargo(money, by_value, lines):
                yield from _totals(money, by_value, complete, withheld)


def _zero_lines(money: Money) -> list[TaxLine]:
    """Bases beside a rate of 0 %."""
    zero = _printed(money).get(Decimal(0), [])
    return [
        TaxLine(rate, base, _nothing_beside(money, rate), None, 2.0)
        for rate in zero
        for base in _said(money, Kind.BASE)
        if _beside(rate, base) == 1
    ][:_PAIRS_A_RATE]


def _nothing_beside(money: Money, rate: Rate) -> Amount | None:
    """A cuota of 0.00."""
    return next((amount for amount in money.amounts if not amount.value and _beside(rate, amount) == 1), None)


def _with_recargo(
    money: Money, by_value: dict[int, list[Amount]], lines: tuple[TaxLine, ...]
) -> Iterator[tuple[TaxLine, ...]]:
    """The lines as they are and, if there is a recargo, also with it."""
    if not any(kinds.get(Kind.RECARGO) for kinds in money.said.values()):
        yield lines
        return
    yield tuple(_recharged(money, by_value, line) for line in lines)


def _recharged(money: Money, by_value: dict[int, list[Amount]], line: TaxLine) -> TaxLine:
    for rate in RECARGO_RATES:
        for amount in by_value.get(share(line.net, rate), ()):
            if amount.value and money.says(amount, Kind.RECARGO):
                return TaxLine(line.rate, line.base, line.cuota, amount, line.score + 1)
    return line


def _said(money: Money, kind: Kind) -> list[Amount]:
    """The amounts that are said to be of a kind, the clearest first."""
    said = [amount for amount in money.amounts if amount.value and money.says(amount, kind) > 0]
    return sorted(said, key=lambda amount: -money.says(amount, kind))[: 2 * _TOTALS]


def _totals(
    money: Money, by_value: dict[int, list[Amount]], lines: tuple[TaxLine, ...], withheld: Sequence[Amount]
) -> Iterator[Solution]:
    net = sum(line.net for line in lines)
    gross = net + sum(line.taxes for line in lines)
    score = sum(line.score for line in lines) + _printed_sum(money, by_value, net)
    missed = 4.0 * any(money.says(amount, Kind.IRPF) >= _CLEAR for amount in withheld)
    own = [amount for line in lines for amount in (line.base, line.cuota, line.recargo)]
    for irpf in (None, *withheld):
        less = abs(irpf.value) * (1 if gross > 0 else -1) if irpf else 0
        extra = 2 * money.says(irpf, Kind.IRPF) if irpf else -missed
        for off in range(-TOLERANCE, TOLERANCE + 1):
            for total in by_value.get(gross - less + off, ()):
                if total not in own and total is not irpf:
                    yield Solution(lines, irpf, total, score + extra + as_total(money, total) - abs(off) / 2, off)


def _printed_sum(money: Money, by_value: dict[int, list[Amount]], net: int) -> float:
    return max((money.says(amount, Kind.BASE) for amount in by_value.get(net, ())), default=0.0)


def as_total(money: Money, amount: Amount) -> float:
    """How much speaks for an amount being the total, by its labels alone."""
    against = max(money.says(amount, kind) for kind in (Kind.OTHER, Kind.BASE, Kind.CUOTA, Kind.IRPF))
    return 4 * money.says(amount, Kind.TOTAL) - 2 * against - amount.repaired / 2


def _gross_only(money: Money) -> Iterator[Solution]:
    """A total and the IVA in it, where no base is printed."""
    for rate, printed in _printed(money).items():
        for total, cuota in product(_said(money, Kind.TOTAL), _said(money, Kind.CUOTA)):
            within = int((total.value * rate / (100 + rate)).quantize(Decimal(1), ROUND_HALF_UP))
            if rate and cuota is not total and abs(within - cuota.value) <= TOLERANCE:
                beside = max(printed, key=lambda rate: _beside(rate, cuota))
                line = TaxLine(beside, None, cuota)
                score = 2 * money.says(cuota, Kind.CUOTA) + 2 * _beside(beside, cuota) - 2
                yield Solution((line,), None, total, score + as_total(money, total))


def _untaxed(money: Money) -> Iterator[Solution]:
    """A base that is the total, where nothing is taxed."""
    if any(_printed(money)) or any(money.says(amount, Kind.CUOTA) >= _CLEAR for amount in _said(money, Kind.CUOTA)):
        return
    zero = _printed(money).get(Decimal(0), [None])
    for base, total in product(_said(money, Kind.BASE), _said(money, Kind.TOTAL)):
        if base is not total and base.value == total.value and not base.part:
            score = 2 * money.says(base, Kind.BASE) + as_total(money, total)
            rate = max(zero, key=lambda rate: _beside(rate, base) if rate else 0.0)
            line = TaxLine(rate, base, _nothing_beside(money, rate) if rate else None)
            yield Solution((line,), None, total, score)


def clearest(money: Money, kind: Kind) -> Amount | None:
    """The amount whose label says most clearly that it is of a kind; of equals the last."""
    said = [amount for amount in money.amounts if money.says(amount, kind) >= 0.4]  # noqa: PLR2004 - not merely near
    return max(reversed(said), key=lambda amount: money.says(amount, kind), default=None)
