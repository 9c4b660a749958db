"""The words of a big library of papers: English by its frequencies, a long tail, names, addresses, numbers, dates."""

import random
from collections.abc import Sequence
from itertools import accumulate

# The head of the vocabulary, the most frequent first; what papers of houses say is among what all papers say.
_FREQUENT = """
the of and to in a or for that is be shall by any this with as on tenant such landlord not property agreement lease
from all at are which premises rent may will notice it other section under building party days have its upon
insurance date amount payment no an if unit owner per month has written than within each their time terms law
provided work damage security deposit contract pay address name parties must lessee lessor term state city use
business services repair default expense required due condition page including company made part after who common
costs during person his her so but one two first second year period rate tax interest fee total invoice number
account balance policy coverage liability claim certificate inspection permit license fire smoke detector water heat
gas electric boiler elevator roof plumbing maintenance manager office street avenue apartment floor room kitchen
window door wall parking pet guest noise clean paint key lock entry access attorney court order eviction hearing
complaint judgment trustee docket exhibit schedule addendum amendment renewal expiration effective signed witness
notary county record deed title survey mortgage lender bank wire check cash receipt statement ledger charge late
credit refund vendor contractor bid estimate material labor hour warranty service energy utility bill meter reading
usage trash recycling snow lawn pool gym laundry storage bike mold lead asbestos radon disclosure hazard emergency
contact phone email letter copy original attached enclosed received sent reviewed approved denied pending complete
missing expired valid current previous former future
"""
FREQUENT = _FREQUENT.split()
_FIRST = """
Renee Marco Aisha Daniel Priya Tomas Ingrid Kwame Lucia Henrik Mei Omar Sofia Patrick Noemi Viktor Amara Julian
Greta Rafael Yusuf Hannah Mateo Saskia Dmitri Leila Oscar Wanda Ezra Paloma André Zoë Jürgen Chloé
"""
FIRST = _FIRST.split()
_LAST_STEMS = """
Castel Bright Under Oster Green Hollo Marl Whit Ash Black Stone Win Thorn Lang Fair Rosen Kestr Vald Mont Carr
"""
LAST_STEMS = _LAST_STEMS.split()
_LAST_ENDS = """
lano man wood berg field way ton more by ford ley stein mark ski er son worth dale enko quist
"""
LAST_ENDS = _LAST_ENDS.split()
_STREETS = """
Alder Birch Taft Kimball Mercer Orchard Dunmore Halsted Prospect Lincoln Garfield Monroe Quarry Mill
"""
STREETS = _STREETS.split()
_SYLLABLES = """
ba be bo bra cal cen con cor dal den dis dor el en fal fen for gar gen gra hal her in jor kal kel lan lem lis lor
mal men mer mon nal nor ol or pal per pin por ral ren ros sal sen ser sol sta tal ten ter tor tra ul van ver vin vol
wal wen zor
"""
SYLLABLES = _SYLLABLES.split()
_PHRASES = """
security deposit
quiet enjoyment
certificate of insurance
notice to quit
wear and tear
late fee
act of God
additional insured
hold harmless
force majeure
month to month
early termination
right of entry
holdover tenant
common area maintenance
triple net
lead based paint
certificate of occupancy
fair housing
reasonable notice
general liability
workers compensation
proof of loss
mechanics lien
estoppel certificate
rent escalation
tenant improvement allowance
letter of credit
right of first refusal
water intrusion
"""
PHRASES = _PHRASES.strip().splitlines()
ENDINGS = ("", "", "s", "ing", "ed", "ment", "tion", "er", "ly")
WORDS_ON_A_PAGE = 280
WORDS_IN_A_SENTENCE = 13


class Writer:
    """Writes pages and titles; the same number gives the same library."""

    def __init__(self, number: int, *, tail: int = 60_000) -> None:
        self.chance = random.Random(number)
        coin = random.Random(7)  # the vocabulary is the same whatever the number
        known = dict.fromkeys(FREQUENT)
        while len(known) < tail:
            word = "".join(coin.choices(SYLLABLES, k=coin.choice((2, 2, 3, 3, 4)))) + coin.choice(ENDINGS)
            known[word] = None
        self.words = list(known)
        self._weights = list(accumulate(1 / (rank + 2.7) ** 1.07 for rank in range(len(self.words))))
        self._likely = list(accumulate(1 / (rank + 1) for rank in range(len(PHRASES))))

    def page(self) -> str:
        """Return the text of a page, about 1.8 kB."""
        words: list[str] = self.chance.choices(self.words, cum_weights=self._weights, k=WORDS_ON_A_PAGE)
        specials = [self.name(), self.address(), f"Unit {self.unit()}", self.day(), self.dollars(), self.invoice()]
        specials += self.chance.choices(PHRASES, cum_weights=self._likely, k=3)
        for special in specials:
            words[self.chance.randrange(len(words))] = special
        sentences = [words[at : at + WORDS_IN_A_SENTENCE] for at in range(0, len(words), WORDS_IN_A_SENTENCE)]
        return "\n".join(f"{sentence[0].capitalize()} {' '.join(sentence[1:])}." for sentence in sentences)

    def pages(self) -> int:
        """Return how many pages a document has: mostly few, about ten on average, hundreds now and then."""
        return max(1, min(900, int(self.chance.lognormvariate(1.72, 1.15))))

    def name(self) -> str:
        """Return the name of a person, one of some ten thousand."""
        return f"{self.chance.choice(FIRST)} {self.chance.choice(LAST_STEMS)}{self.chance.choice(LAST_ENDS)}"

    def address(self) -> str:
        """Return a street address."""
        return f"{self.chance.randrange(1, 9_900)} {self.chance.choice(STREETS)} Street"

    def unit(self) -> str:
        """Return the name of a unit."""
        return f"{self.chance.randrange(1, 40)}{self.chance.choice('ABCD')}"

    def day(self) -> str:
        """Return a day as papers write it."""
        parts = (self.chance.randrange(1, 13), self.chance.randrange(1, 29), self.chance.randrange(2019, 2027))
        return "{:02}/{:02}/{}".format(*parts)

    def dollars(self) -> str:
        """Return an amount as papers write it."""
        return f"${self.chance.randrange(10, 9_999):,}.{self.chance.choice(('00', '00', '50', '25'))}"

    def invoice(self) -> str:
        """Return the number of an invoice or an entry, hardly ever twice the same."""
        return f"{self.chance.choice(('INV', 'GL', 'PO'))}-{self.chance.randrange(10_000, 9_999_999)}"

    def title(self, kind: str, things: Sequence[str]) -> str:
        """Return what a document of this kind might be called."""
        ends = (self.name(), self.invoice(), self.day(), self.chance.choice(things), f"Unit {self.unit()}")
        return f"{kind.capitalize()}, {self.chance.choice(ends)}"
